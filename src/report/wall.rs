//! Local time of many instants: offsets are remembered, for a zone changes its offset twice a year and posts come by the thousand.

use chrono::DateTime;

use super::dimension::Local;
use crate::time::Zone;

/// Hours whose offset is remembered; a power of two.
const REMEMBERED: u16 = 1024;

/// The clock on the wall of a zone.
#[derive(Clone, Debug)]
pub(super) struct Wall {
    zone: Zone,
    utc: bool,
    /// Hour since 1970 and its offset in seconds, at the place its number says.
    known: Vec<(i64, i32)>,
}

impl Wall {
    pub(super) fn new(zone: Zone) -> Self {
        let utc = zone.name() == "UTC";
        let known = if utc {
            Vec::new()
        } else {
            vec![(i64::MIN, 0); usize::from(REMEMBERED)]
        };
        Wall { zone, utc, known }
    }

    /// Local time of an instant in milliseconds since 1970.
    pub(super) fn local(&mut self, millis: i64) -> Local {
        let seconds = millis.div_euclid(1000);
        let offset = if self.utc { 0 } else { self.offset(seconds) };
        Local {
            seconds: seconds + i64::from(offset),
            offset,
        }
    }

    fn offset(&mut self, seconds: i64) -> i32 {
        let hour = seconds.div_euclid(3600);
        let place = usize::try_from(hour.rem_euclid(i64::from(REMEMBERED))).unwrap_or(0);
        if let Some((known, offset)) = self.known.get(place)
            && *known == hour
        {
            return *offset;
        }
        let at = |seconds| {
            DateTime::from_timestamp(seconds, 0).map_or(0, |at| self.zone.offset_seconds(at))
        };
        let (first, last) = (at(hour * 3600), at(hour * 3600 + 3599));
        if first != last {
            return at(seconds);
        }
        if let Some(entry) = self.known.get_mut(place) {
            *entry = (hour, first);
        }
        first
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::proptest;

    proptest! {
        #[test]
        fn what_is_remembered_is_right(times in proptest::collection::vec(1_700_000_000_000_i64..1_800_000_000_000, 1..50)) {
            for name in ["Europe/Paris", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"] {
                let zone = Zone::named(name).unwrap();
                let mut wall = Wall::new(zone.clone());
                for millis in times.iter().flat_map(|millis| [*millis, *millis, 1_774_746_000_000 + millis % 7_200_000]) {
                    let truth = zone.local(DateTime::from_timestamp_millis(millis).unwrap()).and_utc().timestamp();
                    assert_eq!(wall.local(millis).seconds, truth, "{name} {millis}");
                }
            }
        }
    }
}
