//! One crisis from its first post to its end: how it is measured, how bad it is.

use serde::{Deserialize, Serialize};

use super::cell::{Cell, Digest};
use crate::record::Severity;
use crate::stats::{Burst, score_of_ratio};

/// It lasts while the counts stay above this share of the way from the level to what was the highest before.
const HOLD: f64 = 0.4;
/// After so many seconds it is no crisis any more but what is normal now.
const NEW_NORMAL: i64 = 4 * 86_400;
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
    posts: u64,
    pub(super) negative: u64,
    pub(super) labelled: u64,
    expected: f64,
    /// Mean of the window, of counts and of weights.
    volume: f64,
    weighted: f64,
    pub(super) sample: Vec<Digest>,
    first: Option<Box<Digest>>,
    top: Option<Box<Digest>>,
}

impl Moment {
    pub(super) fn new(
        start: i64,
        seconds: u32,
        cell: Cell,
        (volume, weighted): (Burst, Burst),
    ) -> Self {
        Moment {
            start,
            end: start.saturating_add(i64::from(seconds)),
            posts: cell.posts,
            negative: cell.negative,
            labelled: cell.labelled,
            expected: volume.expected,
            volume: volume.mean,
            weighted: weighted.mean,
            sample: cell.sample,
            first: cell.first,
            top: cell.top,
        }
    }

    fn track(&self, by_weight: bool) -> f64 {
        if by_weight {
            self.weighted
        } else {
            self.volume
        }
    }

    /// Whether the crisis to come had begun.
    pub(super) fn is_rising(&self, half_way: f64, by_weight: bool) -> bool {
        self.track(by_weight) >= half_way && self.posts > 0
    }
}

/// A crisis while it lasts, and when it is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Crisis {
    pub(super) start: i64,
    pub(super) seen: i64,
    hot_until: i64,
    /// Whether weights rather than counts raised the alarm.
    pub(super) by_weight: bool,
    level: f64,
    bar: f64,
    /// The highest mean beside the bar of its beginning.
    peak: f64,
    pub(super) posts: u64,
    pub(super) negative: u64,
    pub(super) labelled: u64,
    pub(super) expected: f64,
    /// The share of negative posts that was usual.
    pub(super) usual_tone: Option<f64>,
    pub(super) sample: Vec<Digest>,
    pub(super) first: Option<Box<Digest>>,
    pub(super) tops: Vec<Digest>,
    /// The worst that was told of it.
    pub(super) told: Option<Severity>,
}

impl Crisis {
    pub(super) fn new(moment: &Moment, burst: Burst, by_weight: bool, tone: Option<f64>) -> Self {
        Crisis {
            start: moment.start,
            seen: moment.end,
            hot_until: moment.end,
            by_weight,
            level: burst.level,
            bar: burst.bar,
            peak: burst.above,
            posts: 0,
            negative: 0,
            labelled: 0,
            expected: 0.0,
            usual_tone: tone,
            sample: Vec::new(),
            first: None,
            tops: Vec::new(),
            told: None,
        }
    }

    fn part(&self, share: f64) -> f64 {
        self.level + share * (self.bar - self.level)
    }

    /// The mean count from which it had begun.
    pub(super) fn half_way(&self) -> f64 {
        self.part(RISE)
    }

    /// When its last hot interval ended.
    pub(super) fn hot_until(&self) -> i64 {
        self.hot_until
    }

    /// Whether it goes on in this interval.
    pub(super) fn is_hot(&self, moment: &Moment) -> bool {
        let mean = moment.track(self.by_weight);
        let lasts = moment.start.saturating_sub(self.start);
        mean >= self.part(HOLD) && mean > 0.0 && lasts < NEW_NORMAL
    }

    /// Notes how high it is in an interval.
    pub(super) fn heat(&mut self, moment: &Moment) {
        let mean = moment.track(self.by_weight);
        let ratio = (mean - self.level) / (self.bar - self.level).max(f64::MIN_POSITIVE);
        self.peak = self.peak.max(ratio);
        self.hot_until = self.hot_until.max(moment.end);
    }

    /// Makes an interval part of it.
    pub(super) fn take(&mut self, moment: Moment) {
        self.start = self.start.min(moment.start);
        self.posts = self.posts.saturating_add(moment.posts);
        self.negative = self.negative.saturating_add(moment.negative);
        self.labelled = self.labelled.saturating_add(moment.labelled);
        self.expected += moment.expected;
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
