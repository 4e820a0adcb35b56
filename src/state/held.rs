//! A state that lasts only when the run is over, for posts that are out only then.

use crate::state::error::StateError;
use crate::state::store::State;

impl State {
    /// Lets nothing last before [`State::release`]: for posts that are out only when the whole run is over. A state that is dropped before is as it was.
    pub fn hold(&mut self) {
        self.held = true;
    }

    /// Makes everything last that was noted since [`State::hold`].
    pub fn release(&mut self) -> Result<(), StateError> {
        self.held = false;
        self.flush()
    }

    /// Whether any post is remembered, which will not be given again.
    pub fn remembers_posts(&self) -> Result<bool, StateError> {
        let seen = self.one("SELECT 1 FROM seen LIMIT 1", [], |_| Ok(()))?;
        Ok(seen.is_some())
    }
}
