//! Time: the clock, zones from the bundled database, instants, ages, ranges, public holidays, business hours and service levels.

mod business;
mod clock;
mod holidays;
mod instant;
pub mod lenient;
mod range;
mod service_level;
mod settings;
mod zone;

pub use business::{BusinessHours, BusinessHoursError, parse_hours};
pub use clock::Clock;
pub use holidays::{Holiday, Holidays, HolidaysError, easter};
pub use instant::{TimeError, age, epoch_millis, instant, rfc3339};
pub use range::Range;
pub use service_level::{DepartmentTerms, ServiceLevelSettings, ServiceLevels, Term, Terms};
pub use settings::{BusinessHoursSettings, SettingsError, holidays, zone_or};
pub use zone::{ClockChange, DATABASE_VERSION, Zone, ZoneError};
