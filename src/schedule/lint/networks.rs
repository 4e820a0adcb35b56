//! What each network takes: length and how it is counted, pictures and films, hashtags, alt texts. Limits change: each carries where it was read, and
//! `[charter]` can be stricter.

/// How a network counts a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// Characters as readers see them (Unicode Standard Annex 29).
    Graphemes,
    /// Unicode code points.
    CodePoints,
    /// UTF-16 code units, as JavaScript and Java count.
    Utf16,
    /// Bytes of UTF-8.
    Bytes,
    /// X's weights: 1 for Latin and most punctuation, 2 for the rest and for each emoji, 23 for a link (twitter-text, config/v3.json).
    Weighted,
    /// Mastodon: graphemes, links as 23, `@name@host` as `@name` (app/validators/status_length_validator.rb).
    Mastodon,
    /// Threads: code points, but each emoji as many as its bytes of UTF-8 (Threads API, Posts, limitations).
    Threads,
}

/// What a network takes. `None` is no limit that is known.
#[derive(Debug)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own about the network"
)]
pub(in crate::schedule) struct Network {
    pub(in crate::schedule) name: &'static str,
    /// Other names of channels that are this network.
    aliases: &'static [&'static str],
    pub(super) unit: Unit,
    pub(super) length: usize,
    /// Bytes of UTF-8 beside `length`.
    pub(super) bytes: Option<usize>,
    /// Pictures and films together.
    pub(super) media: Option<usize>,
    pub(super) media_required: bool,
    /// Whether pictures and films may stand together.
    pub(super) media_mixed: bool,
    /// Characters of an alt text.
    pub(super) alt: Option<usize>,
    pub(super) hashtags: Option<usize>,
    pub(super) links_click: bool,
    /// Whether it shows Markdown as formatted text.
    pub(super) markdown: bool,
    /// Characters before the fold; what is said below it may not be read.
    pub(super) fold: Option<usize>,
}

const PLAIN: Network = Network {
    name: "",
    aliases: &[],
    unit: Unit::CodePoints,
    length: usize::MAX,
    bytes: None,
    media: None,
    media_required: false,
    media_mixed: true,
    alt: None,
    hashtags: None,
    links_click: true,
    markdown: false,
    fold: None,
};

