//! Counting, and judging what was counted.

use std::collections::{BTreeMap, HashSet};

use xxhash_rust::xxh3::xxh3_64;

use super::cell::{Cell, SAMPLE};
use super::left_out::LeftOut;
use super::options::AlertOptions;
use super::quiet::Quiet;
use super::series::{News, Rules, Series, next_interval};
use super::service::Service;
use super::tell::Teller;
use crate::record::Alert;
use crate::report::line::{Line, Sort};
use crate::report::row::LineProblem;
use crate::report::wall::Wall;
use crate::stats::{WEEK_HOURS, ratio_of_score};

/// Length of an interval in seconds when nothing says another.
const INTERVAL: u32 = 300;
/// Posts that are kept for explanations, over all series.
pub(super) const DIGESTS: usize = 200_000;
/// Series, and sources, that are told apart; what would be one more is left out and counted.
pub(super) const MOST_SERIES: usize = 2_000;
/// Seconds that a post may lie in the future: clocks differ.
const FUTURE: i64 = 86_400;

/// The keys of a series.
pub(super) type Keys = Vec<Option<String>>;
/// A client and a source.
pub(super) type SourceKey = (Option<String>, Option<String>);

/// An interval of a series.
#[derive(Clone, Copy, Debug)]
pub struct Scored<'a> {
    /// When it begins, in seconds since 1970.
    pub start: i64,
    /// The values of [`AlertOptions::by`].
    pub keys: &'a [Option<String>],
    /// Posts.
    pub observed: u64,
    /// Posts that were to be expected.
    pub expected: f64,
    /// In [0, 1]: 0.5 is as high as the highest of the last weeks.
    pub score: f64,
}

/// The posts of a series that are not judged yet, and its state.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    pub(super) pending: BTreeMap<i64, Cell>,
    pub(super) series: Option<Series>,
}

/// Counts while lines come in, and raises alarms.
#[derive(Clone, Debug)]
pub struct Alerts {
    pub(super) options: AlertOptions,
    wall: Wall,
    /// Seconds of an interval, and how far its beginnings lie behind whole multiples of that; known from the first record on.
    pub(super) grid: Option<(u32, i64)>,
    /// Whether the grid was given: buckets that are too long for it are then no mistake.
    pub(super) given_grid: bool,
    pub(super) groups: BTreeMap<Keys, Group>,
    pub(super) sources: BTreeMap<SourceKey, Quiet>,
    pub(super) service: Service,
    /// Start of the latest interval with a post.
    pub(super) latest: i64,
    judged: i64,
    /// Lines of intervals that the next run will judge, by interval and hash: a file that is read again is not counted again.
    pub(super) known: HashSet<(i64, u64)>,
    line: u64,
    pub(super) digests: usize,
    pub(super) sample: usize,
    pub(super) left_out: LeftOut,
    /// Whether anything was read that an alarm could be about.
    pub(super) heard: bool,
    pub(super) teller: Teller,
}

impl Alerts {
    /// Nothing counted yet.
    pub fn new(options: AlertOptions) -> Self {
        Alerts {
            wall: Wall::new(options.zone.clone()),
            grid: None,
            given_grid: false,
            groups: BTreeMap::new(),
            sources: BTreeMap::new(),
            service: Service::default(),
            latest: i64::MIN,
            judged: i64::MIN,
            known: HashSet::new(),
            line: 0,
            digests: 0,
            sample: SAMPLE,
            left_out: LeftOut::default(),
            heard: false,
            teller: Teller::default(),
            options,
        }
    }

    /// Counts a line of JSON: a post, a bucket, a task; other records are only counted as left out.
    pub fn add_line(&mut self, text: &str) -> Result<(), LineProblem> {
        let (line, sort) = Line::read(text)?;
        if self.options.live {
            self.line = xxh3_64(text.as_bytes());
        }
        let of_client = self.options.client.as_deref();
        let is_of_others = of_client.is_some() && line.client.as_deref() != of_client;
        if is_of_others && sort != Sort::Other {
            self.left_out.not_asked += 1;
            return Ok(());
        }
        match sort {
            Sort::Other => self.left_out.other_types += 1,
            Sort::Task => self.add_task(&line)?,
            Sort::Post => self.add_post(&line)?,
            Sort::Bucket => self.add_bucket(&line)?,
        }
        Ok(())
    }

