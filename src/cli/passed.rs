//! Records of another kind than a command reads: all four programs write their own kinds, and a pipe may bring any of them.

use super::console::counted;
use super::session::Session;

/// What a command reads, as it is said of what it passed over.
pub(super) const POSTS: &str = "no posts (with a `text`)";
/// The same where buckets count too.
pub(super) const POSTS_OR_BUCKETS: &str = "neither posts (with a `text`) nor buckets";
/// The same where tasks count too.
pub(super) const POSTS_BUCKETS_OR_TASKS: &str = "neither posts, buckets nor tasks";

/// Says how many of the lines were of another kind: to everybody where all were, for nothing but other records is hardly what was meant.
pub(super) fn tell(session: &Session, passed_over: u64, lines: u64, read: &str) {
    if passed_over == 0 {
        return;
    }
    let records = counted(passed_over, "record");
    let message = format!("{records} passed over: {read}");
    if passed_over == lines {
        session.console.warn(message);
    } else {
        session.console.detail(message);
    }
}
