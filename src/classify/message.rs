//! What is judged, and by which settings.

use chrono::{DateTime, Utc};

/// A message as the classifier sees it: what a post says and what is known of its author.
#[derive(Clone, Copy, Debug, Default)]
pub struct Message<'a> {
    /// Headline; read before the text.
    pub title: Option<&'a str>,
    /// The words, as plain text. Of title and text together the first 16 KiB count ([`super::MAX_BYTES`]).
    pub text: &'a str,
    /// The language that the source states; used only when the words leave it open.
    pub lang_declared: Option<&'a str>,
    /// The network or channel.
    pub source: Option<&'a str>,
    /// `article`, `post`, `comment`, ...
    pub kind: Option<&'a str>,
    /// Accounts that follow the author.
    pub author_followers: Option<u64>,
    /// The network vouches for the author.
    pub author_verified: bool,
    /// One of our own accounts wrote it.
    pub own: bool,
    /// Whose brand it is about.
    pub client: Option<&'a str>,
    /// When it was published.
    pub published_at: Option<DateTime<Utc>>,
}

/// Settings of the judgement.
#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Fill `why`: the words and rules behind each label.
    pub explain: bool,
    /// Share of negative, neutral and positive messages in the user's own traffic; without it, what the model was trained
    /// for (three tones alike often). The values need not sum to 1.
    pub class_priors: Option<[f32; 3]>,
    /// A tone is given only if its probability is ahead of neutral's by this much; otherwise `neutral`.
    pub neutral_margin: f32,
    /// From this toxicity on, the stance is to moderate.
    pub toxicity_threshold: f32,
    /// From this spam score on, the intent is spam and the stance to moderate.
    pub spam_threshold: f32,
    /// Followers from which an author is a matter for a senior (labels.md, level 2).
    pub senior_audience: u64,
    /// Let the phrases count beside the model, as they should; without them it is the model alone that is measured. What it learnt of phrases it still reads.
    pub phrases: bool,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            explain: false,
            class_priors: None,
            neutral_margin: 0.0,
            toxicity_threshold: 0.5,
            spam_threshold: 0.5,
            senior_audience: 10_000,
            phrases: true,
        }
    }
}
