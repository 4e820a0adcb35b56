//! Trends: volume and tone over time, what rises against its own baseline, organic reach. Posts and buckets in, in any order and in parts; a document out.
//!
//! Counts of periods are exact and merge. Terms are counted in slots of time in bounded memory ([`crate::stats::HeavyHitters`]): what was lost is
//! known, and said.

mod count;
mod options;
mod page;
mod period;
mod rising;
mod slots;
mod straight;

pub use count::Trends;
pub use options::{Every, TrendOptions};

#[cfg(test)]
mod tests;
