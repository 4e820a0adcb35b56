//! What was not counted.

use super::engine::Alerts;

impl Alerts {
    /// Why nothing can be said, when nothing was read that could be out of the ordinary and nothing is known from before.
    pub fn unheard(&self) -> Option<&'static str> {
        if self.heard || !self.groups.is_empty() || !self.sources.is_empty() {
            return None;
        }
        let LeftOut {
            not_asked,
            undated,
            future,
            ..
        } = self.left_out;
        Some(match not_asked + undated + future {
            0 => "no post was read, so nothing can be said",
            _ => "no post of the time and client asked for was read, so nothing can be said",
        })
    }
}

/// Lines that are not counted, by the reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Records of other types.
    pub other_types: u64,
    /// Records of another client or time than asked for.
    pub not_asked: u64,
    /// Posts without a time.
    pub undated: u64,
    /// Posts dated more than a day ahead.
    pub future: u64,
    /// Posts of a series too many.
    pub too_many: u64,
    /// Buckets longer than intervals whose length was given ([`super::Alerts::on_grid`]).
    pub too_long: u64,
}

impl LeftOut {
    /// Adds what another has left out.
    pub(super) fn merge(&mut self, other: LeftOut) {
        self.other_types += other.other_types;
        self.not_asked += other.not_asked;
        self.undated += other.undated;
        self.future += other.future;
        self.too_many += other.too_many;
        self.too_long += other.too_long;
    }
}
