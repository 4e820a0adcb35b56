//! Bursts in several windows at once: a quarter of an hour for whom posts come all the time, and an hour and six hours for whom they are rare.
//!
//! A brand of which twenty posts a day speak has its crisis in an afternoon, not in a quarter of an hour: twelve posts in an hour are then far from
//! usual, and three or four of them in any quarter are not. The longer windows count in full up to four posts an hour, and not at all from eight on.

use serde::{Deserialize, Serialize};

use super::burst::{Burst, BurstDetector};

/// Seconds of the longer windows.
const WIDE_SECONDS: [u32; 2] = [3_600, 21_600];
/// Times that a longer window is judged while it passes.
const STEPS: u32 = 12;
/// Posts an hour up to which the longer windows count in full, and from which they do not count.
const SPARSE: f64 = 4.0;
const DENSE: f64 = 8.0;
/// Posts an hour from which the longer windows are not followed, so that a series near the border does not begin anew all the time.
const FORGET: f64 = 12.0;
/// Seconds in which a new series may be dense before its longer windows are given up.
const UNDECIDED: u64 = 86_400;
/// What a ratio of the longer windows counts when it is one of tone.
const TONE_WEIGHT: f64 = 0.9;

/// What is counted of an interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Counted {
    /// Posts.
    pub posts: f64,
    /// Posts, weighted by tone and reach.
    pub weight: f64,
    /// Posts, weighted by tone alone.
    pub tone: f64,
    /// The weight of the heaviest post.
    pub heaviest: f64,
}

/// Which of the windows, and whether posts or their weights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// 0 the quarter of an hour, 1 and 2 the longer ones.
    #[serde(default)]
    pub window: usize,
    /// Weighted by tone, and in the short window by reach.
    pub by_weight: bool,
}

/// An interval in all windows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Bursts {
    /// The count that was to be expected in the interval.
    pub expected: f64,
    /// As [`Burst::ratio`], the highest of all windows.
    pub ratio: f64,
    /// The quarter of an hour, the hour, the six hours: posts, and weights. A window that is not followed is all zeros.
    pub windows: [(Burst, Burst); 3],
    /// Counts of which the hour is the sum; 0 when it is not followed.
    hour_steps: f64,
}

impl Bursts {
    /// The view in which it stands highest above what was usual before.
    pub fn highest(&self) -> (View, Burst) {
        let mut best = self.higher(0);
        for window in 1..self.windows.len() {
            let here = self.higher(window);
            if here.1.above > best.1.above {
                best = here;
            }
        }
        best
    }

    /// The shortest window in which it stands `ratio` times as high as what was usual before.
    pub fn shortest(&self, ratio: f64) -> Option<(View, Burst)> {
        let mut views = (0..self.windows.len()).map(|window| self.higher(window));
        views.find(|(_, burst)| burst.above >= ratio)
    }

    /// Posts and weights of the last hour, or of the last interval when that is as long, above what was to be expected.
    pub fn last_hour(&self) -> (f64, f64) {
        let [quarter, hour, _] = self.windows;
        let ((volume, weighted), steps) = if self.hour_steps > 0.0 {
            (hour, self.hour_steps)
        } else {
            (quarter, 1.0)
        };
        let above = |burst: Burst| steps * (burst.mean - burst.expected);
        (above(volume), above(weighted))
    }

    fn higher(&self, window: usize) -> (View, Burst) {
        let (volume, weighted) = self.windows.get(window).copied().unwrap_or_default();
        let by_weight = weighted.above > volume.above;
        let burst = if by_weight { weighted } else { volume };
        (View { window, by_weight }, burst)
    }
}

/// One of the longer windows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Wide {
    window: usize,
    /// Intervals of a step, those of this step so far, and what they counted.
    step: u32,
    filled: u32,
    counted: Counted,
    volume: BurstDetector,
    tone: BurstDetector,
    /// As it was judged last.
    last: (Burst, Burst),
}

impl Wide {
    /// `None` when intervals are so long that they are windows themselves.
    fn new(window: usize, seconds: u32) -> Option<Self> {
        let length = *WIDE_SECONDS.get(window.checked_sub(1)?)?;
        let step = (length / STEPS / seconds).max(1);
        let steps = length / (step * seconds);
        (steps > 1).then(|| Wide {
            window,
            step,
            filled: 0,
            counted: Counted::default(),
            volume: BurstDetector::wide(step * seconds, steps),
            tone: BurstDetector::wide(step * seconds, steps),
            last: (Burst::default(), Burst::default()),
        })
    }

