//! Bursts in counts of equal intervals, one interval at a time: how far a count stands above the highest excess that is usual here.
//!
//! A brand is compared with itself. What is asked of an interval is not whether its count is unlikely under a formula (counts of mentions have far
//! heavier tails than any), but whether its excess over the level beats the excesses of the last weeks: the record breaks of a self-decaying record.
//! Two excesses are followed, and the larger ratio counts:
//!
//! - over the **level** (a robust moving average), scaled by its fourth root;
//! - over the **season** (level times the hour of the day, on workdays and weekends), in standard deviations of a Poisson count, so that a burst at
//!   night stands out although the afternoons are higher; its ratio counts for four fifths.
//!
//! The usual excess decays by half in twelve days, rises by at most half in one interval (so that one wild interval does not blind the detector), and
//! is at least what the same hour of last week saw (so that the show of every Friday evening is no burst). The constants were found on the tuning half
//! of a public benchmark; docs/alerts.md says how, and what they score. Everything is causal: a score uses nothing later than its interval.

mod usual;

use serde::{Deserialize, Serialize};

use usual::{Track, Usual};

/// Hours of a week, from Monday 00:00 local time.
pub const WEEK_HOURS: usize = 168;
/// Seconds that a count is summed over before it is judged: three intervals of five minutes.
const WINDOW_SECONDS: u32 = 900;
/// Days after which the past counts half for the level.
const LEVEL_DAYS: f64 = 4.0;
/// Days after which the usual excess has decayed to half.
const USUAL_DAYS: f64 = 12.0;
/// Intervals at the start that raise the usual excess without limit.
const WARM_UP: u64 = 36;
/// Intervals in which the floor is one post each.
const FLOOR_INTERVALS: f64 = 3.0;
/// What the excess over the season counts, against that over the level.
const SEASON_WEIGHT: f64 = 0.8;
/// A count is cut at this many times the expected one, plus `CUT_BASE`, before it moves level and season.
const CUT: f64 = 3.0;
const CUT_BASE: f64 = 5.0;
/// Intervals after which half of the season is believed, and intervals that it averages over.
const SEASON_PRIOR: f64 = 24.0;
const SEASON_MEMORY: f64 = 168.0;

/// What an interval looks like beside its past.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Burst {
    /// The count that was to be expected in the interval: level times season.
    pub expected: f64,
    /// The excess, divided by the usual excess of all intervals before this one; 1 is as high as the highest of the last weeks.
    pub ratio: f64,
    /// The same beside the intervals before the window alone: while a burst rises it does not raise its own bar.
    pub above: f64,
    /// The mean count of the window that was judged.
    pub mean: f64,
    /// What the excess is counted from: the level, or the seasonal expectation if the excess over that is the more unusual one.
    pub level: f64,
    /// The mean count from which `above` would be 1.
    pub bar: f64,
}

impl Burst {
    /// With its ratios multiplied by `factor`, and its bar so much farther away.
    pub(super) fn times(self, factor: f64) -> Self {
        let way = self.bar - self.level;
        Burst {
            ratio: self.ratio * factor,
            above: self.above * factor,
            bar: self.level + if factor > 0.0 { way / factor } else { way },
            ..self
        }
    }

    /// As if the mean were less by `part`.
    pub(super) fn without(self, part: f64) -> Self {
        let excess = self.mean - self.level;
        let factor = if excess > part {
            1.0 - part / excess
        } else {
            0.0
        };
        Burst {
            ratio: self.ratio * factor,
            above: self.above * factor,
            ..self
        }
    }

    /// With all counts divided by `unit`.
    fn divided(self, unit: f64) -> Self {
        Burst {
            expected: self.expected / unit,
            mean: self.mean / unit,
            level: self.level / unit,
            bar: self.bar / unit,
            ..self
        }
    }

    /// The ratio in [0, 1]: 0.5 is as high as the highest of the last weeks, 0.67 twice that, 0.8 four times.
    pub fn score(&self) -> f64 {
        score_of_ratio(self.ratio)
    }
}

/// `r / (1 + r)`: a ratio of 1 is 0.5.
pub fn score_of_ratio(ratio: f64) -> f64 {
    let ratio = ratio.max(0.0);
    if ratio.is_finite() {
        ratio / (1.0 + ratio)
    } else {
        1.0
    }
}

/// `s / (1 - s)`: the ratio of a score.
pub fn ratio_of_score(score: f64) -> f64 {
    let score = score.clamp(0.0, 1.0);
    score / (1.0 - score)
}

/// The detector of one series of counts. About 6 KB.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BurstDetector {
    seconds: u32,
    seen: u64,
    /// Sum and weight of the moving average.
    level: (f64, f64),
    /// Factor and number of intervals of each hour of the day, workdays first.
    season: Vec<(f64, f64)>,
    /// The counts of the window, the oldest first.
    window: Vec<f64>,
    hour: usize,
    over_level: Usual,
    over_season: Usual,
    /// Intervals of the window, when they are not those of a quarter of an hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    wide: Option<u32>,
    /// What an interval leaves of the usual excess and of the level, once it has been worked out.
    #[serde(skip)]
    decays: Option<(f64, f64)>,
}

impl BurstDetector {
    /// For intervals of `seconds`, of which the mean of a quarter of an hour is judged.
    pub fn new(seconds: u32) -> Self {
        Self::with_window(seconds, None)
    }

