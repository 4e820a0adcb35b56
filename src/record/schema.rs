//! The JSON Schema of every record type, made from the types themselves.

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
    schema::<Post>("post", "somebody's words, or ours"),
    schema::<Gone>("gone", "a post that is no longer there"),
    schema::<Labels>("labels", "the judgement of a post, under its field labels"),
    schema::<Correction>("correction", "the right value of a label"),
    schema::<Draft>("draft", "something to publish"),
    schema::<Slot>("slot", "a draft placed in time"),
    schema::<Unplaced>("unplaced", "a draft that got no slot"),
    schema::<Finding>("finding", "a breach of the charter in a draft"),
    schema::<Task>("task", "work for a person"),
    schema::<Event>("event", "a meeting or another date"),
    schema::<Bucket>("bucket", "counts of an interval"),
    schema::<Alert>("alert", "an alarm"),
];

const fn schema<T: JsonSchema>(name: &'static str, about: &'static str) -> Schema {
    Schema {
        name,
        about,
        make: || schema_for!(T),
    }
}

/// The schema of a record type.
pub fn schema_of(name: &str) -> Option<&'static Schema> {
    SCHEMAS.iter().find(|schema| schema.name == name)
}
