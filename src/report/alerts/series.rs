//! One series (a client's posts, or a finer group): its intervals in order, its open alarm.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::beginning::intervals_since;
use super::cell::{Cell, Digest};
use super::crisis::{Crisis, Moment};
use super::engine::Group;
use crate::stats::{Burst, BurstWindows, Counted, View};

/// Intervals before an alarm in which its beginning is looked for, and whose posts are no background yet.
const LOOK_BACK: usize = 36;
/// The same in seconds where posts are rare, and how many intervals that may be.
const LOOK_FAR: u32 = 21_600;
const FARTHEST: usize = 360;
/// How many times the cool-down must pass where posts are rare: a night without any does not end a crisis, the morning after must be calm too.
const RARE_CALM: i64 = 3;
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
    #[serde(flatten)]
    windows: BurstWindows,
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
            windows: BurstWindows::new(seconds),
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
        let is_open = self.crisis.is_some();
        let bursts = self
            .windows
            .push(counted(&cell), hour, rules.min_history, is_open);
        let known = start.saturating_sub(self.first) >= rules.min_history;
        let highest = bursts.highest();
        let judged = Judged {
            start,
            observed: cell.posts,
            expected: bursts.expected,
            score: if known {
                crate::stats::score_of_ratio(bursts.ratio)
            } else {
                0.0
            },
        };
        let moment = Moment::new(start, rules.seconds, cell, &bursts);
        let mut news = None;
        if self.crisis.is_some() {
            news = self.go_on(moment, highest, rules);
        } else if known && let Some(view) = bursts.shortest(rules.ratio) {
            self.begin(moment, view, highest, rules.seconds);
            news = Some(News::Began);
        } else {
            self.remember(moment, rules.seconds);
        }
        (judged, news)
    }

    fn begin(
        &mut self,
        moment: Moment,
        (view, burst): (View, Burst),
        highest: (View, Burst),
        seconds: u32,
    ) {
        let mut crisis = Crisis::new(&moment, (view, burst), self.usual_tone());
        crisis.widen(highest);
        // It began where the counts left the level for good.
        let earlier = if self.windows.sparse() <= 0.0 {
            let rising = self.recent.iter().rev();
            rising
                .take_while(|before| before.is_rising(crisis.half_way(), view))
                .count()
        } else {
            intervals_since(&self.recent, &moment, seconds)
        };
        for before in self.recent.split_off(self.recent.len() - earlier) {
            crisis.take(before);
        }
        crisis.take(moment);
        self.crisis = Some(crisis);
    }

    fn go_on(&mut self, moment: Moment, highest: (View, Burst), rules: &Rules) -> Option<News> {
        let crisis = self.crisis.as_mut()?;
        let before = crisis.severity();
        if highest.0.window > 0 && highest.1.above >= rules.ratio {
            crisis.widen(highest);
        }
        if crisis.is_hot(&moment) {
            if crisis.view.window > 0 {
                // A night between two days of it is part of it.
                let until = crisis.hot_until();
                let calm = self.recent.iter().rev();
                let calm = calm.take_while(|moment| moment.start >= until).count();
                for between in self.recent.split_off(self.recent.len() - calm) {
                    crisis.take(between);
                }
            }
            crisis.heat(&moment);
            crisis.take(moment);
            return (crisis.severity() > before).then_some(News::Worse);
        }
        let calm_since = moment.start.saturating_sub(crisis.hot_until());
        self.recent.push_back(moment);
        let cool_down = if crisis.view.window > 0 {
            rules.cool_down.saturating_mul(RARE_CALM)
        } else {
            rules.cool_down
        };
        if calm_since < cool_down {
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
    fn remember(&mut self, moment: Moment, seconds: u32) {
        self.recent.push_back(moment);
        let far = (LOOK_FAR / seconds.max(1)) as usize;
        let look_back = if self.windows.sparse() > 0.0 {
            far.clamp(LOOK_BACK, FARTHEST)
        } else {
            LOOK_BACK
        };
        while self.recent.len() > look_back {
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

fn counted(cell: &Cell) -> Counted {
    Counted {
        posts: cell.posts as f64,
        weight: cell.weight as f64 / 1000.0,
        tone: cell.posts as f64 + cell.negative as f64 * 2.0,
        heaviest: cell.heaviest() as f64 / 1000.0,
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
