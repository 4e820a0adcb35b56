//! One crisis from its first post to its end: how it is measured, how bad it is.

use serde::{Deserialize, Serialize};

use super::cell::{Cell, Digest};
use crate::record::Severity;
use crate::stats::{Burst, Bursts, View, score_of_ratio};

/// It lasts while the counts stay above this share of the way from the level to what was the highest before.
const HOLD: f64 = 0.4;
/// After so many seconds it is no crisis any more but what is normal now.
const NEW_NORMAL: i64 = 4 * 86_400;
/// Where six hours are followed, the last of them must be so much above what was expected, in posts and in weights: after a crisis they stay high for hours.
const LATELY: f64 = 3.0;
const LATELY_WEIGHT: f64 = 4.5;
/// It began where they passed this share.
const RISE: f64 = 0.5;
/// Posts that are kept to explain it, and that are named.
const SAMPLE: usize = 400;
const NAMED: usize = 10;
/// Ratios from which it is a warning, and critical: twice and four times the highest of the last weeks.
const WARNING: f64 = 2.0;
const CRITICAL: f64 = 4.0;
/// Labelled posts from which the tone moves the severity by a step: up from half of them negative, down when fewer are than a fifth and than usual.
const TONE_POSTS: u64 = 5;
const MOSTLY: f64 = 0.5;
const HARDLY: f64 = 0.2;

/// An interval that has been judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Moment {
    pub(super) start: i64,
    end: i64,
    pub(super) posts: u64,
    pub(super) negative: u64,
    pub(super) labelled: u64,
    pub(super) expected: f64,
    /// Mean of the window, of counts and of weights.
    volume: f64,
    weighted: f64,
    /// The longer windows; asked for in the interval itself only.
    #[serde(skip)]
    wide: [[Seen; 2]; 2],
    /// Posts and weights of the last hour above what was expected in it; the same.
    #[serde(skip)]
    last_hour: (f64, f64),
    pub(super) sample: Vec<Digest>,
    first: Option<Box<Digest>>,
    top: Option<Box<Digest>>,
}

impl Moment {
    pub(super) fn new(start: i64, seconds: u32, cell: Cell, bursts: &Bursts) -> Self {
        let [(volume, weighted), hour, hours] = bursts.windows;
        let wide = [hour, hours].map(|(volume, tone)| [volume, tone].map(Seen::new));
        let last_hour = bursts.last_hour();
        Moment {
            start,
            end: start.saturating_add(i64::from(seconds)),
            posts: cell.posts,
            negative: cell.negative,
            labelled: cell.labelled,
            expected: bursts.expected,
            volume: volume.mean,
            weighted: weighted.mean,
            wide,
            last_hour,
            sample: cell.sample,
            first: cell.first,
            top: cell.top,
        }
    }

    fn mean(&self, view: View) -> f64 {
        match (self.wide(view), view.by_weight) {
            (Some(seen), _) => seen.mean,
            (None, true) => self.weighted,
            (None, false) => self.volume,
        }
    }

    /// What a longer window saw.
    fn wide(&self, view: View) -> Option<Seen> {
        let window = self.wide.get(view.window.checked_sub(1)?)?;
        window.get(usize::from(view.by_weight)).copied()
    }

    /// Whether the crisis to come had begun, as a quarter of an hour shows it.
    pub(super) fn is_rising(&self, half_way: f64, view: View) -> bool {
        self.mean(view) >= half_way && self.posts > 0
    }
}

/// What a longer window saw: its mean, and what that should be at this hour.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Seen {
    mean: f64,
    expected: f64,
}

impl Seen {
    fn new(burst: Burst) -> Self {
        Seen {
            mean: burst.mean,
            expected: burst.expected,
        }
    }
}

/// A crisis while it lasts, and when it is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Crisis {
    pub(super) start: i64,
    pub(super) seen: i64,
    hot_until: i64,
    /// What raised the alarm, and is followed.
    #[serde(flatten)]
    pub(super) view: View,
    level: f64,
    bar: f64,
    /// The highest mean beside the bar of its beginning, and in what it was when not in what is followed.
    peak: f64,
    top: Option<View>,
    pub(super) posts: u64,
    pub(super) negative: u64,
    pub(super) labelled: u64,
    pub(super) expected: f64,
    /// What was expected since its last post, in the longer windows.
    #[serde(default)]
    idle: f64,
    /// The share of negative posts that was usual.
    pub(super) usual_tone: Option<f64>,
    pub(super) sample: Vec<Digest>,
    pub(super) first: Option<Box<Digest>>,
    pub(super) tops: Vec<Digest>,
    /// The worst that was told of it.
    pub(super) told: Option<Severity>,
}

