//! The calendar in a crisis: an open alarm holds what is planned for its brand, and a release puts it back into the next good slots.

mod alarms;
mod freeze;
mod order;
mod release;
mod standing;
mod terms;
#[cfg(test)]
mod tests;

pub use alarms::{Alarm, Alarms};
pub use freeze::{Held, HoldOptions, by_hand, hold, idle, nameless, rank};
pub use release::{ReleaseOptions, Released, release};