/// All networks whose limits are known.
pub(super) const NETWORKS: &[Network] = &[
    // docs.x.com, Counting characters and twitter-text config/v3.json (280, links 23); four media; alt text 1,000 (help.x.com, Image descriptions).
    Network {
        name: "x",
        aliases: &["twitter"],
        unit: Unit::Weighted,
        length: 280,
        media: Some(4),
        alt: Some(1000),
        ..PLAIN
    },
    // Lexicon app.bsky.feed.post (maxGraphemes 300, maxLength 3000) and app.bsky.embed.images (4); the app's alt limit is 2,000.
    Network {
        name: "bluesky",
        aliases: &["bsky"],
        unit: Unit::Graphemes,
        length: 300,
        bytes: Some(3000),
        media: Some(4),
        media_mixed: false,
        alt: Some(2000),
        ..PLAIN
    },
    // MAX_CHARS and URL_PLACEHOLDER_CHARS of StatusLengthValidator; MEDIA_ATTACHMENTS_LIMIT of Status; MAX_DESCRIPTION_LENGTH of MediaAttachment.
    // A server may allow more: `[charter.channel.NAME.rules] length = "off"` and `max_length`.
    Network {
        name: "mastodon",
        aliases: &["fediverse"],
        unit: Unit::Mastodon,
        length: 500,
        media: Some(4),
        media_mixed: false,
        alt: Some(1500),
        ..PLAIN
    },
    // developers.facebook.com, Threads API, Posts: 500 characters, carousels of 2 to 20; one topic tag a post.
    Network {
        name: "threads",
        unit: Unit::Threads,
        length: 500,
        media: Some(20),
        alt: Some(1000),
        hashtags: Some(1),
        ..PLAIN
    },
    // learn.microsoft.com, LinkedIn Posts API (commentary 3,000) and MultiImage API (2 to 20 images, alt text 4,086); fold near 210.
    Network {
        name: "linkedin",
        aliases: &["li"],
        length: 3000,
        media: Some(20),
        media_mixed: false,
        alt: Some(4086),
        fold: Some(210),
        ..PLAIN
    },
    // developers.facebook.com, Instagram Platform, Content publishing: caption 2,200, carousels of 10; alt_text 1,000. Five hashtags a post since
    // December 2025 (Instagram's announcement; 30 before). Links in captions are no links. Fold near 125.
    Network {
        name: "instagram",
        aliases: &["insta", "ig"],
        length: 2200,
        media: Some(10),
        media_required: true,
        alt: Some(1000),
        hashtags: Some(5),
        links_click: false,
        fold: Some(125),
        ..PLAIN
    },
    // Facebook's help: posts of 63,206 characters; ten media in a post of the Graph API. Fold near 480.
    Network {
        name: "facebook",
        aliases: &["fb"],
        length: 63_206,
        media: Some(10),
        fold: Some(480),
        ..PLAIN
    },
    // developers.tiktok.com, Content Posting API: title of a film 2,200 UTF-16 runes, up to 35 photos; five hashtags since August 2025.
    Network {
        name: "tiktok",
        unit: Unit::Utf16,
        length: 2200,
        media: Some(35),
        media_required: true,
        media_mixed: false,
        hashtags: Some(5),
        links_click: false,
        fold: Some(150),
        ..PLAIN
    },
    // developers.google.com, YouTube Data API, videos: description 5,000 bytes; above 60 hashtags all are ignored (YouTube help). Fold near 100.
    Network {
        name: "youtube",
        aliases: &["yt"],
        unit: Unit::Bytes,
        length: 5000,
        media: Some(1),
        media_required: true,
        hashtags: Some(60),
        fold: Some(100),
        ..PLAIN
    },
    // developers.pinterest.com, API v5, create a Pin: description 800, alt_text 500; carousels of 5.
    Network {
        name: "pinterest",
        length: 800,
        media: Some(5),
        media_required: true,
        alt: Some(500),
        links_click: false,
        ..PLAIN
    },
    // core.telegram.org, Bot API: messages of 4,096 and media groups of 10.
    Network {
        name: "telegram",
        unit: Unit::Utf16,
        length: 4096,
        media: Some(10),
        markdown: true,
        ..PLAIN
    },
    // developers.google.com, Business Profile API, LocalPost: summary of 1,500 characters.
    Network {
        name: "google-business",
        aliases: &["gbp", "gmb", "google-my-business"],
        length: 1500,
        media: Some(10),
        ..PLAIN
    },
    // Reddit: self text of 40,000 characters, Markdown.
    Network {
        name: "reddit",
        length: 40_000,
        media: Some(20),
        markdown: true,
        ..PLAIN
    },
    // discord.com, developer documentation, Create message: content of 2,000 characters, ten files.
    Network {
        name: "discord",
        length: 2000,
        media: Some(10),
        markdown: true,
        ..PLAIN
    },
];

/// The network of a name.
pub(in crate::schedule) fn network(name: &str) -> Option<&'static Network> {
    let name = name.trim().to_lowercase();
    NETWORKS
        .iter()
        .find(|network| network.name == name || network.aliases.contains(&name.as_str()))
}

/// The network of a channel: its name, or a part of it as in `KO/instagram` or `linkedin-fr`.
pub(super) fn network_of(channel: &str) -> Option<&'static Network> {
    network(channel).or_else(|| {
        let parts = channel.split(|c: char| !c.is_alphanumeric());
        parts.filter(|part| !part.is_empty()).find_map(network)
    })
}

/// The names of all networks.
pub(super) fn names() -> Vec<&'static str> {
    NETWORKS.iter().map(|network| network.name).collect()
}
