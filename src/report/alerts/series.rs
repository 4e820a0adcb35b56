//! One series (a client's posts, or a finer group): its intervals in order, its open alarm.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::cell::{Cell, Digest};
use super::crisis::{Crisis, Moment};
use super::engine::Group;
use crate::stats::{Burst, BurstDetector};

/// Intervals before an alarm in which its beginning is looked for, and whose posts are no background yet.
const LOOK_BACK: usize = 36;
/// Posts that are remembered as the usual talk.
const BACKGROUND: usize = 1500;
/// A gap of the input after which a series begins anew: nothing is usual after five weeks of nothing.
pub(super) const FORGET_SECONDS: i64 = 35 * 86_400;

/// When an alarm begins and ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Rules {
    /// Seconds of an interval.
    pub(super) seconds: u32,
    /// Ratio from which there is an alarm.
    pub(super) ratio: f64,
    /// Seconds of history before the first alarm.
    pub(super) min_history: i64,
    /// Seconds of calm after which an alarm is over.
    pub(super) cool_down: i64,
}

/// What an interval looked like.
#[derive(Clone, Copy, Debug)]
pub(super) struct Judged {
    pub(super) start: i64,
    pub(super) observed: u64,
    pub(super) expected: f64,
    pub(super) score: f64,
}

/// The state of a series.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Series {
    /// Start of its first interval, and of the next one to come.
    first: i64,
    pub(super) next: i64,
    volume: BurstDetector,
    weighted: BurstDetector,
    /// Shares of negative posts: negative and labelled ones, the past fading.
    tone: (f64, f64),
    recent: VecDeque<Moment>,
    background: VecDeque<Digest>,
    crisis: Option<Crisis>,
}

/// An alarm that began or got worse, or is over.
#[derive(Clone, Debug)]
pub(super) enum News {
    Began,
    Worse,
    Over(Box<Crisis>),
}

impl Series {
    pub(super) fn new(first: i64, seconds: u32) -> Self {
        Series {
            first,
            next: first,
            volume: BurstDetector::new(seconds),
            weighted: BurstDetector::new(seconds),
            tone: (0.0, 0.0),
            recent: VecDeque::new(),
            background: VecDeque::new(),
            crisis: None,
        }
    }

    /// The alarm that is open.
    pub(super) fn crisis(&self) -> Option<&Crisis> {
        self.crisis.as_ref()
    }

    /// The same, to note that it was told.
    pub(super) fn crisis_mut(&mut self) -> Option<&mut Crisis> {
        self.crisis.as_mut()
    }

    /// Takes the next interval, which begins at hour `hour` of the week.
    pub(super) fn push(
        &mut self,
        cell: Cell,
        hour: usize,
        rules: &Rules,
    ) -> (Judged, Option<News>) {
        let start = self.next;
        self.next = start.saturating_add(i64::from(rules.seconds));
        let volume = self.volume.push(cell.posts as f64, hour);
        let weighted = self.weighted.push(cell.weight as f64 / 1000.0, hour);
        let known = start.saturating_sub(self.first) >= rules.min_history;
        let ratio = volume.ratio.max(weighted.ratio);
        let above = volume.above.max(weighted.above);
        let judged = Judged {
            start,
            observed: cell.posts,
            expected: volume.expected,
            score: if known {
                crate::stats::score_of_ratio(ratio)
            } else {
                0.0
            },
        };
        let moment = Moment::new(start, rules.seconds, cell, (volume, weighted));
        let mut news = None;
        if self.crisis.is_some() {
            news = self.go_on(moment, rules);
        } else if known && above >= rules.ratio {
            self.begin(moment, (volume, weighted));
            news = Some(News::Began);
        } else {
            self.remember(moment);
        }
        (judged, news)
    }

    fn begin(&mut self, moment: Moment, (volume, weighted): (Burst, Burst)) {
        let by_weight = weighted.above > volume.above;
        let burst = if by_weight { weighted } else { volume };
        let mut crisis = Crisis::new(&moment, burst, by_weight, self.usual_tone());
        // It began where the counts left the level for good.
        let mut earlier = Vec::new();
        while let Some(before) = self.recent.pop_back() {
            if !before.is_rising(crisis.half_way(), by_weight) {
                self.recent.push_back(before);
                break;
            }
            earlier.push(before);
        }
        for before in earlier.into_iter().rev() {
            crisis.take(before);
        }
        crisis.take(moment);
        self.crisis = Some(crisis);
    }

    fn go_on(&mut self, moment: Moment, rules: &Rules) -> Option<News> {
        let crisis = self.crisis.as_mut()?;
        if crisis.is_hot(&moment) {
            let before = crisis.severity();
            crisis.heat(&moment);
            crisis.take(moment);
            return (crisis.severity() > before).then_some(News::Worse);
        }
        let calm_since = moment.start.saturating_sub(crisis.hot_until());
        self.recent.push_back(moment);
        if calm_since < rules.cool_down {
            return None;
        }
        let crisis = self.crisis.take()?;
        Some(News::Over(Box::new(crisis)))
    }

    fn usual_tone(&self) -> Option<f64> {
        let (negative, labelled) = self.tone;
        (labelled >= 10.0).then_some(negative / labelled)
    }

    /// A calm interval becomes part of what is usual, after a while.
    fn remember(&mut self, moment: Moment) {
        self.recent.push_back(moment);
        while self.recent.len() > LOOK_BACK {
            let Some(old) = self.recent.pop_front() else {
                return;
            };
            let keep = 1.0 - 1.0 / 2016.0;
            self.tone.0 = self.tone.0 * keep + old.negative as f64;
            self.tone.1 = self.tone.1 * keep + old.labelled as f64;
            self.background.extend(old.sample);
        }
        let many = self.background.len().saturating_sub(BACKGROUND);
        self.background.drain(..many);
    }

    /// The usual talk.
    pub(super) fn background(&self) -> impl Iterator<Item = &Digest> {
        let recent = self.recent.iter().flat_map(|moment| &moment.sample);
        self.background.iter().chain(recent)
    }
}

/// The series and its next interval, if that begins before `until`.
pub(super) fn next_interval(
    group: &mut Group,
    until: i64,
    seconds: u32,
) -> Option<(&mut Series, Cell)> {
    let coming = group.pending.first_key_value().map(|(start, _)| *start);
    let next = group.series.as_ref().map(|series| series.next);
    let anew = match (next, coming) {
        (None, Some(start)) => Some(start),
        (Some(next), Some(start)) if start.saturating_sub(next) > FORGET_SECONDS => Some(start),
        (Some(next), None) if until.saturating_sub(next) > FORGET_SECONDS => return None,
        (None, None) => return None,
        _ => None,
    };
    if let Some(start) = anew {
        if start >= until {
            return None;
        }
        group.series = Some(Series::new(start, seconds));
    }
    let series = group.series.as_mut()?;
    if series.next >= until {
        return None;
    }
    let cell = group.pending.remove(&series.next).unwrap_or_default();
    Some((series, cell))
}