    fn add_task(&mut self, line: &Line<'_>) -> Result<(), LineProblem> {
        let due = line.due(Sort::Task)?;
        self.heard = true;
        let Some(id) = line.post.as_deref().or(line.id.as_deref()) else {
            return Ok(());
        };
        match (line.status.as_deref(), due) {
            (Some("resolved"), _) => self.service.settle(id),
            (_, Some(due)) => self.service.waits(id, line.client.as_deref(), due),
            _ => {}
        }
        Ok(())
    }

    fn add_post(&mut self, line: &Line<'_>) -> Result<(), LineProblem> {
        let at = line.at(Sort::Post)?;
        let due = line.due(Sort::Post)?;
        if line.own == Some(true) {
            if let Some(answered) = line.in_reply_to_id.as_deref() {
                self.service.settle(answered);
            }
            self.heard = true;
            return Ok(());
        }
        let Some(at) = at else {
            self.left_out.undated += 1;
            return Ok(());
        };
        if !self.in_range(at) {
            return Ok(());
        }
        if let (Some(id), Some(due)) = (line.id.as_deref(), due) {
            self.service.waits(id, line.client.as_deref(), due);
        }
        let Some(start) = self.start_of(at, None) else {
            return Ok(());
        };
        let sample = self.sample;
        if let Some(cell) = self.cell(line, start) {
            self.digests += cell.add_post(line, at, sample);
        }
        self.count_source(line, start, 1);
        if self.digests > DIGESTS {
            self.shorten();
        }
        Ok(())
    }

    fn add_bucket(&mut self, line: &Line<'_>) -> Result<(), LineProblem> {
        let wrong = |message: String| LineProblem { column: 0, message };
        let at = line.at(Sort::Bucket)?;
        let Some(posts) = line.post_count else {
            return Err(wrong("missing field `post_count`".to_owned()));
        };
        if line.own == Some(true) {
            self.heard = true;
            return Ok(());
        }
        let Some(at) = at else {
            self.left_out.undated += 1;
            return Ok(());
        };
        if !self.in_range(at) {
            return Ok(());
        }
        let seconds = line.seconds.and_then(|seconds| u32::try_from(seconds).ok());
        let Some(start) = self.start_of(at, seconds) else {
            return Ok(());
        };
        if let (Some(own), Some((interval, _))) = (seconds, self.grid)
            && own > interval
        {
            if self.given_grid {
                self.left_out.too_long += 1;
                return Ok(());
            }
            return Err(wrong(format!(
                "this bucket is of {own} seconds, longer than the interval of {interval}; use --interval {own}s, or finer buckets"
            )));
        }
        if let Some(cell) = self.cell(line, start) {
            cell.add_bucket(line);
        }
        self.count_source(line, start, posts);
        Ok(())
    }

    fn in_range(&mut self, at: i64) -> bool {
        if at > self.options.now.saturating_add(FUTURE) {
            self.left_out.future += 1;
            return false;
        }
        let range = self.options.range;
        let is_asked = range.is_open() || range.contains_millis(at.saturating_mul(1000));
        self.left_out.not_asked += u64::from(!is_asked);
        self.heard |= is_asked;
        is_asked
    }

    /// The interval of an instant; the first record decides how long intervals are and where they begin.
    fn start_of(&mut self, at: i64, bucket: Option<u32>) -> Option<i64> {
        let (seconds, phase) = *self.grid.get_or_insert_with(|| {
            let seconds = self.options.interval.or(bucket).unwrap_or(INTERVAL).max(1);
            let phase = if bucket == Some(seconds) {
                at.rem_euclid(i64::from(seconds))
            } else {
                0
            };
            (seconds, phase)
        });
        let step = i64::from(seconds);
        let start = at.checked_sub(phase)?.div_euclid(step).checked_mul(step)?;
        let start = start.checked_add(phase)?;
        self.latest = self.latest.max(start);
        let line = (start, self.line);
        if self.known.contains(&line) {
            return None;
        }
        if self.options.live && start >= self.live_until((seconds, phase)) {
            self.known.insert(line);
        }
        Some(start)
    }

    /// Where the intervals begin that are not judged yet: the last judged one ended an interval ago, for posts take a while to arrive.
    pub(super) fn live_until(&self, (seconds, phase): (u32, i64)) -> i64 {
        let step = i64::from(seconds);
        let whole = (self.options.now - phase).div_euclid(step) * step + phase;
        whole.saturating_sub(step)
    }

