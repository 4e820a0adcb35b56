//! What must not be left in a text: gaps to fill, broken letters, invisible characters, markup, a word twice.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::finding::Found;
use super::lang::Lang;
use super::scan::{Kind, Text};
use super::scope::Scope;

/// What people write where something is still to come, in lower case.
const PLACEHOLDERS: &[&str] = &[
    "lorem ipsum",
    "{{",
    "}}",
    "[insérer",
    "[inserer",
    "[à compléter",
    "[a completer",
    "[insert",
    "[link",
    "[lien",
    "[nom",
    "[name",
    "[date",
    "[xxx",
    "<lien>",
    "<link>",
    "%prenom%",
    "%prénom%",
    "%firstname%",
    "tktk",
    "[your ",
];
/// The same as whole words, in capitals.
const PLACEHOLDER_WORDS: &[&str] = &[
    "TODO",
    "TBD",
    "TBC",
    "XXX",
    "XX",
    "FIXME",
    "ÀCOMPLÉTER",
    "TK",
];

pub(super) fn placeholder(scope: &Scope<'_>, found: &mut Found) {
    let raw = scope.text.raw;
    let lower = raw.to_lowercase();
    // Lower case may change lengths; then places are told by the whole text.
    let same = lower.len() == raw.len();
    for placeholder in PLACEHOLDERS {
        if let Some(at) = lower.find(placeholder) {
            let message = format!("`{}` is still to be filled in", placeholder.trim());
            let whole = raw.get(at..at + placeholder.len()).is_some() && same;
            let told = if whole {
                found.at(at..at + placeholder.len(), message)
            } else {
                found.whole(message)
            };
            told.hint("write what belongs there");
        }
    }
    for token in scope.text.all(Kind::Word) {
        let word = scope.text.of(token);
        if PLACEHOLDER_WORDS.contains(&word) {
            found
                .at(
                    token.range.clone(),
                    format!("`{word}` is still to be filled in"),
                )
                .hint("write what belongs there");
        }
    }
}

pub(super) fn mojibake(scope: &Scope<'_>, found: &mut Found) {
    // UTF-8 read as Windows-1252, the beginnings of letters and marks that French and English use; and the sign of what could not be read.
    const BROKEN: &[&str] = &[
        "Ã©", "Ã¨", "Ãª", "Ã§", "Ã´", "Ã®", "Ã¢", "Ã»", "Ã‰", "Ã\u{a0}", "â€™", "â€œ", "â€¦",
        "â€“", "Â«", "Â»", "Å“", "\u{fffd}",
    ];
    for broken in BROKEN {
        for (at, _) in scope.text.raw.match_indices(broken).take(5) {
            found
                .at(
                    at..at + broken.len(),
                    format!("`{broken}` is a letter that a wrong encoding broke"),
                )
                .hint("write it again, or save the file as UTF-8");
        }
    }
}

