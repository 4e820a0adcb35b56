//! Judges messages: language, tone, intent, urgency, who must answer and how; trains and evaluates the model that does.
//!
//! [`Labeler::label`] is a pure function of a message, a [`Model`] and [`Options`]: the same input gives the same bytes on
//! every machine and from any number of threads. Docs: docs/model.md.

mod beside;
mod corrections;
pub mod desk;
mod duplicates;
mod emoticon;
mod explain;
mod features;
mod fold;
mod intent;
mod known;
mod labeler;
mod language;
mod level;
mod lex;
mod lexicon;
mod line;
mod marked;
mod math;
mod message;
mod model;
mod negation;
mod normalize;
mod pii;
mod posted;
mod priority;
mod recent;
mod review;
mod route;
mod routing;
mod rules;
pub mod second;
mod sentiment;
mod signal;
mod spam;
mod spelling;
mod stance;
mod tokens;
mod toxicity;
pub mod train;
mod unsaid;
mod urgency;
mod usual;

pub use beside::{Besides, look_for_personal};
pub use corrections::{CORRECTABLE, CorrectionError, Corrections, Right, Verdict, unknown_label};
pub use duplicates::{Meaning, Memory, Sketcher};
pub use known::{Known, Later};
pub use labeler::{Labeler, Scratch};
pub use language::Lang;
pub use line::{LineLabeler, Wanted};
pub use marked::Marked;
pub use message::{Message, Options};
pub use model::{Model, ModelError, TopicLesson};
pub use normalize::MAX_BYTES;
pub use pii::{Finder, Found, Pii, redact, redact_json};
pub use posted::Posted;
pub use review::{
    BadCell, Candidate, Filled, FilledError, Kind as Picked, Reading, Reviewer, id_cell,
    read_filled,
};
