//! Our own posts read for what they say of hours: for `best-times`, and for `plan --history`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use chrono::{NaiveDate, TimeDelta};
use clap::Args;

use crate::cli::console::counted;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::session::Session;
use crate::cli::stream;
use crate::jsonl::{Problem, Worker};
use crate::record::{Draft, Slot};
use crate::schedule::best_times::{
    BestTimes, BestTimesOptions, Exploration, Explorer, History, HistoryLine, Per, best_times,
};
use crate::schedule::settings::Rules;
use crate::time::{Range, age, rfc3339};

/// How a history is judged.
#[derive(Args, Debug)]
pub(super) struct HistoryArgs {
    /// What engagement is divided by: reach, impressions, views, followers, post [default: the best that most posts of every channel have]
    #[arg(long, value_name = "WHAT", value_parser = per)]
    per: Option<Per>,

    /// Age at which a post counts half, such as 180d; `none` when all count alike
    #[arg(long, value_name = "AGE", default_value = "180d", value_parser = half_life)]
    half_life: HalfLife,

    /// Leave out posts whose figures were read before this age
    #[arg(long, value_name = "AGE", default_value = "1d", value_parser = length)]
    min_age: TimeDelta,
}

/// An age, or none; a type of its own, because clap takes an option for a flag that may be absent.
#[derive(Clone, Copy, Debug)]
struct HalfLife(Option<TimeDelta>);

/// What `--per` may be.
pub(super) fn per(text: &str) -> Result<Per, String> {
    Per::named(text).ok_or_else(|| {
        let names: Vec<&str> = Per::ALL.into_iter().map(Per::name).collect();
        format!("one of {}", names.join(", "))
    })
}

fn half_life(text: &str) -> Result<HalfLife, String> {
    if text == "none" {
        return Ok(HalfLife(None));
    }
    match length(text)? {
        zero if zero == TimeDelta::zero() => Err("write `none` for no half-life".to_owned()),
        age => Ok(HalfLife(Some(age))),
    }
}

/// An age such as `12h`.
pub(super) fn length(text: &str) -> Result<TimeDelta, String> {
    age(text).ok_or_else(|| "this is not an age; write it as 12h or 180d".to_owned())
}

/// Posts of ours from lines.
pub(super) struct Gathering {
    pub(super) history: History,
    range: Range,
    client: Option<String>,
}

impl Gathering {
    pub(super) fn new(session: &Session) -> Self {
        Gathering {
            history: History::default(),
            range: session.range,
            client: session.common.client.clone(),
        }
    }
}

impl Worker for Gathering {
    fn line(&mut self, line: &str, _: &mut Vec<u8>) -> Result<(), Problem> {
        let line: HistoryLine<'_> = serde_json::from_str(line)?;
        let other_client = self.client.as_deref().is_some_and(|client| {
            line.client
                .as_deref()
                .is_some_and(|of| !of.is_empty() && of != client)
        });
        let at = line.published_at.as_deref().and_then(rfc3339);
        let outside = !self.range.is_open() && at.is_none_or(|at| !self.range.contains(at));
        if !other_client && !outside {
            self.history.add(&line);
        }
        Ok(())
    }
}

/// Reads posts and learns from them; says what was left out. `None` when `--strict` ended the run.
pub(super) fn learn(
    session: &Session,
    files: &[PathBuf],
    args: &HistoryArgs,
    rules: &Rules,
) -> anyhow::Result<(Option<BestTimes>, Exit)> {
    let ran = stream::run_on(session, 1, files, None, || Gathering::new(session))?;
    if ran.exit == Exit::Failed {
        return Ok((None, ran.exit));
    }
    let mut workers = ran.workers.into_iter().map(|worker| worker.history);
    let history = workers.next().unwrap_or_default();
    let options = BestTimesOptions {
        now: session.now,
        per: args.per,
        half_life: args.half_life.0,
        min_age: args.min_age,
        rules: rules.clone(),
    };
    let times = best_times(&history, &options).map_err(|error| UsageError(error.to_string()))?;
    tell_left_out(session, &times);
    Ok((Some(times), ran.exit))
}

