//! Putting held slots back: in their order, into the next good hours, by the rules of every plan.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Days, SecondsFormat, Utc};

use crate::record::{Draft, DraftStatus, Slot};
use crate::schedule::busy::Busy;
use crate::schedule::check::PlanError;
use crate::schedule::plan::{Plan, PlanOptions, in_order, plan};
use crate::schedule::settings::{Rules, channel_key};
use crate::schedule::slots::{Rate, Rates};

use super::order::Order;
use super::standing::Standing;

/// An hour is good when it is worth at least this share of the channel's best.
const GOOD: f64 = 0.5;

/// Ranges tried one after the other, in days, until all find a good hour.
const RANGES: [u64; 10] = [1, 2, 3, 4, 5, 7, 10, 14, 21, 28];

/// How to release.
#[derive(Clone, Debug)]
pub struct ReleaseOptions {
    /// The present: nothing goes back before it.
    pub now: DateTime<Utc>,
    /// What holds on each channel.
    pub rules: Rules,
    /// The farthest day, counted from today.
    pub within_days: u64,
    /// What other departments have planned.
    pub busy: Vec<Busy>,
}

/// What a release did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Released {
    /// Slots that have a new time.
    pub placed: usize,
    /// Slots that found none and stay held, with the reason.
    pub left: usize,
}

/// One held slot as something to plan.
pub(super) struct Waiting {
    /// Place in the list of slots.
    pub(super) place: usize,
    pub(super) draft: Draft,
    /// What the slots that stand ask of it, in words.
    told: Vec<String>,
}

/// Gives the slots at some places (all held) a new time. The others stand, but for those that stay held. Slots of a client go out in the order in
/// which they were planned, the past ones first; `drafts` may say more of each: window, priority, what it comes after. What stands keeps its part of
/// that order too, and what must come after something that stays held stays held.
pub fn release(
    slots: &mut [Slot],
    places: &[usize],
    drafts: &[Draft],
    rates: &Rates,
    options: &ReleaseOptions,
) -> Result<Released, PlanError> {
    let known: HashMap<&str, &Draft> = drafts
        .iter()
        .map(|draft| (draft.id.as_str(), draft))
        .collect();
    let mut waiting: Vec<Waiting> = places
        .iter()
        .filter_map(|&place| slots.get(place).map(|slot| (place, slot)))
        .map(|(place, slot)| waiting_slot(place, slot, &known, rates))
        .collect();
    let ordered = in_order(drafts, &options.rules.mix);
    let order = Order::of(ordered.as_ref());
    for one in &mut waiting {
        one.keep_to(&order, slots);
    }
    let standing = Standing::of(slots, &waiting, &known);
    let mut released = Released::default();
    // What finds no place must not keep the others from theirs: it is left out and the rest tried again.
    while !waiting.is_empty() {
        released.left += leave_held(&mut waiting, slots, &order);
        chain(&mut waiting, slots, &order);
        let made = best(&waiting, &standing, rates, options)?;
        let refused: HashMap<&str, &str> = made
            .unplaced
            .iter()
            .map(|unplaced| (unplaced.draft.as_str(), unplaced.reason.as_str()))
            .collect();
        if refused.is_empty() {
            released.placed = put(slots, &waiting, &made);
            break;
        }
        let (out, rest) = apart(waiting, &refused);
        for one in &out {
            one.stays(slots, &refused, options.within_days);
        }
        released.left += out.len();
        waiting = rest;
    }
    Ok(released)
}

fn waiting_slot(
    place: usize,
    slot: &Slot,
    known: &HashMap<&str, &Draft>,
    rates: &Rates,
) -> Waiting {
    let source = known.get(slot.draft.as_str());
    let provisional = slot.why.iter().any(|why| why.starts_with("provisional"));
    let draft = Draft {
        record_type: "draft".to_owned(),
        id: format!("{place}"),
        client: slot.client.clone(),
        channels: vec![slot.channel.clone()],
        text: slot.text.clone(),
        status: Some(if provisional {
            DraftStatus::Draft
        } else {
            DraftStatus::Approved
        }),
        earliest_at: source.and_then(|draft| draft.earliest_at),
        latest_at: source.and_then(|draft| draft.latest_at),
        pillar: source.and_then(|draft| draft.pillar.clone()),
        campaign: source.and_then(|draft| draft.campaign.clone()),
        paid: source.and_then(|draft| draft.paid),
        priority: source
            .map(|draft| draft.priority.unwrap_or(3))
            .or_else(|| priority(slot, rates)),
        ..Draft::default()
    };
    Waiting {
        place,
        draft,
        told: Vec::new(),
    }
}

