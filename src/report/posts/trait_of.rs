//! What can be said of a post before it is published: the traits that good and bad posts may share.

use std::collections::BTreeSet;

use chrono::{DateTime, Datelike, Timelike};

use crate::report::read::PostRow;
use crate::time::Zone;

/// A kind of trait.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Feature {
    /// Where it was published.
    Channel,
    /// Local day of the week.
    Weekday,
    /// Local time of day, in stretches.
    Hours,
    /// Characters of its text, in classes.
    Length,
    /// What is attached.
    Media,
    /// How many hashtags.
    Hashtags,
    /// A hashtag.
    Hashtag,
    /// With a link.
    Link,
    /// With a question mark.
    Question,
    /// A topic of the client's list.
    Topic,
    /// Tone of the text.
    Tone,
    /// Pillar of the editorial line.
    Pillar,
    /// Campaign.
    Campaign,
}

impl Feature {
    /// Whether its values are words of ours, which may be said in another language, and not the user's or a stranger's.
    pub(super) const fn is_ours(self) -> bool {
        use Feature::{Hashtags, Length, Link, Media, Question, Tone, Weekday};
        matches!(
            self,
            Hashtags | Length | Link | Media | Question | Tone | Weekday
        )
    }

    /// The name in the output.
    pub const fn name(self) -> &'static str {
        match self {
            Feature::Channel => "channel",
            Feature::Weekday => "weekday",
            Feature::Hours => "hours",
            Feature::Length => "length",
            Feature::Media => "media",
            Feature::Hashtags => "hashtags",
            Feature::Hashtag => "hashtag",
            Feature::Link => "link",
            Feature::Question => "question",
            Feature::Topic => "topic",
            Feature::Tone => "tone",
            Feature::Pillar => "pillar",
            Feature::Campaign => "campaign",
        }
    }
}

/// A trait of a post.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Trait {
    /// What kind it is.
    pub feature: Feature,
    /// Which it is.
    pub value: String,
}

/// Longest name of a trait that is kept, in characters.
const LONGEST: usize = 60;
/// Most hashtags and topics of a post that are looked at.
const MOST: usize = 30;
const DAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];
/// Upper ends of the stretches of a day, in hours.
const STRETCHES: [(u32, &str); 7] = [
    (6, "00h-06h"),
    (9, "06h-09h"),
    (12, "09h-12h"),
    (14, "12h-14h"),
    (18, "14h-18h"),
    (21, "18h-21h"),
    (24, "21h-24h"),
];
/// Upper ends of the classes of length, in characters; the limits are those of networks and of what is shown before a fold.
const LENGTHS: [(usize, &str); 5] = [
    (80, "up to 80 characters"),
    (160, "81 to 160 characters"),
    (280, "161 to 280 characters"),
    (600, "281 to 600 characters"),
    (usize::MAX, "over 600 characters"),
];

/// The traits of a post published at an instant, but for its channel, each once.
pub(super) fn traits(row: &PostRow<'_>, millis: i64, zone: &Zone) -> Vec<Trait> {
    let mut found = BTreeSet::new();
    let mut add = |feature: Feature, value: &str| {
        let value: String = value.trim().chars().take(LONGEST).collect();
        if !value.is_empty() {
            found.insert(Trait { feature, value });
        }
    };
    if let Some(at) = DateTime::from_timestamp_millis(millis) {
        let local = zone.local(at);
        let day = local.weekday().num_days_from_monday() as usize;
        add(Feature::Weekday, DAYS.get(day).copied().unwrap_or_default());
        let stretch = STRETCHES.iter().find(|(until, _)| local.hour() < *until);
        add(Feature::Hours, stretch.map_or("", |(_, name)| name));
    }
    let text = row.text.as_deref().unwrap_or_default();
    let length = text.chars().take(700).count();
    let class = LENGTHS.iter().find(|(until, _)| length <= *until);
    add(Feature::Length, class.map_or("", |(_, name)| name));
    add(Feature::Media, media(row));
    let hashtags = match row.hashtags.len() {
        0 => "none",
        1 | 2 => "1 or 2",
        3..=5 => "3 to 5",
        _ => "6 or more",
    };
    add(Feature::Hashtags, hashtags);
    for hashtag in row.hashtags.iter().take(MOST) {
        let hashtag = hashtag.trim_start_matches('#').to_lowercase();
        add(Feature::Hashtag, &format!("#{hashtag}"));
    }
    add(Feature::Link, yes_or_no(!row.links.is_empty()));
    add(
        Feature::Question,
        yes_or_no(text.contains(['?', '？', '؟'])),
    );
    for topic in row.labels.topics.iter().take(MOST) {
        add(Feature::Topic, topic);
    }
    add(
        Feature::Tone,
        row.labels.sentiment.as_deref().unwrap_or_default(),
    );
    add(Feature::Pillar, row.pillar.as_deref().unwrap_or_default());
    add(
        Feature::Campaign,
        row.campaign.as_deref().unwrap_or_default(),
    );
    found.into_iter().collect()
}

fn yes_or_no(is: bool) -> &'static str {
    if is { "yes" } else { "no" }
}

fn media<'a>(row: &'a PostRow<'_>) -> &'a str {
    match row.media.as_slice() {
        [] => "none",
        [one] => one.media_type.as_deref().unwrap_or("other"),
        several => {
            let is_image = |kind: Option<&str>| kind == Some("image");
            if several
                .iter()
                .all(|one| is_image(one.media_type.as_deref()))
            {
                "several images"
            } else {
                "several"
            }
        }
    }
}
