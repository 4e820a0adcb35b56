//! Calendars: records out as RFC 5545 text.
//!
//! Written by hand and not with calcard, which reads other people's calendars well: calcard holds the whole calendar as a tree, wants recurrence
//! rules in its own types, escapes `"` in parameters with a backslash where RFC 6868 wants `^'`, and writes a carriage return as `\r`, which
//! RFC 5545 does not know. What is needed here is one line at a time, escaped and folded.

mod calendar;
mod text;
mod work;
mod zone;

pub use calendar::{Calendar, CalendarOptions, TaskForm};
