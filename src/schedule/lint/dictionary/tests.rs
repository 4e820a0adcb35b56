//! A tiny dictionary with every feature that the big ones use.

use super::Dictionary;

const AFF: &str = "SET UTF-8\nFLAG long\nFULLSTRIP\nNEEDAFFIX ()\nFORBIDDENWORD {}\nKEEPCASE ||\nNOSUGGEST --\nTRY esantirulodc\nICONV 1\nICONV ’ '\n\
REP 1\nREP f ph\nPFX L' Y 1\nPFX L' 0 l' .\nSFX S. Y 2\nSFX S. 0 0/L' [^sxz] is:sg\nSFX S. 0 s [^sxz] is:pl\nSFX a0 Y 3\nSFX a0 er er er\n\
SFX a0 er e er\nSFX a0 er ez er\n";
const DIC: &str = "7\némission/S.() po:nom is:fem\narbre/S.() po:nom\nchanter/a0 po:v1\nphoto/S.()\nNASA/||\nmerde/--\narbree/{}\naujourd'hui\ntrès\n";

fn dictionary() -> Dictionary {
    Dictionary::read(AFF.as_bytes(), DIC.as_bytes()).unwrap()
}

#[test]
fn stems_affixes_and_cases_are_known() {
    let dictionary = dictionary();
    for word in [
        "émission",
        "Émissions",
        "l’émission",
        "L'émission",
        "L’ARBRE",
        "chantez",
        "CHANTE",
        "NASA",
        "merde",
        "aujourd’hui",
        "photo-arbres",
    ] {
        assert!(dictionary.knows(word), "{word}");
    }
    for word in [
        "emission",
        "l’chante",
        "nasa",
        "arbree",
        "l’émissions",
        "chantent",
        "photo-arbr",
    ] {
        assert!(!dictionary.knows(word), "{word}");
    }
}

#[test]
fn what_was_meant_is_offered() {
    let dictionary = dictionary();
    assert_eq!(dictionary.suggest("Emission"), ["Émission"]);
    assert_eq!(dictionary.suggest("foto"), ["photo"]);
    assert_eq!(dictionary.suggest("abrre"), ["arbre"]);
    assert_eq!(dictionary.suggest("trèsarbre"), ["très arbre"]);
    assert!(dictionary.suggest("merdee").is_empty());
}

#[test]
fn no_word_and_no_file_does_harm() {
    let dictionary = dictionary();
    let long = "a".repeat(1_000_000);
    assert!(dictionary.knows(&long) && dictionary.suggest(&long).is_empty());
    assert!(dictionary.knows(&"'".repeat(200)));
    for aff in [
        "SFX",
        "SFX A Y 1\nSFX A 0 s [^",
        "PFX A\nAF 1\nAF AB # 1",
        "FLAG num\nSFX x Y 1\nSFX x 0 s .",
        "SET NONSENSE",
    ] {
        let _ = Dictionary::read(aff.as_bytes(), b"1\nword/A\n");
    }
    assert!(Dictionary::read(b"", b"").is_err());
}
