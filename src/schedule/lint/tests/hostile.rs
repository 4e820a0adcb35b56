//! Texts made to do harm: long words, runs of marks, emoji without end, what acts on a terminal.

use super::{dictionaries, linter, subject};
use crate::record::Draft;
use crate::schedule::lint::RULES;

const CHARTER: &str = "banned = ['a a b', 'x*']\nnames = ['Name']\nrequired = ['zz']\nreplace = { mail = 'courriel' }\nhashtags = ['#Tag']";

fn found(text: String, channel: &str) -> usize {
    let mut linter = linter(CHARTER, dictionaries());
    let draft = Draft {
        id: "\u{1b}[31mx".to_owned(),
        text: Some(text),
        lang: Some("fr".to_owned()),
        channels: vec![channel.to_owned()],
        ..Draft::default()
    };
    let subject = subject(&draft);
    let _ = linter.corrected(&subject, &subject.pieces[0]);
    let findings = linter.check(&subject);
    assert!(findings.iter().all(|finding| finding.message.len() < 600));
    findings.len()
}

#[test]
fn no_text_floods_the_reader_or_holds_the_program_up() {
    let texts = [
        "a".repeat(30_000),
        "👩‍👧".repeat(3_000),
        "\u{200d}".repeat(10_000),
        "e\u{301}".repeat(10_000),
        "\u{202e}\u{200b}".repeat(5_000),
        "!?".repeat(10_000),
        "(".repeat(10_000),
        "\"".repeat(10_001),
        "« ».".repeat(4_000),
        "http://".repeat(2_000),
        "https://a.fr/) ".repeat(1_000),
        "#a #".repeat(3_000),
        "@a@a.".repeat(3_000),
        "a a b ".repeat(3_000),
        "24/11 mardi 24 novembre demain ".repeat(300),
        "name ".repeat(3_000),
        "a.a.a.".repeat(3_000),
        "-' ".repeat(6_000),
        ":a:".repeat(6_000),
        "\n ".repeat(10_000),
        "`".repeat(10_000),
        "\u{1b}]0;x\u{7}".repeat(2_000),
    ];
    for text in texts {
        let shown: String = text.chars().take(8).collect();
        let found = found(text, "mastodon");
        assert!(found <= RULES.len() * 21, "{shown}: {found}");
    }
}

proptest::proptest! {
    #[test]
    fn any_text_is_taken_and_corrected_once_and_for_all(text in "(?s)[ -~éàç«»’“”…\u{a0}\u{202f}\n#@!?:;.,'\"()0-9a-zA-Z]{0,60}", lang in "fr|en") {
        let mut linter = linter(CHARTER, dictionaries());
        let draft = Draft { id: "d".to_owned(), text: Some(text), lang: Some(lang), ..Draft::default() };
        let first = subject(&draft);
        let corrected = linter.corrected(&first, &first.pieces[0]);
        let again = Draft { text: corrected.or(draft.text.clone()), ..draft };
        let second = subject(&again);
        proptest::prop_assert_eq!(linter.corrected(&second, &second.pieces[0]), None);
        let _ = linter.check(&second);
    }
}
