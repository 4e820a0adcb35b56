//! Conditions are read, refused with a place, printed back and evaluated.

use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop, prop_oneof, proptest};

use super::field::{Flag, Number, Word};
use super::{Expression, Facts, MOST_BYTES, MOST_DEPTH, Vocabulary};

struct Angry;

impl Facts for Angry {
    fn number(&self, field: Number) -> Option<f64> {
        match field {
            Number::Followers => Some(60_000.0),
            Number::Urgency => Some(f64::from(0.3_f32)),
            Number::Toxicity => Some(f64::from(0.7_f32)),
            Number::Level => Some(2.0),
            Number::Hour => Some(19.0),
            _ => None,
        }
    }

    fn word(&self, field: Word) -> &str {
        match field {
            Word::Sentiment => "negative",
            Word::Lang => "fr",
            Word::Author => "Lea",
            Word::Department => "legal",
            _ => "",
        }
    }

    fn flag(&self, field: Flag) -> bool {
        field == Flag::Alarm
    }

    fn has_topic(&self, name: &str) -> bool {
        name == "returns"
    }

    fn found(&self, _: usize) -> bool {
        true
    }
}

fn vocabulary() -> Vocabulary {
    Vocabulary {
        topics: vec!["returns".to_owned(), "opening hours".to_owned()],
        departments: vec!["legal".to_owned(), "press desk".to_owned()],
    }
}

