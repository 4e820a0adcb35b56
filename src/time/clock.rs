//! What time it is: the machine's clock, or the one given by `--now`.

use chrono::{DateTime, Utc};

/// A source of the present.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// Always the same instant, for scripts and tests.
    Given(DateTime<Utc>),
}

impl Clock {
    /// The present, to the second when it is the machine's.
    pub fn now(self) -> DateTime<Utc> {
        match self {
            Clock::System => {
                let now = Utc::now();
                now - chrono::TimeDelta::nanoseconds(i64::from(now.timestamp_subsec_nanos()))
            }
            Clock::Given(instant) => instant,
        }
    }
}
