//! The records that all four programs share: what a line of JSON may hold. No input or output here.
//!
//! Every type is a plain struct whose fields are in the order in which they are written. Absent means unknown: no field is
//! ever written as `null`, `""` or a made-up 0. Times are UTC, written as RFC 3339.

mod alert;
mod borrowed;
mod bucket;
mod correction;
mod event;
mod finding;
mod gone;
mod labels;
mod plan;
mod post;
mod schema;
mod task;

pub use alert::{Alert, AlertKind, OPEN_FOR, Severity};
pub use borrowed::Str;
pub use bucket::{Bucket, BucketHistogram, BucketSketch, BucketSum};
pub use correction::Correction;
pub use event::Event;
pub use finding::{Finding, FindingSeverity};
pub use gone::Gone;
pub use labels::{Intent, Labels, Sentiment, SentimentP, Stance};
pub use plan::{Draft, DraftStatus, Slot, SlotStatus, Unplaced};
pub use post::{Author, Kind, Media, Metrics, Post};
pub use schema::{SCHEMAS, Schema, schema_of};
pub use task::{Task, TaskKind, TaskStatus};
