//! The editorial calendar: drafts to publish, the slots they get, and those that got none.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::post::Media;

/// Something to publish, on one or several channels.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Draft {
    /// Always `draft`.
    #[serde(rename = "type", default = "draft_type")]
    #[schemars(extend("const" = "draft"))]
    pub record_type: String,
    /// Name of the draft, unique among the drafts.
    pub id: String,
    /// Whose brand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// Where it goes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<String>,
    /// What it says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Channel to the text for that channel, where it differs.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub variants: BTreeMap<String, String>,
    /// Pictures and films.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub media: Vec<Media>,
    /// Language of the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-unit" = "ISO 639-1"))]
    pub lang: Option<String>,
    /// How far it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<DraftStatus>,
    /// Not before (inclusive).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub earliest_at: Option<DateTime<Utc>>,
    /// Before (exclusive).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest_at: Option<DateTime<Utc>>,
    /// Exactly then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<DateTime<Utc>>,
    /// 1 nice to have .. 5 must; 3 when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 5))]
    #[schemars(extend("x-unit" = "1 to 5"))]
    pub priority: Option<u8>,
    /// The campaign it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
    /// The editorial pillar it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pillar: Option<String>,
    /// Drafts that must all be placed earlier.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<String>,
    /// Paid for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paid: Option<bool>,
}

fn draft_type() -> String {
    "draft".to_owned()
}

/// How far a draft is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "each name is the word the trade uses")]
pub enum DraftStatus {
    Idea,
    Draft,
    Pending,
    Approved,
    Scheduled,
    Published,
    Rejected,
    Expired,
}

/// A draft placed in time on one channel.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Slot {
    /// Always `slot`.
    #[serde(rename = "type", default = "slot_type")]
    #[schemars(extend("const" = "slot"))]
    pub record_type: String,
    /// `<draft>@<channel>`: stays the same when the plan is made again.
    pub id: String,
    /// The draft's id.
    pub draft: String,
    /// Whose brand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client: Option<String>,
    /// The channel.
    pub channel: String,
    /// When it goes out.
    #[schemars(extend("x-writer" = "cm-schedule plan, release"))]
    pub at: DateTime<Utc>,
    /// Zone of the channel's public.
    #[schemars(extend("x-unit" = "IANA name, such as `Europe/Paris`"))]
    pub timezone: String,
    /// What it is worth: 2^(priority-1) x rate.
    #[schemars(extend("x-unit" = "expected engagements, weighted by priority"))]
    pub value: f64,
    /// Why there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<String>,
    /// The text for this channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// `held` while an alarm keeps it from going out; absent otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-writer" = "cm-schedule hold"))]
    pub status: Option<SlotStatus>,
    /// Id of the alarm that holds it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-writer" = "cm-schedule hold"))]
    pub held_by: Option<String>,
    /// Why it is held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-writer" = "cm-schedule hold"))]
    pub reason: Option<String>,
    /// Terms of the alarm that its text has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-writer" = "cm-schedule hold"))]
    pub touches: Vec<String>,
    /// True when it must not move when the plan is made again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-writer" = "cm-schedule plan --keep, you"))]
    pub pinned: Option<bool>,
}

/// What keeps a slot from going out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SlotStatus {
    /// An alarm is open: nobody publishes it until it is released.
    Held,
}

fn slot_type() -> String {
    "slot".to_owned()
}

/// A draft that got no slot on a channel, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Unplaced {
    /// Always `unplaced`.
    #[serde(rename = "type", default = "unplaced_type")]
    #[schemars(extend("const" = "unplaced"))]
    pub record_type: String,
    /// `<draft>@<channel>`.
    pub id: String,
    /// The draft's id.
    pub draft: String,
    /// The channel.
    pub channel: String,
    /// What kept it out.
    pub reason: String,
    /// The smallest change that makes a place for it while the rest of the plan stays as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change: Option<String>,
    /// Why no change is named, when none is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<String>,
}

fn unplaced_type() -> String {
    "unplaced".to_owned()
}

impl Slot {
    /// The id of a draft on a channel.
    pub fn id_of(draft: &str, channel: &str) -> String {
        format!("{draft}@{channel}")
    }
}
