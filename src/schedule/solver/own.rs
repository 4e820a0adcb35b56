//! The rules that hold for an item alone, in a plan while it is being made: its mask, its limits, those it must be apart from, what is wished for.

use super::State;

impl State<'_> {
    /// The week of a spot, where somebody wishes for posts.
    fn wished_week(&self, channel: usize, day: u32) -> Option<usize> {
        let week = self.problem.channels[channel].week_of(day) as usize;
        (week < self.weekly[channel].len()).then_some(week)
    }

    /// Whether the rules that hold for this item alone let it stand on a spot: its mask, its limits, those it must be apart from.
    pub(super) fn suits(&self, item: usize, spot: u32) -> bool {
        let about = &self.problem.items[item];
        if about.mask == 0 && about.limits.is_empty() && about.apart.is_empty() {
            return true;
        }
        let channel = &self.problem.channels[about.channel];
        !channel.is_masked(about.mask, spot)
            && self.full_limit(item, spot).is_none()
            && self.too_close(item, spot).is_none()
    }

    /// A limit of the item that has no room at a spot.
    pub(in crate::schedule) fn full_limit(&self, item: usize, spot: u32) -> Option<u32> {
        let about = &self.problem.items[item];
        let channel = &self.problem.channels[about.channel];
        let week = channel.week_of(channel.spots[spot as usize].day);
        let full = |limit: &&u32| self.is_full(**limit, week);
        about.limits.iter().find(full).copied()
    }

    /// Whether a limit has no room in a week.
    pub(in crate::schedule) fn is_full(&self, limit: u32, week: u32) -> bool {
        let limit = limit as usize;
        self.left[limit][self.problem.limits[limit].bucket(week)] == 0
    }

    /// A placed item from which this one would not be apart at a spot.
    pub(in crate::schedule) fn too_close(&self, item: usize, spot: u32) -> Option<(u32, i64)> {
        let about = &self.problem.items[item];
        let at = self.problem.channels[about.channel].spots[spot as usize].at;
        let close = |(other, distance): &&(u32, i64)| {
            let other = *other as usize;
            self.is_placed(other) && (self.instant(other) - at).abs() < *distance
        };
        about.apart.iter().find(close).copied()
    }

    /// How many items stand on a channel in a week that wishes for some.
    pub(in crate::schedule) fn standing(&self, channel: usize, week: u32) -> u32 {
        let weekly = self.weekly[channel].get(week as usize);
        weekly.copied().unwrap_or(0)
    }

    pub(super) fn count(&mut self, item: usize, spot: u32, placed: bool) {
        let problem = self.problem;
        let about = &problem.items[item];
        let channel = &problem.channels[about.channel];
        let day = channel.spots[spot as usize].day;
        let week = channel.week_of(day);
        for &limit in &about.limits {
            let left = &mut self.left[limit as usize][problem.limits[limit as usize].bucket(week)];
            *left = if placed { *left - 1 } else { *left + 1 };
        }
        if let Some(week) = self.wished_week(about.channel, day) {
            let wished = channel.wished[week];
            let standing = &mut self.weekly[about.channel][week];
            if placed {
                self.score += if *standing < wished {
                    problem.wish_price
                } else {
                    0.0
                };
                *standing += 1;
            } else {
                *standing -= 1;
                self.score -= if *standing < wished {
                    problem.wish_price
                } else {
                    0.0
                };
            }
        }
    }
}
