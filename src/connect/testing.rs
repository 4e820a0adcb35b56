//! What the tests of several connectors need: sources, beginnings, what an ask is about, answers that hold anything.

use proptest::prelude::{Just, Strategy, prop_oneof};
use serde_json::{Value, json};

use super::connector::{Ask, Cursor, From, Start};
use super::source::Options;
use crate::time::Range;

/// When the runs of tests begin.
pub(super) const NOW: &str = "2026-11-22T12:00:00Z";

/// Options by name.
pub(super) fn options(pairs: &[(&str, &str)]) -> Options {
    pairs.iter().fold(Options::new(), |options, (name, value)| {
        options.with(name, *value)
    })
}

/// A run at [`NOW`], without a range.
pub(super) fn start(cursor: Option<&Cursor>) -> Start<'_> {
    Start {
        cursor,
        session: None,
        range: Range::default(),
        now: NOW.parse().unwrap(),
    }
}

/// The address of a question.
pub(super) fn url(ask: &Ask) -> &str {
    match &ask.from {
        From::Http(request) => &request.url,
        From::File(_) => "",
    }
}

/// Values with the names (words of a text) and some of the texts that a connector looks for, in places and of types where it does not expect them.
pub(super) fn hostile(
    names: &'static str,
    texts: &'static [&'static str],
) -> impl Strategy<Value = Value> {
    let known = proptest::sample::select(texts).prop_map(str::to_owned);
    let leaf = prop_oneof![
        Just(Value::Null),
        Just(json!(true)),
        proptest::num::i64::ANY.prop_map(|n| json!(n)),
        proptest::num::f64::ANY.prop_map(|n| json!(n)),
        prop_oneof![known, "\\PC{0,8}"].prop_map(Value::String),
    ];
    let name = proptest::sample::select(names.split_whitespace().collect::<Vec<_>>());
    leaf.prop_recursive(8, 200, 8, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            proptest::collection::vec((name.clone(), inner), 0..8).prop_map(|pairs| pairs
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect()),
        ]
    })
}
