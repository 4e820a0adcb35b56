//! What speaks against the language that the letters seem to be of: a script that it is not written in, letters that it never uses, none of its words.
//!
//! The judge of the letters knows sixteen languages and names one of them for every text, so that one in Greek or Polish would be somebody else's.

use super::Lang;

/// Words from which a text holds at least one that is common in its language.
const WORDS_WITH_COMMON: usize = 6;

/// Letters of Vietnamese with accents that others have too.
const VIETNAMESE: &str = "àáâãèéêìíòóôõùúýăđĩũơư";

/// Common words of Swedish, none of them Finnish or Estonian.
const SWEDISH: &str = "och att det är jag inte för på med som ett har den av till men var så vi ni du min mitt mina din er från nu hej tack kan ska vill \
     när hur vad varför de dem sig han hon här där också eller bara mycket bra vår våra alla måste får blir då nej ja efter innan utan under över inga ingen";

/// Letters that Ukrainian, Belarusian, Serbian and Macedonian have and Russian has not.
const NOT_RUSSIAN: &str = "іїєґўјљњћђџѓќ";

/// Letters that Persian, Urdu, Pashto and Kurdish have and Arabic has not.
const NOT_ARABIC: &str = "پچژگکیٹڈڑےںہېڕۆ";

/// Whether the text cannot be of the language; `common` of its words are common there. The words stand in lower case with a blank behind each.
pub(super) fn speaks_against(code: &str, common: u16, text: &str) -> bool {
    let words = || text.split_ascii_whitespace();
    match code {
        "nl" if common == 0 && words().nth(WORDS_WITH_COMMON - 1).is_some() => return true,
        "sv" if lacks_swedish(text) => return true,
        _ if text.is_ascii() => return false,
        _ => {}
    }
    if !is_written_in(code, text) || code == "vi" && !text.chars().any(is_vietnamese) {
        return true;
    }
    let (mut all, mut foreign) = (0_usize, 0_usize);
    for word in words() {
        all += 1;
        foreign += usize::from(word.chars().any(|c| is_foreign(code, c)));
    }
    // A name may be foreign, and those whom the rules serve write of many. Keyboards of Persian are used for Arabic too.
    let share = if code == "ar" { 4 } else { 6 };
    let least = if Lang::parse(code).is_some() { 2 } else { 1 };
    foreign >= least && foreign * share >= all && foreign >= usize::from(common)
}

fn lacks_swedish(text: &str) -> bool {
    let is_swedish =
        |word: &str| word.contains('å') || SWEDISH.split(' ').any(|known| known == word);
    let mut words = text.split_ascii_whitespace();
    words.clone().nth(WORDS_WITH_COMMON - 2).is_some() && !words.any(is_swedish)
}

/// The scripts of the languages that are known, and all others.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    Latin,
    Cyrillic,
    Arabic,
    Devanagari,
    Kana,
    Han,
    Hangul,
    Other,
}

fn script(c: char) -> Script {
    match c {
        '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}' => Script::Latin,
        '\u{400}'..='\u{52f}' => Script::Cyrillic,
        '\u{600}'..='\u{6ff}'
        | '\u{750}'..='\u{77f}'
        | '\u{fb50}'..='\u{fdff}'
        | '\u{fe70}'..='\u{fefc}' => Script::Arabic,
        '\u{900}'..='\u{97f}' => Script::Devanagari,
        '\u{3040}'..='\u{30ff}' => Script::Kana,
        '\u{3005}'..='\u{3007}'
        | '\u{3400}'..='\u{9fff}'
        | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}' => Script::Han,
        '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7af}' => {
            Script::Hangul
        }
        _ => Script::Other,
    }
}

/// Whether a third of the letters or more are of a script that the language is written in.
fn is_written_in(code: &str, text: &str) -> bool {
    let own: &[Script] = match code {
        "ru" => &[Script::Cyrillic],
        "ar" => &[Script::Arabic],
        "hi" => &[Script::Devanagari],
        "zh" => &[Script::Han],
        "ja" => &[Script::Kana, Script::Han],
        "ko" => &[Script::Hangul, Script::Han],
        _ => &[Script::Latin],
    };
    let letters = || text.chars().filter(|c| c.is_alphabetic());
    let fitting = letters().filter(|&c| own.contains(&script(c))).count();
    fitting * 3 >= letters().count()
}

/// Whether the language never writes a letter.
fn is_foreign(code: &str, c: char) -> bool {
    if c.is_ascii() {
        return false;
    }
    let western =
        matches!(c, 'ß'..='ÿ') && !matches!(c, 'å' | 'ð' | 'ø' | 'ý' | 'þ' | '÷') || c == 'œ';
    match code {
        "ru" => NOT_RUSSIAN.contains(c),
        "ar" => NOT_ARABIC.contains(c),
        "pt" => is_letter(c) && (!western || matches!(c, 'è' | 'ì' | 'ò' | 'ù' | 'ï' | 'ë')),
        "en" | "fr" | "de" | "es" | "it" | "nl" => is_letter(c) && !western,
        "sv" => is_letter(c) && !western && c != 'å',
        "tr" => is_letter(c) && !western && !matches!(c, 'ğ' | 'ı' | 'ş' | 'i'),
        "vi" => is_letter(c) && !VIETNAMESE.contains(c) && !is_vietnamese(c),
        _ => false,
    }
}

/// A letter that nobody but Vietnamese writes.
fn is_vietnamese(c: char) -> bool {
    matches!(c, 'đ' | 'ơ' | 'ư' | '\u{1ea0}'..='\u{1ef9}')
}

/// A letter of Latin script.
fn is_letter(c: char) -> bool {
    c.is_alphabetic() && script(c) == Script::Latin
}
