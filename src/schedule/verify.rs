//! Whether a plan keeps the rules, whoever wrote or changed it: those of its channels and days and, where its drafts are given, theirs.
//!
//! What concerns the choice among drafts (pillars, promotion, campaigns) is for `plan` to keep and not looked at here.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Datelike, Timelike};

use super::channels::are_one;
use super::mixture::covers;
use super::settings::{Rules, channel_key};
use crate::record::{Draft, DraftStatus, Slot};

/// A rule that a slot breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Breach {
    /// Place of the slot in the plan.
    pub slot: usize,
    /// The rule, as flags and fields call it.
    pub rule: &'static str,
    /// What is wrong.
    pub message: String,
}

/// The rules that slots break, in the order of the slots. Of two slots too close, or of too many, the later one breaks the rule. Slots that an alarm holds
/// do not go out and break none. A time that was fixed may lie in closed hours, as in a plan.
pub fn breaches(slots: &[Slot], drafts: Option<&[Draft]>, rules: &Rules) -> Vec<Breach> {
    let mut verifier = Verifier {
        slots,
        drafts: drafts.map(|drafts| {
            // Of two drafts of one name the first is meant.
            let named = drafts.iter().rev();
            named.map(|draft| (draft.id.as_str(), draft)).collect()
        }),
        rules,
        found: Vec::new(),
    };
    let mut going: Vec<usize> = (0..slots.len())
        .filter(|slot| slots[*slot].status.is_none())
        .collect();
    going.sort_by_key(|slot| (slots[*slot].at, *slot));
    verifier.channels(&going);
    verifier.apart(&going);
    for &slot in &going {
        verifier.open(slot);
        verifier.draft(slot, &going);
    }
    let mut found = verifier.found;
    found.sort_by_key(|breach| breach.slot);
    found
}

struct Verifier<'a> {
    slots: &'a [Slot],
    drafts: Option<HashMap<&'a str, &'a Draft>>,
    rules: &'a Rules,
    found: Vec<Breach>,
}

