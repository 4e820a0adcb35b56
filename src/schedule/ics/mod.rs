//! Calendars: records out as RFC 5545 text, and such text in.
//!
//! Written by hand and not with calcard: calcard holds the whole calendar as a tree, wants recurrence rules in its own types, escapes `"` in parameters
//! with a backslash where RFC 6868 wants `^'`, and writes a carriage return as `\r`, which RFC 5545 does not know. What is needed is one line at a
//! time, escaped and folded on the way out; on the way in every line that no field holds, the number of each bad one, and a bound on the work.

mod calendar;
mod event;
mod line;
mod occurrences;
mod read;
mod revise;
mod text;
mod work;
mod zone;

pub use calendar::{Calendar, CalendarOptions, TaskForm};
pub use line::AddError;
pub use occurrences::{Occurrences, occurrences};
pub use read::{ImportFault, Imported, ImportedEntry, read};
pub use revise::Revision;
