//! What a condition may ask of a message: names, types, allowed values.

use crate::record::{Intent, Sentiment, Stance};

/// A number of a message; some are not always known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Number {
    Followers,
    SentimentScore,
    IntentScore,
    Toxicity,
    Spam,
    Urgency,
    Priority,
    Level,
    Hour,
    PostsBefore,
    ComplaintsBefore,
    UnansweredBefore,
    NegativeBefore,
    PraisesBefore,
}

/// A word of a message: one of a list, or free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    Sentiment,
    Intent,
    Department,
    Matter,
    Stance,
    Lang,
    Client,
    Watch,
    Source,
    Kind,
    Author,
    Weekday,
}

/// What is so or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flag {
    Verified,
    Own,
    Alarm,
}

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Number(Number),
    Word(Word),
    Flag(Flag),
    /// The words of the message; only looked through.
    Text,
    /// The topics found.
    Topics,
}

/// All names.
pub(super) const FIELDS: &[(&str, Field)] = &[
    ("followers", Field::Number(Number::Followers)),
    ("verified", Field::Flag(Flag::Verified)),
    ("sentiment", Field::Word(Word::Sentiment)),
    ("sentiment_score", Field::Number(Number::SentimentScore)),
    ("intent", Field::Word(Word::Intent)),
    ("intent_score", Field::Number(Number::IntentScore)),
    ("toxicity", Field::Number(Number::Toxicity)),
    ("spam", Field::Number(Number::Spam)),
    ("urgency", Field::Number(Number::Urgency)),
    ("priority", Field::Number(Number::Priority)),
    ("department", Field::Word(Word::Department)),
    ("matter", Field::Word(Word::Matter)),
    ("level", Field::Number(Number::Level)),
    ("stance", Field::Word(Word::Stance)),
    ("lang", Field::Word(Word::Lang)),
    ("topics", Field::Topics),
    ("client", Field::Word(Word::Client)),
    ("query", Field::Word(Word::Watch)),
    ("source", Field::Word(Word::Source)),
    ("kind", Field::Word(Word::Kind)),
    ("text", Field::Text),
    ("author", Field::Word(Word::Author)),
    ("hour", Field::Number(Number::Hour)),
    ("weekday", Field::Word(Word::Weekday)),
    ("own", Field::Flag(Flag::Own)),
    ("alarm", Field::Flag(Flag::Alarm)),
    ("posts_before", Field::Number(Number::PostsBefore)),
    ("complaints_before", Field::Number(Number::ComplaintsBefore)),
    ("unanswered_before", Field::Number(Number::UnansweredBefore)),
    ("negative_before", Field::Number(Number::NegativeBefore)),
    ("praises_before", Field::Number(Number::PraisesBefore)),
];

/// Weekdays, Monday first.
pub(crate) const WEEKDAYS: &[&str] = &["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// Kinds of posts.
const KINDS: &[&str] = &[
    "article", "post", "comment", "reply", "repost", "quote", "review", "message",
];

/// What a name stands for.
pub(super) fn field(name: &str) -> Option<Field> {
    FIELDS
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, field)| *field)
}

/// What it is called.
pub(super) fn name_of(field: Field) -> &'static str {
    FIELDS
        .iter()
        .find(|(_, known)| *known == field)
        .map_or("", |(name, _)| name)
}

/// The values a word may have, where they are known whatever the configuration.
pub(super) fn values(word: Word) -> Option<Vec<&'static str>> {
    match word {
        Word::Sentiment => Some(Sentiment::ALL.iter().map(|value| value.name()).collect()),
        Word::Intent => Some(Intent::ALL.iter().map(|value| value.name()).collect()),
        Word::Stance => Some(Stance::ALL.iter().map(|value| value.name()).collect()),
        Word::Kind => Some(KINDS.to_vec()),
        Word::Weekday => Some(WEEKDAYS.to_vec()),
        _ => None,
    }
}