fn read(text: &str) -> Expression {
    Expression::parse(text, &vocabulary()).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn refused(text: &str) -> String {
    let error = Expression::parse(text, &vocabulary()).expect_err(text);
    error.to_string()
}

#[test]
fn conditions_mean_what_they_say() {
    let cases = [
        ("followers > 50000 and sentiment == 'negative'", true),
        ("50_000 < followers", true),
        ("50_000 > followers", false),
        ("urgency == 0.3", true),
        ("urgency > 0.3 or urgency < 0.3", false),
        ("urgency >= 0.3 and urgency <= 0.3", true),
        ("toxicity < 0.7 or toxicity > 0.7", false),
        ("level in [1, 2]", true),
        ("level not in [1, 2]", false),
        ("lang in ['en', 'FR']", true),
        ("lang not in [\"en\", \"de\"]", true),
        ("'returns' in topics", true),
        ("'opening hours' in topics", false),
        ("alarm and not verified", true),
        ("alarm == false", false),
        ("verified != true", true),
        ("author == '@lea'", true),
        ("client == ''", true),
        ("text ~ 'a OR b'", true),
        ("true and not false", true),
        // Not closest, then and, then or.
        ("alarm or alarm and verified", true),
        ("(alarm or alarm) and verified", false),
        ("not verified and verified", false),
        ("not (verified and verified)", true),
        // What is not known is neither more nor less.
        ("posts_before >= 0 or posts_before < 0", false),
        ("posts_before != 3", false),
        ("hour >= 18 and followers > level", true),
    ];
    for (text, expected) in cases {
        assert_eq!(read(text).holds(&Angry), expected, "{text}");
    }
}

#[test]
fn mistakes_are_told_with_their_place() {
    for (text, expected) in [
        ("", "column 1: there is no condition"),
        (
            "folowers > 3",
            "column 1: unknown name `folowers`; did you mean `followers`?",
        ),
        ("own et alarm", "column 5: write `and`"),
        ("own OR alarm", "column 5: write `or`"),
        (
            "own && alarm",
            "column 5: `&&` is not known here; write `and`",
        ),
        ("level = 3", "column 7: `=` is not known here; write `==`"),
        ("level == 4", "column 10: `level` lies between 1 and 3"),
        ("followers < -1", "column 13: `followers` is never below 0"),
        ("followers", "column 1: `followers` is a number"),
        ("sentiment", "column 1: `sentiment` is a word"),
        ("sentiment > 'x'", "column 11: words have no order"),
        ("sentiment == 3", "column 11: `sentiment` is a word"),
        (
            "intent == 'compliant'",
            "column 11: unknown intent `compliant`; did you mean `complaint`?",
        ),
        (
            "department == 'presse desk'",
            "column 15: unknown department `presse desk`; did you mean `press desk`?",
        ),
        (
            "'retruns' in topics",
            "column 1: unknown topic `retruns`; did you mean `returns`?",
        ),
        (
            "topics == 'returns'",
            "column 8: `topics` is a list; write 'returns' in topics",
        ),
        (
            "text == 'late'",
            "column 6: `text` is looked through by a query",
        ),
        ("lang ~ 'fr'", "column 6: only `text` is looked through"),
        ("text ~ 'été AND'", "column 13: nothing stands after AND"),
        ("text ~ late", "column 8: expected a query between quotes"),
    ] {
        let told = refused(text);
        assert!(told.starts_with(expected), "{text}: {told}");
    }
}

#[test]
fn slips_of_the_hand_are_told_with_their_place() {
    for (text, expected) in [
        (
            "1 < 2",
            "column 1: two values are compared, and nothing of the message",
        ),
        ("1 < level < 3", "column 11: `<` compares two values only"),
        ("'x'", "column 1: a value alone is no condition"),
        (
            "lang in []",
            "column 10: expected a number or a string, found `]`",
        ),
        ("lang in ['fr' 'en']", "column 15: expected `,` or `]`"),
        ("lang in ['fr', 3]", "column 10: numbers and strings"),
        ("lang in fr", "column 9: expected a list"),
        ("lang not 'fr'", "column 10: expected `in` after `not`"),
        ("(own or alarm", "column 1: this ( has no partner"),
        ("own)", "column 4: this ) has no partner"),
        (
            "own alarm",
            "column 5: expected `and`, `or` or the end, found `alarm`",
        ),
        ("lang == 'fr", "column 9: this ' has no partner"),
        ("lang == “fr”", "column 9: write strings between"),
        ("urgency > 1e3", "column 11: `1e3` is no number"),
        ("level > 3.1.2", "column 9: `3.1.2` is no number"),
        ("own # comment", "column 5: `#` has no meaning here"),
        (
            "langue == 'fr'",
            "column 1: unknown name `langue`; did you mean `lang`?",
        ),
    ] {
        let told = refused(text);
        assert!(told.starts_with(expected), "{text}: {told}");
    }
}

#[test]
fn size_and_depth_have_bounds() {
    let nested = |depth: usize| format!("{}own{}", "(".repeat(depth), ")".repeat(depth));
    assert_eq!(read(&nested(MOST_DEPTH)), Expression::Flag(Flag::Own));
    assert!(refused(&nested(MOST_DEPTH + 1)).contains("nested more than 64 deep"));
    assert!(refused(&"(".repeat(MOST_BYTES)).contains("nested more than 64 deep"));
    assert!(refused(&"not ".repeat(1_000)).contains("nested more than 64 deep"));
    assert!(refused(&"own or ".repeat(1_000)).contains("longer than 4096 bytes"));
    let wide = format!("{}own", "own or ".repeat(500));
    assert!(!read(&wide).holds(&Angry));
}

fn written() -> impl Strategy<Value = String> {
    let number = prop_oneof![
        Just("followers"),
        Just("priority"),
        Just("posts_before"),
        Just("hour")
    ];
    let sign = prop_oneof![
        Just("=="),
        Just("!="),
        Just("<"),
        Just("<="),
        Just(">"),
        Just(">=")
    ];
    let leaf = prop_oneof![
        (number.clone(), sign.clone(), 0_u8..24).prop_map(|(a, b, c)| format!("{a} {b} {c}")),
        (number.clone(), sign, number).prop_map(|(a, b, c)| format!("{a}{b}{c}")),
        (any::<bool>(), prop::collection::vec("[a-z\" é]{0,6}", 1..4)).prop_map(|(not, words)| {
            let words: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
            let not = if not { "not " } else { "" };
            format!("client {not}in [{}]", words.join(","))
        }),
        prop::collection::vec(0_u8..4, 1..4).prop_map(|list| format!("hour in {list:?}")),
        Just("intent != 'praise'".to_owned()),
        Just("'returns' in topics".to_owned()),
        Just("text ~ \"l'oasis OR taste\"".to_owned()),
        Just("text ~ '\"bad buzz\" NEAR/3 (mirabo OR oasis)'".to_owned()),
        Just("verified == false".to_owned()),
        Just("true".to_owned()),
    ];
    leaf.prop_recursive(5, 40, 3, |inner| {
        let parts = prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            parts.clone().prop_map(|parts| parts.join(" and ")),
            parts.prop_map(|parts| format!("({})", parts.join(") or ("))),
            inner.prop_map(|part| format!("not ({part})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn what_is_printed_reads_as_the_same(text in written()) {
        let expression = read(&text);
        let printed = expression.to_string();
        assert_eq!(read(&printed), expression, "{printed}");
    }

    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,60}") {
        let _ = Expression::parse(&text, &vocabulary());
    }

    #[test]
    fn any_pieces_are_read_or_refused(pieces in prop::collection::vec(prop_oneof![
        Just("("), Just(")"), Just("["), Just("]"), Just(","), Just("not"), Just("and"), Just("or"), Just("in"), Just("~"), Just("=="),
        Just("<"), Just("'x'"), Just("3"), Just("-0.5"), Just("text"), Just("topics"), Just("lang"), Just("own"), Just("level"), Just("true"), Just("é"),
    ], 0..20)) {
        if let Ok(expression) = Expression::parse(&pieces.join(" "), &vocabulary()) {
            expression.holds(&Angry);
            assert_eq!(read(&expression.to_string()), expression);
        }
    }
}