    /// For intervals of `seconds`, of which `intervals` are judged together.
    ///
    /// It is as hard to move as the other one: what is not `FLOOR` times three posts above the level in the whole window is no burst.
    pub fn wide(seconds: u32, intervals: u32) -> Self {
        Self::with_window(seconds, Some(intervals.max(1)))
    }

    fn with_window(seconds: u32, wide: Option<u32>) -> Self {
        BurstDetector {
            wide,
            decays: None,
            seconds: seconds.max(1),
            seen: 0,
            level: (0.0, 0.0),
            season: vec![(1.0, 0.0); 48],
            window: Vec::new(),
            hour: usize::MAX,
            over_level: Usual::new(),
            over_season: Usual::new(),
        }
    }

    /// Intervals seen.
    pub fn seen(&self) -> u64 {
        self.seen
    }

    /// Seconds of an interval.
    pub(super) fn seconds(&self) -> u32 {
        self.seconds.max(1)
    }

    /// The usual count of an interval at no hour in particular.
    pub fn level(&self) -> f64 {
        let (sum, weight) = self.level;
        if weight > 0.0 {
            sum / weight / self.unit()
        } else {
            0.0
        }
    }

    /// What counts are multiplied by, so that the floor of a wide window is as many posts as that of three intervals.
    fn unit(&self) -> f64 {
        self.wide.map_or(1.0, |_| self.window() / FLOOR_INTERVALS)
    }

    /// Judges the next interval; `hour` is the hour of the week it begins in, 0 to 167.
    pub fn push(&mut self, count: f64, hour: usize) -> Burst {
        let unit = self.unit();
        let count = if count.is_finite() {
            count.max(0.0) * unit
        } else {
            0.0
        };
        self.judge(count, hour.min(WEEK_HOURS - 1)).divided(unit)
    }

    fn judge(&mut self, count: f64, hour: usize) -> Burst {
        let mean = self.mean_with(count);
        let level = if self.level.1 > 0.0 {
            self.level.0 / self.level.1
        } else {
            mean
        };
        let season = self.factor(hour);
        let expected = level * season;
        if hour != self.hour {
            self.hour = hour;
            self.over_level.enter(hour);
            self.over_season.enter(hour);
        }
        let scale = (level + 1.0).sqrt().sqrt();
        let over_level = ((mean - level) / scale).max(0.0);
        let over_season = ((mean - expected) / (expected + 1.0).sqrt()).max(0.0);
        let tracks = [
            Track::new(over_level, self.over_level.at(hour), (level, scale), 1.0),
            Track::new(
                over_season,
                self.over_season.at(hour),
                (expected, (expected + 1.0).sqrt()),
                SEASON_WEIGHT,
            ),
        ];
        let [by_level, by_season] = &tracks;
        let track = if by_season.above > by_level.above {
            by_season
        } else {
            by_level
        };
        let known = if self.seen > 0 { 1.0 } else { 0.0 };
        let (usual_decay, level_decay) = *self.decays.get_or_insert_with(|| {
            let decay = |days: f64| 0.5_f64.powf(f64::from(self.seconds) / (days * 86_400.0));
            (decay(USUAL_DAYS), decay(LEVEL_DAYS))
        });
        let fading = (usual_decay, self.window_length());
        let warm = self.seen > WARM_UP;
        self.over_level.see(over_level, hour, fading, warm);
        self.over_season.see(over_season, hour, fading, warm);
        self.learn(count, hour, (level, season), level_decay);
        self.seen += 1;
        Burst {
            expected,
            ratio: known * by_level.ratio.max(by_season.ratio),
            above: known * track.above,
            mean,
            level: track.level,
            bar: track.bar,
        }
    }

    /// Intervals that are judged together.
    pub fn window(&self) -> f64 {
        self.window_length() as f64
    }

    fn window_length(&self) -> usize {
        let usual = WINDOW_SECONDS / self.seconds.max(1);
        self.wide.unwrap_or(usual).max(1) as usize
    }

    fn mean_with(&mut self, count: f64) -> f64 {
        let length = self.window_length();
        if self.window.len() >= length {
            self.window.rotate_left(1);
            self.window.truncate(length - 1);
        }
        self.window.push(count);
        self.window.iter().sum::<f64>() / self.window.len() as f64
    }

    fn place(hour: usize) -> usize {
        hour % 24 + if hour >= 120 { 24 } else { 0 }
    }

    fn factor(&self, hour: usize) -> f64 {
        let (factor, times) = self
            .season
            .get(Self::place(hour))
            .copied()
            .unwrap_or((1.0, 0.0));
        1.0 + (factor - 1.0) * times / (times + SEASON_PRIOR)
    }

    fn learn(&mut self, count: f64, hour: usize, (level, season): (f64, f64), keep: f64) {
        let cut = count.min(CUT * level * season + CUT_BASE * self.unit());
        let (sum, weight) = self.level;
        self.level = (
            sum * keep + (1.0 - keep) * cut / season.max(0.1),
            weight * keep + (1.0 - keep),
        );
        // The level means nothing before it has seen all hours of a day.
        let a_day = u64::from(self.seconds).saturating_mul(self.seen) >= 86_400;
        if level > 0.0
            && a_day
            && let Some((factor, times)) = self.season.get_mut(Self::place(hour))
        {
            let gain = (1.0 / (*times + 1.0)).max(1.0 / SEASON_MEMORY);
            *times += 1.0;
            *factor += gain * ((cut / (level + 0.1)).min(6.0) - *factor);
        }
    }
}

#[cfg(test)]
mod tests;
