//! What is checked: a draft or a slot, its texts, and where it was read.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use crate::record::{Draft, Media, Slot};

/// Where a text stands in its record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The field `text`.
    Text,
    /// The text of one channel under `variants`.
    Variant(String),
}

impl Place {
    /// As findings name it.
    pub fn name(&self) -> String {
        match self {
            Place::Text => "text".to_owned(),
            Place::Variant(channel) => format!("variants.{channel}"),
        }
    }
}

/// One text of a draft and the channels that it goes out on.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Where it stands.
    pub place: Place,
    /// The text.
    pub text: String,
    /// Channels; none when the draft names none.
    pub channels: Vec<String>,
}

/// Something to check.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The file as it was named.
    pub file: Arc<str>,
    /// Its line, from 1.
    pub line: u64,
    /// Whether the file is the text itself, so that lines of the text are lines of the file.
    pub plain: bool,
    /// The draft's id.
    pub id: String,
    /// Whose brand.
    pub client: Option<String>,
    /// The language it names.
    pub lang: Option<String>,
    /// Its texts.
    pub pieces: Vec<Piece>,
    /// All channels.
    pub channels: Vec<String>,
    /// Pictures and films; `None` when the record cannot say.
    pub media: Option<Vec<Media>>,
    /// When it goes out, if that is fixed.
    pub at: Option<DateTime<Utc>>,
    /// Not before.
    pub earliest_at: Option<DateTime<Utc>>,
    /// Whether it is paid for; `None` when the record cannot say.
    pub paid: Option<bool>,
    /// Zone of the public where the record names one.
    pub timezone: Option<String>,
}

impl Subject {
    /// A draft.
    pub fn of_draft(draft: &Draft, file: &Arc<str>, line: u64) -> Self {
        let shared: Vec<String> = draft
            .channels
            .iter()
            .filter(|channel| !draft.variants.contains_key(*channel))
            .cloned()
            .collect();
        let mut pieces = Vec::new();
        // A text that every channel replaces is not published, but it is what people read in the plan.
        if let Some(text) = &draft.text {
            pieces.push(Piece {
                place: Place::Text,
                text: text.clone(),
                channels: shared,
            });
        }
        for (channel, text) in &draft.variants {
            pieces.push(Piece {
                place: Place::Variant(channel.clone()),
                text: text.clone(),
                channels: vec![channel.clone()],
            });
        }
        Subject {
            file: Arc::clone(file),
            line,
            plain: false,
            id: draft.id.clone(),
            client: draft.client.clone(),
            lang: draft.lang.clone(),
            pieces,
            channels: draft.channels.clone(),
            media: Some(draft.media.clone()),
            at: draft.at,
            earliest_at: draft.earliest_at,
            paid: Some(draft.paid == Some(true)),
            timezone: None,
        }
    }

    /// A slot of a plan: it knows when it goes out, and neither media nor whether it is paid for.
    pub fn of_slot(slot: &Slot, file: &Arc<str>, line: u64) -> Self {
        let channels = vec![slot.channel.clone()];
        Subject {
            file: Arc::clone(file),
            line,
            plain: false,
            id: slot.id.clone(),
            client: slot.client.clone(),
            lang: None,
            pieces: slot
                .text
                .iter()
                .map(|text| Piece {
                    place: Place::Text,
                    text: text.clone(),
                    channels: channels.clone(),
                })
                .collect(),
            channels,
            media: None,
            at: Some(slot.at),
            earliest_at: None,
            paid: None,
            timezone: Some(slot.timezone.clone()),
        }
    }

    /// A plain text: the whole file is one draft.
    pub fn of_text(text: &str, file: &Arc<str>, id: &str, channels: Vec<String>) -> Self {
        Subject {
            file: Arc::clone(file),
            line: 1,
            plain: true,
            id: id.to_owned(),
            client: None,
            lang: None,
            pieces: vec![Piece {
                place: Place::Text,
                text: text.to_owned(),
                channels: channels.clone(),
            }],
            channels,
            media: None,
            at: None,
            earliest_at: None,
            paid: None,
            timezone: None,
        }
    }
}
