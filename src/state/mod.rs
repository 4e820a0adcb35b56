//! What a run remembers for the next: where each source was left, what is unchanged, which posts are already out.
//!
//! One `SQLite` file beside a lock file. Nothing moves before the posts are out: a run gathers [`Changes`], its caller writes and flushes the posts,
//! and only then does [`State::commit`] put the changes down, in one transaction. A run that dies in between gives the same posts again.

mod appended;
mod error;
mod held;
mod lock;
mod schema;
mod sessions;
mod standing;
mod store;

pub use error::StateError;
pub use lock::Lock;
pub use sessions::Sessions;
pub use standing::Standing;
pub use store::{Changes, Key, SourceId, State, Validator, key};
