//! Which words are proposed, and which never are.

use proptest::prelude::{ProptestConfig, any, prop, proptest};

use super::{complaint, decided, desk, error, message, now};
use crate::classify::Message;
use crate::record::{Intent, Labels, Stance};

fn line(id: &str, more: &str) -> String {
    let mut text = format!("[[reply_line]]\nid = '{id}'\ntext = 'words'\n");
    for (key, value) in [
        ("stance", "'answer'"),
        ("language", "'fr'"),
        ("approved_by", "'Jeanne'"),
    ] {
        if !more.contains(key) {
            text.push_str(&format!("{key} = {value}\n"));
        }
    }
    format!("{text}{more}\n")
}

fn proposed(lines: &[(&str, &str)], labels: Labels, message: &Message<'_>) -> Option<String> {
    let text: String = lines.iter().map(|(id, more)| line(id, more)).collect();
    let topics = "[topic.livraison]\nquery = 'colis'\n";
    decided(&desk(&format!("{topics}{text}")), labels, message).reply_line
}

fn is_proposed(more: &str, labels: Labels) -> bool {
    proposed(&[("a", more)], labels, &message("mon colis est en retard")).is_some()
}

#[test]
fn a_line_fits_only_what_it_is_for() {
    for (more, fits) in [
        ("", true),
        ("situation = 'colis retard'", true),
        ("situation = 'colis OR paquet'", true),
        ("situation = 'colis perdu'", false),
        ("stance = 'thank'", false),
        ("stance = ['thank', 'answer']", true),
        ("language = 'en'", false),
        ("language = 'FR'", true),
        ("client = 'mirabo'", true),
        ("client = ['frutelia']", false),
        ("department = 'customer-service'", true),
        ("department = 'legal'", false),
        ("level = 1", true),
        ("level = 2", false),
        ("level = 3", false),
        ("topics = 'livraison'", true),
        ("intent = ['complaint', 'defect']", true),
        ("intent = 'question'", false),
        ("expires = 2026-11-22", true),
        ("expires = 2026-11-21", false),
        ("expires = '2026-11-21'", false),
        ("expires = 2026-11-22T12:00:00Z", false),
        ("expires = 2026-11-22T12:00:01Z", true),
        ("expires = '2026-11-22T14:00:01+02:00'", true),
        ("approved_by = ''", false),
        ("approved_by = ' '", false),
    ] {
        assert_eq!(is_proposed(more, complaint()), fits, "{more}");
    }
    let own = Message {
        own: true,
        ..message("mon colis")
    };
    assert_eq!(proposed(&[("a", "")], complaint(), &own), None);
}

#[test]
fn at_level_3_only_a_crisis_line_is_proposed() {
    let grave = Labels {
        level: 3,
        stance: Stance::Escalate,
        ..complaint()
    };
    for (more, fits) in [
        ("", false),
        ("level = 2", false),
        ("stance = 'escalate'", false),
        ("level = 3", true),
        ("level = 3\nstance = 'contradict'", true),
        ("level = 3\napproved_by = ''", false),
        ("level = 3\nexpires = 2026-11-01", false),
        ("level = 3\nlanguage = 'en'", false),
    ] {
        assert_eq!(is_proposed(more, grave.clone()), fits, "{more}");
    }
}

#[test]
fn the_most_specific_line_wins_and_of_equals_the_first() {
    let of = |lines: &[(&str, &str)]| {
        proposed(lines, complaint(), &message("mon colis est en retard")).unwrap()
    };
    let plain = ("plain", "");
    let colis = ("colis", "situation = 'colis'");
    let both = ("both", "situation = 'colis retard'");
    let aimed = ("aimed", "situation = 'colis'\nintent = 'complaint'");
    assert_eq!(of(&[plain, colis]), "colis");
    assert_eq!(of(&[colis, both, aimed]), "both");
    assert_eq!(of(&[colis, aimed]), "aimed");
    assert_eq!(of(&[("one", ""), ("two", "")]), "one");
}

#[test]
fn lines_that_are_never_proposed_are_told() {
    let text = [
        line("good", "expires = 2027-01-01"),
        line("old", "expires = 2026-09-30"),
        line("draft", "approved_by = ''"),
    ];
    assert_eq!(
        desk(&text.concat()).warnings(now()),
        [
            "the reply line `old` expired (2026-09-30) and is not proposed",
            "the reply line `draft` has no approved_by and is not proposed"
        ]
    );
}

#[test]
fn lines_that_make_no_sense_are_refused_where_they_stand() {
    for (text, place, expected) in [
        (
            line("a", "stance = 'anser'"),
            "'anser'",
            "did you mean `answer`?",
        ),
        (line("a", "stance = []"), "[]", "needs a stance"),
        (
            line("a", "language = 'fra'"),
            "'fra'",
            "no language of ISO 639-1",
        ),
        (
            line("a", "language = 'xx'"),
            "'xx'",
            "no language of ISO 639-1",
        ),
        (line("a", "level = 0"), "0", "write 1 to 3"),
        (line("a", "expires = 'soon'"), "'soon'", "write 2027-01-31"),
        (line("a", "expires = '7d'"), "'7d'", "write 2027-01-31"),
        (line("a", "topics = 'x'"), "'x'", "there is no topic yet"),
        (line("a", "intent = 'x'"), "'x'", "unknown intent"),
        (line("a", "department = 'x'"), "'x'", "unknown department"),
        (line("a", "situation = '(a'"), "'(a'", ""),
        (
            line("a", "").replace("'words'", "' '"),
            "' '",
            "needs words",
        ),
    ] {
        let error = error(&text);
        assert_eq!(&text[error.span.clone()], place, "{text}");
        assert!(error.message.contains(expected), "{text}: {error}");
    }
    let twice = format!("{}{}", line("a", ""), line("a", ""));
    assert_eq!(error(&twice).message, "there is a reply line `a` already");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever lines there are, none is proposed that is unapproved, expired, in another language, or ordinary at level 3.
    #[test]
    fn nothing_is_proposed_that_must_not_be_said(
        lines in prop::collection::vec((any::<bool>(), any::<bool>(), 0_i64..4, 0_usize..3), 1..6),
        level in 1_u8..4,
        intent in 0_usize..11,
    ) {
        let text: String = lines.iter().enumerate().map(|(at, (approved, expired, level, lang))| {
            let mut more = format!("language = '{}'\n", ["fr", "en", "de"][*lang]);
            more.push_str(if *approved { "" } else { "approved_by = ''\n" });
            more.push_str(if *expired { "expires = 2026-11-20\n" } else { "expires = 2026-11-25\n" });
            if *level > 0 {
                more.push_str(&format!("level = {level}\n"));
            }
            line(&at.to_string(), &more)
        }).collect();
        let labels = Labels {
            level,
            intent: Intent::ALL[intent],
            stance: if level == 3 { Stance::Escalate } else { Stance::Answer },
            ..complaint()
        };
        let proposed = decided(&desk(&text), labels, &message("x")).reply_line;
        let fits = |(approved, expired, of, lang): &(bool, bool, i64, usize)| {
            *approved && !expired && *lang == 0 && (*of == i64::from(level) || *of == 0 && level < 3)
        };
        match proposed {
            Some(id) => assert!(fits(&lines[id.parse::<usize>().unwrap()])),
            None => assert!(!lines.iter().any(fits)),
        }
    }
}
