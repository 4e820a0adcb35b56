//! What a rule sees: one text of one draft, on one channel, under the charter in force there.

use super::charter::Charter;
use super::dictionary::Dictionaries;
use super::lang::Lang;
use super::phrases::Folded;
use super::scan::Text;
use super::subject::Subject;
use crate::time::Zone;
use chrono::{DateTime, Utc};

/// What a rule sees.
pub(super) struct Scope<'a> {
    pub(super) subject: &'a Subject,
    pub(super) text: &'a Text<'a>,
    /// The text's words in lower case.
    pub(super) words: &'a [Folded],
    pub(super) charter: &'a Charter,
    /// Name of the channel; empty where there is none.
    pub(super) channel: &'a str,
    /// The language by the draft, the charter or the text itself.
    pub(super) lang: Option<Lang>,
    /// The language that the text looks like.
    pub(super) seems: Option<Lang>,
    /// Whether the rules of French as written in Canada hold.
    pub(super) canadian: bool,
    pub(super) dictionaries: &'a Dictionaries,
    pub(super) zone: &'a Zone,
    pub(super) now: DateTime<Utc>,
}

impl Scope<'_> {
    pub(super) fn is(&self, lang: Lang) -> bool {
        self.lang == Some(lang)
    }
}
