//! What was not counted.

/// Lines that are not counted, by the reason.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeftOut {
    /// Records of other types.
    pub other_types: u64,
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
        self.undated += other.undated;
        self.future += other.future;
        self.too_many += other.too_many;
        self.too_long += other.too_long;
    }
}
