//! Tests of the phrases.

use super::{Found, RULES, Rules, SOURCES, SYMBOLS, apply_rules, compile};
use crate::classify::language::Lang;
use crate::classify::model::Model;
use crate::classify::signal::Signal;
use crate::classify::spelling::Spellings;
use crate::classify::tokens::Tokens;

fn found(text: &str, lang: Option<Lang>) -> Found {
    found_by(&RULES, text, lang)
}

fn found_by(rules: &Rules, text: &str, lang: Option<Lang>) -> Found {
    let (mut tokens, mut spellings) = (Tokens::default(), Spellings::default());
    spellings.prepare(Model::shipped());
    tokens.read(text, &mut spellings, Model::shipped());
    let mut found = Found::default();
    apply_rules(rules, &tokens.list, &spellings, lang, &mut found);
    found
}

#[test]
fn the_rule_files_compile() {
    compile::compile(SOURCES).expect("the rule files are right");
}

#[test]
fn a_wrong_line_is_named() {
    for (source, expected) in [
        ("@nonsense\n1 a\n", "all.txt:1"),
        ("@praise\nbien\n", "all.txt:2"),
        ("@praise\n1 a | |b\n", "all.txt:2"),
        ("1 a\n", "all.txt:1"),
    ] {
        let error = compile::compile(&[(None, source)]).expect_err(source);
        assert!(error.to_string().contains(expected), "{error}");
    }
}

#[test]
fn phrases_are_found_whatever_the_accents_and_only_outside_negation() {
    assert!(
        found("Service CLIENT déplorable", Some(Lang::Fr))
            .signals
            .has(Signal::Complaint)
    );
    assert!(
        !found("Pas déçu du tout", Some(Lang::Fr))
            .signals
            .has(Signal::Complaint)
    );
    assert!(
        found("I want a refund", Some(Lang::En))
            .signals
            .has(Signal::Billing)
    );
    assert!(
        !found("I want a refund", Some(Lang::Fr))
            .signals
            .has(Signal::Billing)
    );
}

#[test]
fn no_word_fits_more_symbols_than_there_is_room_for() {
    assert!(compile::deepest(&RULES) <= SYMBOLS);
}

#[test]
fn parts_must_follow_each_other_in_one_sentence() {
    // The words are those of the shipped files, so that the spellings know their symbols.
    let phrase = RULES
        .list
        .iter()
        .find(|rule| rule.parts == 2 && rule.lang == Some(Lang::Fr) && !rule.not_negated)
        .expect("there are such phrases");
    let (first, second) = phrase.phrase.split_once(" + ").expect("two parts");
    let (first, second) = (first.trim_end_matches('*'), second.trim_end_matches('*'));
    let fires = |text: String| {
        let found = found(&text, Some(Lang::Fr));
        found.phrases(phrase.signal).contains(&&*phrase.phrase)
    };
    assert!(fires(format!("{first} {second}")));
    assert!(fires(format!("{first} zut {second}")));
    assert!(!fires(format!("{second} zut")));
    assert!(!fires(format!("{first}. {second}")));
    assert!(!fires(format!("{first} {} {second}", "machin ".repeat(12))));
}
