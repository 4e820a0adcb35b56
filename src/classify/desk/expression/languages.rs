//! Which values `lang` can have, and which code is meant by a language's name.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::text::closest::hint;

/// Codes and the names of their languages, without accents: in English, in the language itself, in French and some neighbours', and longer codes.
const NAMES: &[(&str, &str)] = &[
    ("en", "english anglais englisch ingles inglese eng"),
    ("fr", "french francais franzosisch frances francese fra fre"),
    (
        "de",
        "german deutsch allemand aleman tedesco alemao deu ger",
    ),
    (
        "es",
        "spanish espanol espagnol spanisch spagnolo espanhol castellano spa",
    ),
    ("it", "italian italiano italien italienisch ita"),
    (
        "pt",
        "portuguese portugues portugais portugiesisch portoghese por",
    ),
    ("nl", "dutch nederlands neerlandais niederlandisch nld dut"),
    ("ar", "arabic arabe arabisch ara"),
    ("zh", "chinese chinois mandarin chinesisch zho chi cmn"),
    ("hi", "hindi hin"),
    ("ja", "japanese japonais japanisch jpn jp"),
    ("ko", "korean coreen koreanisch kor kr"),
    ("ru", "russian russe russisch rus"),
    ("sv", "swedish svenska suedois schwedisch swe"),
    ("tr", "turkish turkce turc turkisch tur"),
    ("vi", "vietnamese vietnamien vie"),
    ("und", "unknown undetermined none inconnu"),
];

/// Whether `lang` can have a value: a code that is found, or another one of two or three letters, which a person may have said.
pub(super) fn language(written: &str) -> Result<(), String> {
    let plain: String = written
        .trim()
        .nfkd()
        .filter(|c| !is_combining_mark(*c))
        .flat_map(char::to_lowercase)
        .collect();
    if NAMES.iter().any(|(code, _)| *code == plain) {
        return Ok(());
    }
    let first = plain.split(['-', '_']).next().unwrap_or_default();
    let named = NAMES.iter().find(|(code, names)| {
        names.split(' ').any(|name| name == plain) || first != plain && *code == first
    });
    let meant = named.map(|(code, _)| *code);
    let is_code =
        matches!(plain.len(), 2 | 3) && plain.bytes().all(|byte| byte.is_ascii_lowercase());
    if meant.is_none() && is_code {
        return Ok(());
    }
    Err(match meant {
        Some(_) => format!("`lang` is never `{written}`{}", hint(meant)),
        None => {
            format!("`lang` is never `{written}`; write a code of ISO 639-1 such as fr, or und")
        }
    })
}

#[cfg(test)]
mod tests {
    use super::language;

    #[test]
    fn codes_pass_and_names_are_told_their_code() {
        for code in ["fr", "FR", "und", "pl", "haw"] {
            assert_eq!(language(code), Ok(()), "{code}");
        }
        for (name, code) in [
            ("french", "fr"),
            ("Français", "fr"),
            ("fr-CA", "fr"),
            ("pt_BR", "pt"),
            ("eng", "en"),
            ("Español", "es"),
        ] {
            let said = language(name).expect_err(name);
            assert!(
                said.contains(&format!("; did you mean `{code}`?")),
                "{said}"
            );
        }
        let said = "`lang` is never `klingon`; write a code of ISO 639-1 such as fr, or und";
        assert_eq!(language("klingon"), Err(said.to_owned()));
        assert!(language("").is_err());
    }
}