impl Verifier<'_> {
    fn add(&mut self, slot: usize, rule: &'static str, message: String) {
        self.found.push(Breach {
            slot,
            rule,
            message,
        });
    }

    /// Distances and numbers of each channel; what is published already takes its place.
    fn channels(&mut self, going: &[usize]) {
        let mut channels: BTreeMap<String, Vec<(i64, Option<usize>)>> = BTreeMap::new();
        for &slot in going {
            let key = channel_key(&self.slots[slot].channel);
            let at = self.slots[slot].at.timestamp_millis();
            channels.entry(key).or_default().push((at, Some(slot)));
        }
        let planned: BTreeSet<&str> = self.slots.iter().map(|slot| slot.draft.as_str()).collect();
        for draft in self.drafts.iter().flat_map(HashMap::values) {
            let published = draft.status == Some(DraftStatus::Published);
            if let (true, Some(at)) = (published && !planned.contains(&*draft.id), draft.at) {
                for name in &draft.channels {
                    let posts = channels.entry(channel_key(name)).or_default();
                    posts.push((at.timestamp_millis(), None));
                }
            }
        }
        for (name, mut posts) in channels {
            posts.sort_unstable();
            self.channel(&name, &posts);
        }
    }

    fn channel(&mut self, name: &str, posts: &[(i64, Option<usize>)]) {
        let rules = self.rules.of(name);
        let (most_a_day, most_a_week) = (rules.max_per_day, rules.max_per_week);
        let zone = rules.zone.clone();
        // No two posts share an instant, whatever the distance.
        let least = rules.min_gap.max(1);
        let mut days: BTreeMap<chrono::NaiveDate, u32> = BTreeMap::new();
        let mut weeks: BTreeMap<(i32, u32), u32> = BTreeMap::new();
        let mut before: Option<(i64, Option<usize>)> = None;
        for &(at, slot) in posts {
            let day = chrono::DateTime::from_timestamp_millis(at).map(|at| zone.day(at));
            let day = day.unwrap_or_default();
            let week = (day.iso_week().year(), day.iso_week().week());
            let in_day = days.entry(day).or_default();
            *in_day += 1;
            let in_week = weeks.entry(week).or_default();
            *in_week += 1;
            let (in_day, in_week) = (*in_day, *in_week);
            if let Some(slot) = slot {
                if let Some((last, other)) = before
                    && at.saturating_sub(last) < i64::from(least) * 60_000
                {
                    let minutes = at.saturating_sub(last) / 60_000;
                    let other = other.map_or("what is published", |slot| &self.slots[slot].id);
                    let message = format!("{minutes} min after {other}, at least {least}");
                    self.add(slot, "min_gap", message);
                }
                if in_day > most_a_day {
                    let message = format!("number {in_day} of {day}, at most {most_a_day}");
                    self.add(slot, "max_per_day", message);
                }
                if let Some(most) = most_a_week.filter(|most| in_week > *most) {
                    let (year, week) = week;
                    let message = format!("number {in_week} of {year}-W{week:02}, at most {most}");
                    self.add(slot, "max_per_week", message);
                }
            }
            before = Some((at, slot));
        }
    }

    /// The posts of one draft: each channel once, and apart from each other.
    fn apart(&mut self, going: &[usize]) {
        let distance = self.rules.min_apart;
        let mut posts: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for &slot in going {
            posts.entry(&self.slots[slot].draft).or_default().push(slot);
        }
        for slots in posts.into_values() {
            let mut channels = BTreeSet::new();
            for (place, &slot) in slots.iter().enumerate() {
                let this = &self.slots[slot];
                let again = !channels.insert(channel_key(&this.channel));
                let last = place.checked_sub(1).and_then(|place| slots.get(place));
                let last = last.map(|last| &self.slots[*last]);
                let minutes = last.map(|last| (this.at - last.at).num_minutes());
                if again {
                    let message = format!("the draft is on {} twice", this.channel);
                    self.add(slot, "channels", message);
                } else if let (Some(last), Some(minutes)) = (last, minutes)
                    && minutes < i64::from(distance)
                {
                    let message = format!("{minutes} min after {}, at least {distance}", last.id);
                    self.add(slot, "min_apart", message);
                }
            }
        }
    }

    fn draft_of(&self, slot: usize) -> Option<&Draft> {
        self.drafts
            .as_ref()?
            .get(self.slots[slot].draft.as_str())
            .copied()
    }

    /// Whether the channel is open, unless somebody fixed the time.
    fn open(&mut self, slot: usize) {
        let this = &self.slots[slot];
        let fixed = this.why.iter().any(|why| why.starts_with("fixed at"));
        if fixed
            || self
                .draft_of(slot)
                .is_some_and(|draft| draft.at == Some(this.at))
        {
            return;
        }
        let rules = self.rules.of(&this.channel);
        let local = rules.zone.local(this.at);
        let (day, minute) = (local.date(), local.hour() * 60 + local.minute());
        let key = channel_key(&this.channel);
        let blacked_out = || {
            let mut blackouts = self.rules.mix.blackouts.iter();
            let found = blackouts.find(|blackout| {
                covers(blackout, &key, day)
                    && (blackout.client.is_none() || blackout.client == this.client)
            })?;
            Some(match &found.label {
                Some(label) => format!("a blackout day ({label})"),
                None => "a blackout day".to_owned(),
            })
        };
        if let Some(closed) = rules.closed_by(day, minute).or_else(blacked_out) {
            let message = format!("{} is in {closed}", local.format("%Y-%m-%d %H:%M"));
            self.add(slot, "closed", message);
        }
    }

    /// What the draft itself asks for.
    fn draft(&mut self, slot: usize, going: &[usize]) {
        let Some(drafts) = &self.drafts else {
            return;
        };
        let this = &self.slots[slot];
        let Some(draft) = drafts.get(this.draft.as_str()) else {
            let message = format!("`{}` is not among the drafts", this.draft);
            return self.add(slot, "draft", message);
        };
        let mut wrong: Vec<(&'static str, String)> = Vec::new();
        match draft.status {
            Some(DraftStatus::Rejected) => wrong.push(("status", "the draft is rejected".into())),
            Some(DraftStatus::Expired) => wrong.push(("status", "the draft is expired".into())),
            _ => {}
        }
        let is_this = |name: &String| are_one(name, &this.channel);
        if !draft.channels.iter().any(is_this) {
            let message = format!("the draft is not for {}", this.channel);
            wrong.push(("channels", message));
        }
        if let Some(at) = draft.at.filter(|at| *at != this.at) {
            wrong.push(("at", format!("the draft is fixed at {}", told(at))));
        }
        if let Some(first) = draft.earliest_at.filter(|first| this.at < *first) {
            let message = format!("{} is before {}", told(this.at), told(first));
            wrong.push(("earliest_at", message));
        }
        if let Some(end) = draft.latest_at.filter(|end| this.at >= *end) {
            let message = format!("{} is not before {}", told(this.at), told(end));
            wrong.push(("latest_at", message));
        }
        for id in &draft.after {
            let published = drafts.get(id.as_str()).is_some_and(|before| {
                before.status == Some(DraftStatus::Published)
                    && before.at.is_none_or(|at| at < this.at)
            });
            let mut channels = drafts
                .get(id.as_str())
                .into_iter()
                .flat_map(|d| &d.channels);
            let stands = |name: &String| {
                going.iter().map(|slot| &self.slots[*slot]).any(|slot| {
                    slot.draft == *id && are_one(&slot.channel, name) && slot.at < this.at
                })
            };
            let known = drafts.contains_key(id.as_str());
            if !(published || known && channels.all(stands)) {
                let message = format!("draft {id} does not stand before it on all its channels");
                wrong.push(("after", message));
            }
        }
        for (rule, message) in wrong {
            self.add(slot, rule, message);
        }
    }
}

fn told(at: chrono::DateTime<chrono::Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}
