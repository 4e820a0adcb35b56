//! Counts of an interval of time: what `cm-report --partial` writes and every report reads beside or instead of posts.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The counts of one group in one interval. Only `post_count` is needed, so that anybody can write one by hand; what is absent is unknown.
/// Two buckets of the same group merge by adding counts and sums and uniting sketches.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Bucket {
    /// Always `bucket`.
    #[serde(rename = "type", default = "bucket_type")]
    #[schemars(extend("const" = "bucket"))]
    pub record_type: String,
    /// Begins (inclusive); absent when the time of its posts is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_at: Option<DateTime<Utc>>,
    /// Length in seconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-unit" = "seconds"))]
    pub seconds: Option<u64>,
    /// What the posts are counted by, such as `day`, `client`, `own`: a key of these that the bucket does not have is unknown of its posts, any other was not
    /// looked at. Absent in buckets written by hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-unit" = "names of `--by`"))]
    pub by: Option<Vec<String>>,
    /// The group: `client`, `source`, `lang`, ... to its value; absent when unknown.
    #[serde(flatten)]
    pub group: BTreeMap<String, serde_json::Value>,
    /// Posts.
    pub post_count: u64,
    /// Posts of our own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub own_count: Option<u64>,
    /// Posts that have a `sentiment`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub labelled_count: Option<u64>,
    /// Negative posts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub negative_count: Option<u64>,
    /// Neutral posts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub neutral_count: Option<u64>,
    /// Positive posts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub positive_count: Option<u64>,
    /// Posts of level 1, 2 and 3.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-unit" = "posts"))]
    pub level_counts: Option<[u64; 3]>,
    /// Posts to be answered within the hour or two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub urgent_count: Option<u64>,
    /// Sums by the name of what is summed: `like_count`, `engagement`, `sentiment_score` (in millionths), ...
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub sums: BTreeMap<String, BucketSum>,
    /// How views are spread.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-unit" = "views"))]
    pub view_histogram: Option<BucketHistogram>,
    /// Who wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author_sketch: Option<BucketSketch>,
    /// Which key the authors were hashed with, as 8 hexadecimal digits; only sketches of the same key can be put together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-unit" = "8 hexadecimal digits", "x-writer" = "cm-report --partial --key-file"))]
    pub author_key: Option<String>,
}

/// A sum over the posts of which the number is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BucketSum {
    /// Posts that have the number.
    #[schemars(extend("x-unit" = "posts"))]
    pub count: u64,
    /// Their sum.
    #[schemars(extend("x-unit" = "what is summed; `sentiment_score` in millionths"))]
    pub sum: i64,
}

/// Counts of values: one by one while there are few, then in bins (256 for the values 0 to 255, then 128 for each power of two).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BucketHistogram {
    /// `[value, count]` pairs, ascending.
    Values(Vec<[u64; 2]>),
    /// Bins.
    Bins {
        /// Smallest value.
        min: u64,
        /// Largest value.
        max: u64,
        /// `[bin, count]` pairs, ascending.
        counts: Vec<[u64; 2]>,
    },
}

/// A set of authors by the 64-bit xxh3 hashes of `author.id` (else `author.handle`, else `author.name`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BucketSketch {
    /// The hashes, ascending, 16 hexadecimal digits each, without anything between.
    Hashes(String),
    /// The 2^14 registers of a `HyperLogLog` of the hashes (the first 14 bits choose the register), two hexadecimal digits each.
    Registers(String),
}

fn bucket_type() -> String {
    "bucket".to_owned()
}