/// Zero-width and directional characters, and controls. The joiner of emoji and the marks of right-to-left scripts have their place.
pub(super) fn invisible(scope: &Scope<'_>, found: &mut Found) {
    let raw = scope.text.raw;
    let rtl = raw.chars().any(
        |c| matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'),
    );
    let mut before: Option<char> = None;
    for (at, c) in raw.char_indices() {
        let directional = matches!(c, '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let joiner =
            c == '\u{200d}' && !before.is_some_and(|c| !c.is_ascii() && !c.is_whitespace());
        let hidden = matches!(c, '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{ad}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e001f}');
        let control = c.is_control() && !matches!(c, '\n' | '\t' | '\r');
        if hidden || control || joiner || (directional && !rtl) {
            found
                .at(
                    at..at + c.len_utf8(),
                    format!(
                        "U+{:04X} is not seen and changes how the text is read",
                        u32::from(c)
                    ),
                )
                .hint("take it out")
                .fix("");
        }
        before = Some(c);
    }
}

pub(super) fn decomposed(scope: &Scope<'_>, found: &mut Found) {
    for token in scope.text.all(Kind::Word) {
        let word = scope.text.of(token);
        if word.is_ascii() || is_nfc_quick(word.chars()) == IsNormalized::Yes {
            continue;
        }
        let composed: String = word.nfc().collect();
        if composed != word {
            found
                .at(token.range.clone(), "accents stand beside their letters")
                .hint("compose them (Unicode NFC)")
                .fix(composed);
        }
    }
}

pub(super) fn fancy(scope: &Scope<'_>, found: &mut Found) {
    // Mathematical Alphanumeric Symbols, enclosed and full-width Latin letters.
    let is_fancy = |c: char| matches!(c, '\u{1d400}'..='\u{1d7ff}' | '\u{1f130}'..='\u{1f149}' | '\u{24b6}'..='\u{24e9}' | '\u{ff21}'..='\u{ff3a}' | '\u{ff41}'..='\u{ff5a}');
    let mut run: Option<(usize, usize)> = None;
    let ends = scope.text.raw.char_indices().map(|(at, c)| (at, Some(c)));
    for (at, c) in ends.chain([(scope.text.raw.len(), None)]) {
        match c {
            Some(c) if is_fancy(c) => {
                run = Some((run.map_or(at, |(start, _)| start), at + c.len_utf8()));
            }
            Some(c) if run.is_some() && c == ' ' => {}
            _ => {
                if let Some((start, end)) = run.take() {
                    let plain: String = scope
                        .text
                        .raw
                        .get(start..end)
                        .unwrap_or_default()
                        .nfkc()
                        .take(40)
                        .collect();
                    found
                        .at(
                            start..end,
                            "screen readers spell these letters out or skip them",
                        )
                        .hint(format!("write {plain}"));
                }
            }
        }
    }
}

pub(super) fn markup(scope: &Scope<'_>, found: &mut Found) {
    const TAGS: &[&str] = &[
        "<br", "<b>", "</", "<p>", "<i>", "<a ", "<strong", "<em>", "&nbsp;", "&amp;", "&eacute;",
        "&quot;", "&#",
    ];
    for tag in TAGS {
        if let Some(at) = scope.text.raw.find(tag) {
            found
                .at(
                    at..at + tag.len(),
                    format!("`{tag}` is HTML, which is shown as it is"),
                )
                .hint("write the text alone");
        }
    }
    if scope
        .charter
        .network
        .is_some_and(|network| network.markdown)
        || scope.subject.plain
    {
        return;
    }
    for sign in ["**", "](http", "__"] {
        let mut places = scope.text.raw.match_indices(sign);
        let paired = sign == "](http" || scope.text.raw.matches(sign).count() > 1;
        if let Some((at, _)) = places.next().filter(|_| paired) {
            found
                .at(
                    at..at + sign.len(),
                    format!("`{sign}` is Markdown, which is shown as it is"),
                )
                .hint("write the text alone");
        }
    }
}

pub(super) fn repeated_word(scope: &Scope<'_>, found: &mut Found) {
    // What grammar or habit says twice.
    const TWICE: &[&str] = &[
        "nous", "vous", "très", "non", "oui", "bon", "si", "hé", "ha", "ah", "oh", "ho", "la",
        "that", "had", "very", "so", "no", "yes", "bye", "hip", "bla", "allez", "vite", "chut",
        "knock", "tic", "tac", "is", "do",
    ];
    let text = scope.text;
    for (place, token) in text.tokens.iter().enumerate() {
        let (Some(space), Some(next)) = (text.token(place + 1), text.token(place + 2)) else {
            break;
        };
        if token.kind != Kind::Word || space.kind != Kind::Space || next.kind != Kind::Word {
            continue;
        }
        let (word, again) = (text.of(token), text.of(next));
        let name = again.chars().next().is_some_and(char::is_uppercase);
        if word.len() == again.len() || word.to_lowercase().len() == again.len() {
            let same = word.to_lowercase() == again.to_lowercase();
            if same && !name && !TWICE.contains(&again) {
                let shown: String = again.chars().take(30).collect();
                found
                    .at(
                        token.range.start..next.range.end,
                        format!("`{shown}` comes twice"),
                    )
                    .hint("take one out");
            }
        }
    }
}

pub(super) fn lang_mismatch(scope: &Scope<'_>, found: &mut Found) {
    let (Some(tag), Some(seems)) = (scope.subject.lang.as_deref(), scope.seems) else {
        return;
    };
    if Lang::of_tag(tag) != Some(seems) && scope.words.len() >= 8 {
        let tag: String = tag.chars().take(10).collect();
        found
            .whole(format!(
                "the draft says `{tag}`, the text is in {}",
                seems.name()
            ))
            .hint("correct lang, or the text");
    }
}

/// Whether a token begins a sentence.
pub(super) fn begins_sentence(text: &Text<'_>, place: usize) -> bool {
    let mut before = place;
    while let Some(token) = text.before(before) {
        match token.kind {
            Kind::Break | Kind::Emoji => return true,
            Kind::Mark
                if [
                    ".", "!", "?", "…", "«", "“", "\"", "(", ":", "–", "—", "-", "•", "→",
                ]
                .contains(&text.of(token)) =>
            {
                return true;
            }
            Kind::Space | Kind::Mark => before -= 1,
            _ => return false,
        }
        // However many spaces and marks: what is far away begins nothing here.
        if place - before > 4 {
            return true;
        }
    }
    true
}
