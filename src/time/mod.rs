//! Time: the clock, zones from the bundled database, instants, ages and ranges.

mod business;
mod clock;
mod instant;
pub mod lenient;
mod range;
mod zone;

pub use business::{BusinessHours, BusinessHoursError, parse_hours};
pub use clock::Clock;
pub use instant::{TimeError, age, epoch_millis, instant, rfc3339};
pub use range::Range;
pub use zone::{DATABASE_VERSION, Zone, ZoneError};
