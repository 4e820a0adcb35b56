//! The JSON Schema of every record type, made from the types themselves.
//!
//! Beside what JSON Schema knows, a field may say its unit (`x-unit`) and who writes it (`x-writer`); docs/records.md shows both.

use schemars::{JsonSchema, schema_for};

use super::{
    Alert, Bucket, Correction, Draft, Event, Finding, Gone, Labels, Post, Slot, Task, Unplaced,
};

/// A record type that has a schema.
#[derive(Clone, Copy)]
pub struct Schema {
    /// The value of `type`, or `labels` for the object of that name.
    pub name: &'static str,
    /// One line on what it is.
    pub about: &'static str,
    /// Who writes it, where a field's `x-writer` says nothing else.
    pub written_by: &'static str,
    /// Who reads it.
    pub read_by: &'static str,
    make: fn() -> schemars::Schema,
}

impl Schema {
    /// The JSON Schema (draft 2020-12).
    pub fn json(&self) -> serde_json::Value {
        let mut schema = (self.make)();
        schema.insert("title".to_owned(), self.name.into());
        schema.to_value()
    }
}

/// Every record type, in the order of the data's way.
pub const SCHEMAS: &[Schema] = &[
    schema::<Post>("post", "somebody's words, or ours", "cm-fetch", "all"),
    schema::<Gone>(
        "gone",
        "a post that is no longer there",
        "cm-fetch verify",
        "cm-fetch erase --ids",
    ),
    schema::<Labels>(
        "labels",
        "the judgement of a post, under its field labels",
        "cm-classify",
        "cm-schedule, cm-report",
    ),
    schema::<Correction>(
        "correction",
        "the right value of a label",
        "cm-classify review --read, you",
        "cm-classify --corrections, train, evaluate, review",
    ),
    schema::<Draft>(
        "draft",
        "something to publish",
        "you",
        "cm-schedule plan, lint",
    ),
    schema::<Slot>(
        "slot",
        "a draft placed in time",
        "cm-schedule plan, hold, release",
        "cm-schedule ics, hold, release, lint, plan --keep",
    ),
    schema::<Unplaced>(
        "unplaced",
        "a draft that got no slot",
        "cm-schedule plan",
        "you",
    ),
    schema::<Finding>(
        "finding",
        "a breach of the charter in a draft",
        "cm-schedule lint --format jsonl",
        "you",
    ),
    schema::<Task>(
        "task",
        "work for a person",
        "cm-schedule replies",
        "cm-schedule ics, replies --tasks; cm-report team",
    ),
    schema::<Event>(
        "event",
        "a meeting or another date",
        "cm-schedule rhythm, ics --read, holidays; you",
        "cm-schedule ics",
    ),
    schema::<Bucket>(
        "bucket",
        "counts of an interval",
        "cm-report --partial, you",
        "cm-report",
    ),
    schema::<Alert>(
        "alert",
        "an alarm",
        "cm-report alerts",
        "cm-classify --alerts, cm-schedule hold, plan --alerts",
    ),
];

const fn schema<T: JsonSchema>(
    name: &'static str,
    about: &'static str,
    written_by: &'static str,
    read_by: &'static str,
) -> Schema {
    Schema {
        name,
        about,
        written_by,
        read_by,
        make: || schema_for!(T),
    }
}

/// The schema of a record type.
pub fn schema_of(name: &str) -> Option<&'static Schema> {
    SCHEMAS.iter().find(|schema| schema.name == name)
}
