//! Tests of reading and writing model files.

use std::borrow::Cow;

use super::{Model, ModelError};
use crate::classify::train;

#[test]
fn the_shipped_model_can_be_read() {
    let model = Model::shipped();
    assert!(!model.id().is_empty());
    assert!(
        model.to_bytes().len() <= 8 << 20,
        "the shipped model must stay under 8 MiB"
    );
}

#[test]
fn what_is_written_is_read_back() {
    let model = train::rules_only().expect("a blank model is right");
    let again =
        Model::from_bytes(Cow::Owned(model.to_bytes().to_vec())).expect("it was just written");
    assert_eq!(again.id(), "rules");
}

#[test]
fn damage_is_noticed_at_every_byte() {
    let bytes = train::rules_only()
        .expect("a blank model is right")
        .to_bytes()
        .to_vec();
    for at in (0..bytes.len()).step_by(37).chain(0..24) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1;
        assert!(Model::from_bytes(Cow::Owned(damaged)).is_err(), "byte {at}");
    }
    for length in [0, 7, 23, 24, bytes.len() - 1] {
        assert!(
            Model::from_bytes(Cow::Owned(bytes[..length].to_vec())).is_err(),
            "length {length}"
        );
    }
}

#[test]
fn a_newer_format_is_named() {
    let mut bytes = train::rules_only()
        .expect("a blank model is right")
        .to_bytes()
        .to_vec();
    bytes[8] = 9;
    let error = Model::from_bytes(Cow::Owned(bytes)).expect_err("format 9 is unknown");
    assert!(
        matches!(error, ModelError::Newer { found: 9, .. }),
        "{error}"
    );
}

#[test]
fn an_older_format_is_named() {
    let mut bytes = train::rules_only()
        .expect("a blank model is right")
        .to_bytes()
        .to_vec();
    bytes[8] = 1;
    let error = Model::from_bytes(Cow::Owned(bytes)).expect_err("format 1 is past");
    assert!(
        matches!(error, ModelError::Older { found: 1, .. }),
        "{error}"
    );
}
