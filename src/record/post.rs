//! A post: somebody's words on the web; a mention when `own` is false, ours when it is true.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What somebody published, as `cm-fetch` writes it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Post {
    /// Always `post`.
    #[serde(rename = "type", default = "post_type")]
    #[schemars(extend("const" = "post"))]
    #[schemars(extend("x-writer" = "cm-fetch"))]
    pub record_type: String,
    /// `<source>:<native id or url>`; two lines with the same id are the same post.
    #[serde(default)]
    #[schemars(extend("x-writer" = "cm-fetch, you"))]
    pub id: String,
    /// The network or channel: `feed`, `mastodon`, `bluesky`, ...
    #[serde(default)]
    #[schemars(extend("x-writer" = "cm-fetch"))]
    pub source: String,
    /// Host of the server it was read from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-writer" = "cm-fetch"))]
    pub instance: Option<String>,
    /// Where a person can read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What sort of post it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// Who wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<Author>,
    /// Headline, for articles and forum threads.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// The words, as plain text; never HTML.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Language as the source declares it; often wrong.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-unit" = "ISO 639-1, or a tag such as `pt-BR`"))]
    pub lang_declared: Option<String>,
    /// Hashtags without the `#`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hashtags: Vec<String>,
    /// Handles mentioned, without the `@`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<String>,
    /// Addresses linked to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<String>,
    /// Pictures, sounds and films attached.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub media: Vec<Media>,
    /// When the author says it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_at: Option<DateTime<Utc>>,
    /// When the server says it arrived there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub indexed_at: Option<DateTime<Utc>>,
    /// Last change by its author.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<DateTime<Utc>>,
    /// When we read it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-writer" = "cm-fetch"))]
    pub fetched_at: Option<DateTime<Utc>>,
    /// True when `published_at` cannot be right (in the future, before the web, forged).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-writer" = "cm-fetch"))]
    pub time_suspect: Option<bool>,
    /// Id of the first post of the conversation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub conversation_id: Option<String>,
    /// Id of the post it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_reply_to_id: Option<String>,
    /// Id of the post it repeats.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repost_of_id: Option<String>,
    /// Id of the post it quotes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote_of_id: Option<String>,
    /// What the network counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-writer" = "the source; cm-fetch metrics renews them"))]
    pub metrics: Option<Metrics>,
    /// When it was counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-writer" = "cm-fetch, cm-fetch metrics"))]
    pub metrics_at: Option<DateTime<Utc>>,
    /// Whose brand it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-writer" = "cm-fetch, by --client or the source; cm-fetch import; you"))]
    pub client: Option<String>,
    /// Name of the watch that found it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-writer" = "cm-fetch, by the watch"))]
    pub query: Option<String>,
    /// The terms that matched.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schemars(extend("x-writer" = "cm-fetch, by the watch"))]
    pub matched: Vec<String>,
    /// True when one of our own accounts wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-writer" = "cm-fetch, by `own` of `[clients.NAME]`; cm-fetch import --own; you"))]
    pub own: Option<bool>,
    /// What the source sent and no other field holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<serde_json::Map<String, serde_json::Value>>")]
    #[schemars(extend("x-unit" = "as the source sends it", "x-writer" = "cm-fetch --raw"))]
    pub raw: Option<serde_json::Value>,
}

fn post_type() -> String {
    "post".to_owned()
}

impl Post {
    /// An empty post of a source; `native` is the source's own id, or the address.
    pub fn new(source: &str, native: &str) -> Self {
        Post {
            record_type: post_type(),
            id: format!("{source}:{native}"),
            source: source.to_owned(),
            ..Post::default()
        }
    }
}

/// What sort of post it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "each name is the word the trade uses")]
pub enum Kind {
    Article,
    Post,
    Comment,
    Reply,
    Repost,
    Quote,
    Review,
    Message,
}

/// Who wrote a post.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Author {
    /// The network's id of the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The name that is addressed, without `@`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handle: Option<String>,
    /// The name that is shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The author's page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Accounts that follow the author.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-unit" = "accounts"))]
    pub followers_count: Option<u64>,
    /// The network vouches for the author's identity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<bool>,
    /// The account says it is a machine.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bot: Option<bool>,
}

/// A picture, sound or film attached to a post.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Media {
    /// `image`, `video`, `audio`, `link`, or the MIME type when it is none of these.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub media_type: Option<String>,
    /// Where it lies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Its description for those who cannot see it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alt: Option<String>,
}

/// What a network counted of a post. Absent means that it does not say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Metrics {
    /// Likes, favourites, hearts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub like_count: Option<u64>,
    /// Replies or comments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_count: Option<u64>,
    /// Reposts, boosts, shares.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repost_count: Option<u64>,
    /// Quotes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote_count: Option<u64>,
    /// Bookmarks, saves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bookmark_count: Option<u64>,
    /// Views of a film or page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub view_count: Option<u64>,
    /// Times it was shown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub impression_count: Option<u64>,
    /// People it was shown to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reach_count: Option<u64>,
    /// Clicks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub click_count: Option<u64>,
    /// Net votes, stars: not a number of likes, and may be negative.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("x-unit" = "votes or stars"))]
    pub score: Option<i64>,
}

impl Metrics {
    /// `Some` when the source counted anything at all.
    pub fn some(self) -> Option<Self> {
        (self != Metrics::default()).then_some(self)
    }
}