/// What no plan has a place for, and the rest: of what waits for something else only what that leaves no choice about.
fn apart(waiting: Vec<Waiting>, refused: &HashMap<&str, &str>) -> (Vec<Waiting>, Vec<Waiting>) {
    let itself = |waiting: &Waiting| {
        refused
            .get(waiting.draft.id.as_str())
            .is_some_and(|reason| !reason.starts_with("after"))
    };
    let none = !waiting.iter().any(itself);
    waiting
        .into_iter()
        .partition(|one| itself(one) || (none && refused.contains_key(one.draft.id.as_str())))
}

impl Waiting {
    /// Says why its slot stays held.
    fn stays(&self, slots: &mut [Slot], refused: &HashMap<&str, &str>, within_days: u64) {
        let Some(slot) = slots.get_mut(self.place) else {
            return;
        };
        let reason = refused.get(self.draft.id.as_str()).copied();
        let mut reasons = vec![reason.unwrap_or_default()];
        reasons.extend(self.told.iter().map(String::as_str));
        let reasons = reasons.join("; ");
        slot.reason = Some(format!("no place within {within_days} days: {reasons}"));
    }

    /// Keeps it between the slots that stand and must come before and after it.
    fn keep_to(&mut self, order: &Order<'_>, slots: &[Slot]) {
        let Some(slot) = slots.get(self.place) else {
            return;
        };
        let bounds = order.bounds(&slot.draft, slots);
        self.draft.earliest_at = self.draft.earliest_at.max(bounds.earliest_at);
        let latest = self.draft.latest_at.into_iter().chain(bounds.latest_at);
        self.draft.latest_at = latest.min();
        self.told = bounds.told;
    }
}

/// Takes out what must come after something that stays held; gives back how many.
fn leave_held(waiting: &mut Vec<Waiting>, slots: &mut [Slot], order: &Order<'_>) -> usize {
    let before = waiting.len();
    loop {
        let released: HashSet<usize> = waiting.iter().map(|one| one.place).collect();
        let held = |one: &Waiting| {
            let draft = &slots.get(one.place)?.draft;
            let first = order.held_before(draft, slots, &released)?;
            Some((one.place, first.to_owned()))
        };
        let Some((place, first)) = waiting.iter().find_map(held) else {
            return before - waiting.len();
        };
        waiting.retain(|one| one.place != place);
        if let Some(slot) = slots.get_mut(place) {
            slot.reason = Some(format!(
                "after: draft {first}, which must come before it, stays held"
            ));
        }
    }
}

/// The priority that gave a slot its value: value = 2^(priority-1) x rate.
fn priority(slot: &Slot, rates: &Rates) -> Option<u8> {
    use chrono::{Datelike, Timelike};
    let local = crate::time::Zone::named(&slot.timezone)
        .ok()?
        .local(slot.at);
    let weekday = u8::try_from(local.weekday().num_days_from_monday()).ok()?;
    let rate = rates.of(&slot.channel, weekday, u8::try_from(local.hour()).ok()?);
    (1..=5_u8).find(|priority| {
        let value = f64::from(1_u32 << (priority - 1)) * rate;
        value > 0.0 && (slot.value / value - 1.0).abs() < 1e-6
    })
}

/// The slots of a client that were planned for one instant, and those of the instant before.
#[derive(Default)]
struct Row {
    at: Option<DateTime<Utc>>,
    before: Vec<String>,
    together: Vec<String>,
}

/// Ties each to those of its client that stood before it, and to what its draft comes after.
fn chain(waiting: &mut [Waiting], slots: &[Slot], order: &Order<'_>) {
    let at = |place: usize| slots.get(place).map(|slot| slot.at);
    waiting.sort_by_key(|one| (at(one.place), one.place));
    let mut last: HashMap<Option<String>, Row> = HashMap::new();
    let mut of_draft: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for one in waiting.iter() {
        if let Some(slot) = slots.get(one.place) {
            of_draft
                .entry(&slot.draft)
                .or_default()
                .push(one.draft.id.clone());
        }
    }
    for one in waiting.iter_mut() {
        let at = at(one.place);
        let row = last.entry(one.draft.client.clone()).or_default();
        if row.at != at {
            row.at = at;
            row.before = std::mem::take(&mut row.together);
        }
        row.together.push(one.draft.id.clone());
        one.draft.after.clone_from(&row.before);
        let Some(draft) = slots.get(one.place).map(|slot| slot.draft.as_str()) else {
            continue;
        };
        let first = of_draft.iter();
        let first = first.filter(|(other, _)| order.comes_before(other, draft));
        for id in first.flat_map(|(_, ids)| ids) {
            let earlier = row.before.contains(id) || one.draft.id == *id;
            if !earlier && slots_before(slots, id, one.place) {
                one.draft.after.push(id.clone());
            }
        }
    }
}