    fn push(&mut self, counted: Counted, hour: usize) {
        self.counted.posts += counted.posts;
        self.counted.tone += counted.tone;
        self.filled += 1;
        if self.filled >= self.step {
            self.filled = 0;
            let Counted { posts, tone, .. } = std::mem::take(&mut self.counted);
            self.last = (self.volume.push(posts, hour), self.tone.push(tone, hour));
        }
    }
}

/// The detectors of one series. Some 12 KB, and twice as much more while posts are rare.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct BurstWindows {
    volume: BurstDetector,
    weighted: BurstDetector,
    /// The weights of the heaviest posts of the intervals of the short window.
    #[serde(default)]
    heaviest: Vec<f64>,
    #[serde(default)]
    wide: Vec<Wide>,
}

impl BurstWindows {
    /// For intervals of `seconds`.
    pub fn new(seconds: u32) -> Self {
        let seconds = seconds.max(1);
        BurstWindows {
            volume: BurstDetector::new(seconds),
            weighted: BurstDetector::new(seconds),
            heaviest: Vec::new(),
            wide: wide(seconds),
        }
    }

    /// What the longer windows count: 1 while posts are rare, 0 when they are not.
    pub fn sparse(&self) -> f64 {
        let rate = self.posts_an_hour();
        ((DENSE - rate) / (DENSE - SPARSE)).clamp(0.0, 1.0)
    }

    fn posts_an_hour(&self) -> f64 {
        self.volume.level() * 3600.0 / f64::from(self.volume.seconds())
    }

    /// Judges the next interval; `hour` is the hour of the week it begins in. A longer window counts after `min_history` seconds; while an alarm
    /// `is_open` it is not given up.
    pub fn push(
        &mut self,
        counted: Counted,
        hour: usize,
        min_history: i64,
        is_open: bool,
    ) -> Bursts {
        let sparse = self.sparse();
        let volume = self.volume.push(counted.posts, hour);
        let mut weighted = self.weighted.push(counted.weight, hour);
        let heaviest = self.heaviest(counted.heaviest);
        if sparse > 0.0 {
            weighted = weighted.without((heaviest - 1.0).max(0.0) / self.volume.window());
        }
        let mut bursts = Bursts {
            expected: volume.expected,
            ratio: volume.ratio.max(weighted.ratio),
            windows: [(volume, weighted), Default::default(), Default::default()],
            hour_steps: 0.0,
        };
        self.follow_wide(is_open);
        for wide in &mut self.wide {
            wide.push(counted, hour);
            let seconds = u64::from(wide.volume.seconds());
            let known = wide.volume.seen().saturating_mul(seconds);
            let known = i64::try_from(known).is_ok_and(|known| known >= min_history);
            let counts = if known { sparse } else { 0.0 };
            let (volume, tone) = wide.last;
            let (volume, tone) = (volume.times(counts), tone.times(counts * TONE_WEIGHT));
            bursts.ratio = bursts.ratio.max(volume.ratio).max(tone.ratio);
            if wide.window == 1 {
                bursts.hour_steps = wide.volume.window();
            }
            if let Some(place) = bursts.windows.get_mut(wide.window) {
                *place = (volume, tone);
            }
        }
        bursts
    }

    /// The weight of the heaviest post of the window that the next interval ends.
    fn heaviest(&mut self, weight: f64) -> f64 {
        self.heaviest.push(weight);
        let many = self.heaviest.len() as f64 - self.volume.window();
        if many > 0.0 {
            self.heaviest.remove(0);
        }
        self.heaviest.iter().copied().fold(0.0, f64::max)
    }

    /// Begins to follow the longer windows when posts have become rare, and gives them up when they are not.
    fn follow_wide(&mut self, is_open: bool) {
        let rate = self.posts_an_hour();
        let seconds = self.volume.seconds();
        let seen = self.volume.seen().saturating_mul(u64::from(seconds));
        if self.wide.is_empty() && rate < DENSE {
            self.wide = wide(seconds);
        } else if rate > FORGET && seen > UNDECIDED && !is_open {
            self.wide = Vec::new();
        }
    }
}

fn wide(seconds: u32) -> Vec<Wide> {
    (1..=WIDE_SECONDS.len())
        .filter_map(|window| Wide::new(window, seconds))
        .collect()
}

#[cfg(test)]
mod tests;
