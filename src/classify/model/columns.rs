//! What the columns of the tables are: one for each class of each head.

use std::ops::Range;

use crate::classify::lexicon::FEATURES;
use crate::classify::signal::LEARNT;

/// The heads in the order of the model file.
pub(in crate::classify) const HEADS: [&str; 8] = [
    "sentiment",
    "intent",
    "toxicity",
    "spam",
    "department",
    "level",
    "stance",
    "urgency",
];

/// Columns of negative, neutral, positive.
pub(in crate::classify) const SENTIMENT: Range<usize> = 0..3;
/// Column of toxicity.
pub(in crate::classify) const TOXICITY: usize = 3;
/// Columns of the intents, in the order of [`crate::record::Intent::ALL`].
pub(in crate::classify) const INTENT: Range<usize> = 4..15;
/// Column of spam.
pub(in crate::classify) const SPAM: usize = 15;
/// Columns of the departments, in the order of [`DEPARTMENTS`].
pub(in crate::classify) const DEPARTMENT: Range<usize> = 16..24;
/// Columns of levels 1, 2, 3.
pub(in crate::classify) const LEVEL: Range<usize> = 24..27;
/// Columns of the stances, in the order of [`crate::record::Stance::ALL`].
pub(in crate::classify) const STANCE: Range<usize> = 27..36;
/// Column of urgency.
pub(in crate::classify) const URGENCY: usize = 36;

/// All columns.
pub(in crate::classify) const COLUMNS: usize = 37;
/// The first columns, tone and toxicity: they have large tables, one of them by language.
pub(in crate::classify) const TONE: usize = 4;
/// The other columns.
pub(in crate::classify) const DESK: usize = COLUMNS - TONE;

/// The tables of tone have 2^18 rows.
pub(in crate::classify) const TONE_BITS: u32 = 18;
/// The table of the desk has 2^16 rows.
pub(in crate::classify) const DESK_BITS: u32 = 16;

/// The departments that the model knows.
pub(in crate::classify) const DEPARTMENTS: [&str; 8] = [
    "customer-service",
    "marketing",
    "pr",
    "hr",
    "sales",
    "legal",
    "product",
    "research",
];

/// Languages that have features of their own.
pub(in crate::classify) const LANG_SLOTS: usize = 7;

/// Dense features: those of the lexicon, a copy of them for each language, the rule signals.
pub(in crate::classify) const DENSE: usize = FEATURES * (1 + LANG_SLOTS) + LEARNT;