/// Whether the slot at one place (by its number as text) was planned before another: only then may the other wait for it, or both would wait.
fn slots_before(slots: &[Slot], id: &str, place: usize) -> bool {
    let at = |place: usize| slots.get(place).map(|slot| slot.at);
    id.parse().is_ok_and(|other: usize| at(other) < at(place))
}

/// The plan over the shortest range in which all find a good hour; else the one over the whole range, which takes any hour.
fn best(
    waiting: &[Waiting],
    standing: &Standing,
    rates: &Rates,
    options: &ReleaseOptions,
) -> Result<Plan, PlanError> {
    let today = options.rules.default.zone.day(options.now);
    let over = |days: u64, rates: &Rates| {
        let end = today.checked_add_days(Days::new(days)).unwrap_or(today);
        let within = |one: &Waiting| {
            let mut draft = one.draft.clone();
            let zone = draft
                .channels
                .first()
                .map(|name| &options.rules.of(name).zone);
            let close = zone.map(|zone| zone.midnight(end));
            draft.latest_at = draft.latest_at.into_iter().chain(close).min();
            draft
        };
        let drafts: Vec<Draft> = waiting
            .iter()
            .map(within)
            .chain(standing.drafts.iter().cloned())
            .collect();
        let (from, to) = standing.range(today, end);
        let options = PlanOptions {
            not_before: Some(options.now),
            parts: standing.parts.clone(),
            busy: options.busy.clone(),
            advise: false,
            ..PlanOptions::new(from, to, options.rules.clone())
        };
        plan(&drafts, rates, &options)
    };
    let good = good_hours(waiting, rates);
    let longest = options.within_days.max(1);
    let ranges = RANGES.into_iter().filter(|days| *days < longest);
    for days in ranges.chain([longest]) {
        if !has_room(waiting, options, days) && days < longest {
            continue;
        }
        let made = over(days, &good)?;
        if made.unplaced.is_empty() && made.slots.iter().all(|slot| slot.value > 0.0) {
            return Ok(made);
        }
    }
    over(longest, rates)
}

/// Whether the days can carry so many at all.
fn has_room(waiting: &[Waiting], options: &ReleaseOptions, days: u64) -> bool {
    let mut counts: HashMap<String, u64> = HashMap::new();
    for channel in waiting.iter().flat_map(|one| &one.draft.channels) {
        *counts.entry(channel_key(channel)).or_default() += 1;
    }
    counts.iter().all(|(channel, count)| {
        *count <= days.saturating_mul(u64::from(options.rules.of(channel).max_per_day))
    })
}

/// The rates with all hours at 0 that are worth less than half of the channel's best.
fn good_hours(waiting: &[Waiting], rates: &Rates) -> Rates {
    let channels: HashSet<&String> = waiting.iter().flat_map(|one| &one.draft.channels).collect();
    let mut good = Vec::new();
    for channel in channels {
        let hours = || (0..7_u8).flat_map(|weekday| (0..24_u8).map(move |hour| (weekday, hour)));
        let rate = |(weekday, hour): (u8, u8)| rates.of(channel, weekday, hour);
        let most = hours().map(rate).fold(0.0, f64::max);
        good.extend(
            hours()
                .filter(|hour| rate(*hour) >= most * GOOD)
                .map(|hour| Rate {
                    channel: channel.clone(),
                    weekday: hour.0,
                    hour: hour.1,
                    rate: rate(hour),
                }),
        );
    }
    Rates::new(good)
}

fn put(slots: &mut [Slot], waiting: &[Waiting], made: &Plan) -> usize {
    let places: HashMap<&str, usize> = waiting
        .iter()
        .map(|one| (one.draft.id.as_str(), one.place))
        .collect();
    let mut count = 0;
    for new in &made.slots {
        let place = places.get(new.draft.as_str());
        let Some(slot) = place.and_then(|place| slots.get_mut(*place)) else {
            continue;
        };
        let by = slot.held_by.take().unwrap_or_default();
        let was = slot.at.to_rfc3339_opts(SecondsFormat::Secs, true);
        slot.why = vec![format!("released: held by {by}, planned for {was} before")];
        slot.why.extend(
            new.why
                .iter()
                .filter(|why| why.starts_with("provisional"))
                .cloned(),
        );
        slot.at = new.at;
        slot.timezone.clone_from(&new.timezone);
        slot.value = new.value;
        slot.status = None;
        slot.reason = None;
        slot.touches.clear();
        count += 1;
    }
    count
}