fn tell_left_out(session: &Session, times: &BestTimes) {
    let left = times.left_out;
    if times.channels.is_empty() && left.not_own > 0 {
        session
            .console
            .warn("no post says \"own\": true, so none is known to be yours (see `own` of [clients.NAME])");
    }
    let reasons = [
        (left.not_own, "not ours"),
        (left.not_planned, "a reply or repost"),
        (left.undated, "without a sure published_at"),
        (left.no_channel, "without source"),
        (left.no_figures, "without likes, replies or reposts"),
        (left.too_young, "counted too early (--min-age)"),
        (left.no_denominator, "without what it is divided by"),
    ];
    let said: Vec<String> = reasons
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, why)| format!("{count} {why}"))
        .collect();
    if said.is_empty() {
        return;
    }
    let message = format!("left out: {}", said.join(", "));
    let matters = left.undated + left.no_channel + left.no_figures + left.no_denominator > 0;
    if matters {
        session.console.warn(message);
    } else {
        session.console.detail(message);
    }
}

/// Says for which channels the history is no ground to plan on.
pub(super) fn warn_of_thin(session: &Session, times: &BestTimes) {
    for channel in &times.channels {
        if !channel.tells_hours_apart() {
            let posts = counted(channel.post_count as u64, "post");
            session.console.warn(format!(
                "--history tells no hour of {} from the average one ({posts}); see cm-schedule best-times",
                channel.channel
            ));
        }
    }
}

/// Drafts kept to hours for learning.
pub(super) struct Learning<'a> {
    explorer: Explorer<'a>,
    explorations: Vec<Exploration>,
}

impl<'a> Learning<'a> {
    /// Sets drafts apart for learning.
    pub(super) fn set_apart(explorer: Explorer<'a>, drafts: &mut [Draft]) -> Self {
        let explorations = explorer.set_apart(drafts);
        Learning {
            explorer,
            explorations,
        }
    }

    /// Gives those drafts back their own window that found no place in the hour they were kept to; whether there were any.
    pub(super) fn release_unplaced(&mut self, drafts: &mut [Draft], slots: &[Slot]) -> bool {
        let before = self.explorations.len();
        self.explorations.retain(|exploration| {
            let Some(draft) = drafts.get_mut(exploration.draft) else {
                return false;
            };
            let placed = slots.iter().filter(|slot| slot.draft == draft.id).count();
            if placed >= exploration.why.len() {
                return true;
            }
            (draft.earliest_at, draft.latest_at) = exploration.window;
            false
        });
        self.explorations.len() < before
    }

    /// Marks the slots in `why`, and says how many there are.
    pub(super) fn mark(&self, session: &Session, drafts: &[Draft], slots: &mut [Slot]) {
        let whys: BTreeMap<&str, &BTreeMap<String, String>> = self
            .explorations
            .iter()
            .filter_map(|one| Some((drafts.get(one.draft)?.id.as_str(), &one.why)))
            .collect();
        let mut marked = 0;
        for slot in slots.iter_mut() {
            let why = whys.get(slot.draft.as_str()).and_then(|by_channel| {
                let same = |name: &&String| name.trim().eq_ignore_ascii_case(&slot.channel);
                by_channel
                    .keys()
                    .find(same)
                    .and_then(|key| by_channel.get(key))
            });
            if let Some(why) = why {
                slot.why.insert(0, why.clone());
                marked += 1;
            }
        }
        if self.explorer.share > 0.0 && marked == 0 {
            session.console.warn(
                "--explore: no draft is free to try an hour, or no hour is left that may be better than the best known",
            );
        }
    }
}

/// What `--explore` may be.
pub(super) fn share(text: &str) -> Result<f64, String> {
    let value: Option<f64> = text.trim().replace(',', ".").parse().ok();
    value
        .filter(|share| (0.0..=1.0).contains(share))
        .ok_or_else(|| "write a part of 1, such as 0.1".to_owned())
}

/// What exploring needs to know of a plan.
pub(super) fn explorer<'a>(
    times: &'a BestTimes,
    rules: &'a Rules,
    (from, to): (NaiveDate, NaiveDate),
    not_before: Option<chrono::DateTime<chrono::Utc>>,
    share: f64,
) -> Explorer<'a> {
    Explorer {
        times,
        rules,
        from,
        to,
        not_before,
        share,
    }
}
