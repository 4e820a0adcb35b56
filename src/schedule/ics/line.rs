//! A line of records into a calendar.

use serde::Deserialize;

use super::calendar::Calendar;
use crate::jsonl::Problem;
use crate::record::{Draft, Event, Slot, Str, Task};
use crate::time::ZoneError;

/// A record that cannot stand in a calendar.
#[derive(Debug, thiserror::Error)]
pub enum AddError {
    /// It is no record.
    #[error("{}", .0.message)]
    Line(Problem),
    /// It has no type.
    #[error("expected a slot, task, draft or event: it has no `type`")]
    NoType,
    /// Its zone is not known, and nobody could say when it recurs.
    #[error("timezone: {0}")]
    Zone(#[from] ZoneError),
}

/// What a line is, before it is read whole.
#[derive(Deserialize)]
struct Kind<'a> {
    #[serde(rename = "type", borrow, default)]
    record_type: Option<Str<'a>>,
}

impl Calendar {
    /// Adds the slot, task, draft or event of a line of JSON, and the line itself with it; false for records that have no place in a calendar.
    pub fn add_line(&mut self, line: &str) -> Result<bool, AddError> {
        let kind: Kind<'_> = read(line)?;
        let kind = kind.record_type.ok_or(AddError::NoType)?;
        self.record = Some(line.to_owned());
        let added = match &*kind {
            "slot" => read::<Slot>(line)
                .map(|slot| self.add_slot(&slot))
                .map(|()| true),
            "task" => read::<Task>(line)
                .map(|task| self.add_task(&task))
                .map(|()| true),
            "event" => read::<Event>(line)
                .and_then(|event| Ok(self.add_event(&event)?))
                .map(|()| true),
            "draft" => read::<Draft>(line).map(|draft| self.add_draft(&draft)),
            // Unplaced drafts, posts and the like have no place in a calendar.
            _ => Ok(false),
        };
        self.record = None;
        added
    }
}

fn read<'a, T: Deserialize<'a>>(line: &'a str) -> Result<T, AddError> {
    serde_json::from_str(line).map_err(|error| AddError::Line(error.into()))
}