impl Crisis {
    pub(super) fn new(moment: &Moment, (view, burst): (View, Burst), tone: Option<f64>) -> Self {
        Crisis {
            start: moment.start,
            seen: moment.end,
            hot_until: moment.end,
            view,
            level: burst.level,
            bar: burst.bar,
            peak: burst.above,
            top: None,
            posts: 0,
            negative: 0,
            labelled: 0,
            expected: 0.0,
            idle: 0.0,
            usual_tone: tone,
            sample: Vec::new(),
            first: None,
            tops: Vec::new(),
            told: None,
        }
    }

    fn part(&self, share: f64, level: f64) -> f64 {
        level + share * (self.bar - self.level)
    }

    /// The mean count from which it had begun.
    pub(super) fn half_way(&self) -> f64 {
        self.part(RISE, self.level)
    }

    /// The level from which it is measured: what breaks out at night is no crisis by day because the day has more posts.
    fn level_at(&self, moment: &Moment) -> f64 {
        let seen = moment.wide(self.view);
        seen.map_or(self.level, |seen| seen.expected.max(self.level))
    }

    /// When its last hot interval ended.
    pub(super) fn hot_until(&self) -> i64 {
        self.hot_until
    }

    /// Whether it goes on in this interval.
    pub(super) fn is_hot(&self, moment: &Moment) -> bool {
        let mean = moment.mean(self.view);
        let lasts = moment.start.saturating_sub(self.start);
        let (posts, weights) = moment.last_hour;
        let lately = match self.view {
            View { window: 0 | 1, .. } => true,
            View {
                by_weight: true, ..
            } => weights >= LATELY_WEIGHT,
            View { .. } => posts >= LATELY,
        };
        let high = mean >= self.part(HOLD, self.level_at(moment)) && mean > 0.0;
        high && lately && lasts < NEW_NORMAL
    }

    /// Follows it in a longer window when that alone would raise an alarm: what began at once may go on for a day.
    pub(super) fn widen(&mut self, (view, burst): (View, Burst)) {
        if burst.above > self.peak {
            (self.peak, self.top) = (burst.above, Some(view));
        }
        if view.window > self.view.window {
            self.top = self.top.or(Some(self.view));
            (self.view, self.level, self.bar) = (view, burst.level, burst.bar);
        }
    }

    /// Notes how high it is in an interval.
    pub(super) fn heat(&mut self, moment: &Moment) {
        let mean = moment.mean(self.view);
        let excess = mean - self.level_at(moment);
        let ratio = excess / (self.bar - self.level).max(f64::MIN_POSITIVE);
        if ratio > self.peak {
            (self.peak, self.top) = (ratio, Some(self.view));
        }
        // A long window stays high for hours after the last post.
        if self.view.window == 0 || moment.posts > 0 {
            self.hot_until = self.hot_until.max(moment.end);
        }
    }

    /// Makes an interval part of it.
    pub(super) fn take(&mut self, moment: Moment) {
        self.start = self.start.min(moment.start);
        self.posts = self.posts.saturating_add(moment.posts);
        self.negative = self.negative.saturating_add(moment.negative);
        self.labelled = self.labelled.saturating_add(moment.labelled);
        if self.view.window == 0 || moment.posts > 0 {
            self.expected += self.idle + moment.expected;
            self.idle = 0.0;
        } else {
            self.idle += moment.expected;
        }
        self.sample.extend(moment.sample);
        if self.sample.len() > 2 * SAMPLE {
            self.sample.sort_by_key(|digest| digest.hash);
            self.sample.truncate(SAMPLE);
        }
        if let Some(first) = moment.first
            && self.first.as_ref().is_none_or(|known| first.at < known.at)
        {
            self.first = Some(first);
        }
        if let Some(top) = moment.top {
            self.tops.push(*top);
            self.tops
                .sort_by(|a, b| b.weight.cmp(&a.weight).then(a.at.cmp(&b.at)));
            self.tops.truncate(NAMED);
        }
    }

    /// How far above the highest of the last weeks, in [0, 1].
    pub(super) fn score(&self) -> f64 {
        score_of_ratio(self.peak)
    }

    /// How many times the highest of the last weeks.
    pub(super) fn ratio(&self) -> f64 {
        self.peak
    }

    /// In what it was so high.
    pub(super) fn top(&self) -> View {
        self.top.unwrap_or(self.view)
    }

    /// How bad it is: by its height, and by its tone where that is known.
    pub(super) fn severity(&self) -> Severity {
        let height = if self.peak >= CRITICAL {
            2
        } else {
            i32::from(self.peak >= WARNING)
        };
        let step = if self.labelled < TONE_POSTS {
            0
        } else {
            let share = self.negative as f64 / self.labelled as f64;
            let hardly = share < HARDLY && share <= self.usual_tone.unwrap_or(HARDLY);
            i32::from(share >= MOSTLY) - i32::from(hardly)
        };
        match height + step {
            ..=0 => Severity::Watch,
            1 => Severity::Warning,
            _ => Severity::Critical,
        }
    }
}
