//! What `cm-classify` adds to a post, as one flat object under `labels`.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The judgement of one message.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Labels {
    /// ISO 639-1 code of the language, `und` when it cannot be told.
    #[schemars(extend("x-unit" = "ISO 639-1, or `und`"))]
    pub lang: String,
    /// How sure the language is, in [0, 1].
    #[schemars(extend("x-unit" = "0 to 1"))]
    pub lang_score: f32,
    /// The author's tone towards what they write about.
    pub sentiment: Sentiment,
    /// P(positive) - P(negative), in [-1, 1].
    #[schemars(extend("x-unit" = "-1 to 1"))]
    pub sentiment_score: f32,
    /// The three probabilities; they sum to 1.
    pub sentiment_p: SentimentP,
    /// The one thing the message is for.
    pub intent: Intent,
    /// How sure the intent is, in [0, 1].
    #[schemars(extend("x-unit" = "0 to 1"))]
    pub intent_score: f32,
    /// Topics of the client's own list.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-writer" = "cm-classify, with `[topic.NAME]`"))]
    pub topics: Vec<String>,
    /// Insult, hate, threat, obscenity aimed at somebody, in [0, 1].
    #[schemars(extend("x-unit" = "0 to 1"))]
    pub toxicity: f32,
    /// Unsolicited promotion or scam, in [0, 1].
    #[schemars(extend("x-unit" = "0 to 1"))]
    pub spam: f32,
    /// 0 no clock, 0.5 today, 1 within the hour.
    #[schemars(extend("x-unit" = "0 to 1"))]
    pub urgency: f32,
    /// What to look at first, 0 to 100.
    #[schemars(extend("x-unit" = "0 to 100"))]
    pub priority: u8,
    /// Who owns the answer; the names may be the user's own.
    pub department: String,
    /// Whose matter it is, when another team answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-writer" = "cm-classify, with `[department.NAME]`"))]
    pub matter: Option<String>,
    /// The person or team that answers in the department, as the configuration names them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-writer" = "cm-classify, with `[department.NAME]`"))]
    pub owner: Option<String>,
    /// Who may answer: 1 a junior, 2 a senior, 3 with management.
    #[schemars(extend("x-unit" = "1, 2 or 3"))]
    pub level: u8,
    /// How to react.
    pub stance: Stance,
    /// Id of the approved line proposed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-writer" = "cm-classify, with `[[reply_line]]`"))]
    pub reply_line: Option<String>,
    /// When it should be answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_by: Option<DateTime<Utc>>,
    /// Kinds of personal data found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pii: Vec<String>,
    /// Id of the model that judged.
    pub model: String,
    /// Label to the words and rules that decided it, weightiest first.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(extend("x-writer" = "cm-classify --explain"))]
    pub why: BTreeMap<String, Vec<String>>,
    /// Id of the first post that said the same, or almost the same, about this client.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duplicate_of: Option<String>,
}

/// Probabilities of the three tones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[expect(missing_docs, reason = "the names say it")]
pub struct SentimentP {
    #[schemars(extend("x-unit" = "0 to 1"))]
    pub negative: f32,
    #[schemars(extend("x-unit" = "0 to 1"))]
    pub neutral: f32,
    #[schemars(extend("x-unit" = "0 to 1"))]
    pub positive: f32,
}

/// Declares an enum of label values together with its names, so that reading, writing, listing and the schema agree.
macro_rules! values {
    ($(#[$about:meta])* $name:ident { $($(#[$variant_about:meta])* $variant:ident = $text:literal),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
        pub enum $name { $($(#[$variant_about])* #[serde(rename = $text)] $variant),+ }

        impl $name {
            /// All values, in the order of the model's outputs.
            pub const ALL: &[$name] = &[$($name::$variant),+];

            /// The name as records hold it.
            pub const fn name(self) -> &'static str {
                match self { $($name::$variant => $text),+ }
            }

            /// The value of a name.
            pub fn parse(name: &str) -> Option<Self> {
                match name { $($text => Some($name::$variant),)+ _ => None }
            }
        }
    };
}

values! {
    /// The author's tone.
    Sentiment {
        /// Unhappy, angry, or thanks with a problem still open.
        Negative = "negative",
        /// Facts, questions without feeling, mixed without a winner.
        #[default]
        Neutral = "neutral",
        /// Happy, thankful, or "no problem at all".
        Positive = "positive",
    }
}

values! {
    /// The one thing a message is for.
    Intent {
        /// Asks for information.
        Question = "question",
        /// Dissatisfied with service, price, attitude, policy, a promise.
        Complaint = "complaint",
        /// Satisfied, thanks, recommends.
        Praise = "praise",
        /// The product or app does not work, is broken, wrong, unsafe.
        Defect = "defect",
        /// An order or delivery: where, late, lost, cancel, change.
        OrderDelivery = "order_delivery",
        /// Invoice, charge, refund, payment, subscription.
        BillingRefund = "billing_refund",
        /// Asks for a feature, gives an idea.
        Suggestion = "suggestion",
        /// Applies, asks about hiring.
        Job = "job",
        /// Journalist, blogger, partnership, sponsor, influencer, speaker.
        Press = "press",
        /// Unsolicited promotion, scam, phishing.
        Spam = "spam",
        /// None of these.
        #[default]
        Other = "other",
    }
}

values! {
    /// How to react: the four verbs of the trade, and what surrounds them.
    Stance {
        /// Agrees with us or defends us: say so, thank, amplify.
        Support = "support",
        /// Right but incomplete: add the missing fact.
        Complete = "complete",
        /// An error made in good faith: correct it.
        Rectify = "rectify",
        /// A false accusation or bad faith: deny, with evidence.
        Contradict = "contradict",
        /// A request: give the answer or solve.
        Answer = "answer",
        /// Praise or a gesture: thank.
        Thank = "thank",
        /// Insult, hate, spam, personal data shown: hide, report, remind the rules.
        Moderate = "moderate",
        /// Level 3: nobody answers before management has agreed the wording.
        Escalate = "escalate",
        /// Nothing to answer.
        #[default]
        Ignore = "ignore",
    }
}
