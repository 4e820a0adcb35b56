//! What is said when buckets are asked what they are not counted by.

use crate::cli::exit::UsageError;
use crate::cli::session::Session;
use crate::report::Groupings;

/// Refuses a question of which the buckets know nothing: it would give a row of the unknown. Where nobody said what to count by, only their time must fit.
pub(super) fn tell(
    session: &Session,
    (asked, for_people): (bool, bool),
    groupings: &Groupings,
) -> Result<(), UsageError> {
    let nothing = groupings.not_counted_by();
    if let Some(nothing) = nothing.filter(|nothing| asked || nothing.asked.is_time()) {
        let by = nothing.asked.name();
        if !asked {
            let counted_by = nothing.counted_by.join(",");
            return Err(UsageError(format!(
                "--partial without --by counts by {by}, and the buckets are longer; they are counted by {counted_by}: merge them with --by {counted_by}"
            )));
        }
        return Err(UsageError(format!("--by {by}: {nothing}")));
    }
    // A page for people says it in a note of its own.
    if asked && !for_people {
        for message in groupings.uncounted() {
            session.console.warn(message);
        }
    }
    Ok(())
}