    fn cell(&mut self, line: &Line<'_>, start: i64) -> Option<&mut Cell> {
        let keys = self
            .options
            .by
            .iter()
            .map(|key| key.of(line).map(str::to_owned));
        let keys: Keys = keys.collect();
        if self.groups.len() >= MOST_SERIES && !self.groups.contains_key(&keys) {
            self.left_out.too_many += 1;
            return None;
        }
        let group = self.groups.entry(keys).or_default();
        // What was judged stays judged: a file that is read again, or a post that comes late.
        let judged = group
            .series
            .as_ref()
            .is_some_and(|series| start < series.next);
        (!judged).then(|| group.pending.entry(start).or_default())
    }

    fn count_source(&mut self, line: &Line<'_>, start: i64, posts: u64) {
        let owned = |text: Option<&str>| text.map(str::to_owned);
        let key = (owned(line.client.as_deref()), owned(line.source.as_deref()));
        if self.sources.len() < MOST_SERIES || self.sources.contains_key(&key) {
            let quiet = self.sources.entry(key).or_insert_with(Quiet::new);
            quiet.count(start, posts);
        }
    }

    /// Keeps fewer posts for explanations.
    pub(super) fn shorten(&mut self) {
        self.sample /= 2;
        self.recount();
    }

    /// Counts the posts that are kept, after cutting every sample to its size.
    pub(super) fn recount(&mut self) {
        let cells = self
            .groups
            .values_mut()
            .flat_map(|group| group.pending.values_mut());
        self.digests = cells.map(|cell| cell.shorten(self.sample)).sum();
    }

    /// Judges all intervals before the one that the latest post lies in and the one before that, and gives the alarms that began or got worse.
    pub fn follow(&mut self) -> Vec<Alert> {
        let Some((seconds, _)) = self.grid else {
            return Vec::new();
        };
        let until = self.latest.saturating_sub(i64::from(seconds));
        if until <= self.judged {
            return Vec::new();
        }
        self.judge(until, &mut |_| {});
        self.teller.news()
    }

    /// Judges all that is left, `each` interval in the order of its series, and gives all alarms that were not told before.
    pub fn finish(&mut self, each: &mut dyn FnMut(Scored<'_>)) -> Vec<Alert> {
        if let Some((seconds, phase)) = self.grid {
            let until = if self.options.live {
                self.live_until((seconds, phase))
            } else {
                self.latest.saturating_add(i64::from(seconds))
            };
            self.judge(until, each);
        }
        self.teller
            .late(&self.service.late(self.options.now), self.options.now);
        self.teller
            .all(&self.options.by, &mut self.groups, &mut self.sources)
    }

    /// The alarms that began or got worse since they were last asked for.
    pub fn news(&mut self) -> Vec<Alert> {
        self.teller.news()
    }

    /// What was left out so far.
    pub fn left_out(&self) -> LeftOut {
        self.left_out
    }

    fn judge(&mut self, until: i64, each: &mut dyn FnMut(Scored<'_>)) {
        let Some((seconds, _)) = self.grid else {
            return;
        };
        self.judged = until;
        let rules = Rules {
            seconds,
            ratio: ratio_of_score(self.options.threshold),
            min_history: self.options.min_history,
            cool_down: self.options.cool_down,
        };
        let (wall, teller) = (&mut self.wall, &mut self.teller);
        for (keys, group) in &mut self.groups {
            while let Some((series, cell)) = next_interval(group, until, seconds) {
                let hour = hour_of_week(wall, series.next);
                let (judged, news) = series.push(cell, hour, &rules);
                each(Scored {
                    start: judged.start,
                    keys,
                    observed: judged.observed,
                    expected: judged.expected,
                    score: judged.score,
                });
                match news {
                    Some(News::Over(crisis)) => {
                        teller.over(&self.options.by, keys, &crisis, series);
                    }
                    Some(_) => teller.burst(&self.options.by, keys, series),
                    None => {}
                }
            }
        }
        for (key, quiet) in &mut self.sources {
            let over = quiet.close(until, (seconds, rules.min_history), |at| {
                hour_of_week(wall, at)
            });
            teller.silences(key, over, quiet);
        }
    }
}

fn hour_of_week(wall: &mut Wall, at: i64) -> usize {
    let local = wall.local(at.saturating_mul(1000));
    let weekday = (local.day() + 3).rem_euclid(7);
    let hour = weekday * 24 + local.seconds.rem_euclid(86_400) / 3600;
    usize::try_from(hour).unwrap_or(0) % WEEK_HOURS
}
