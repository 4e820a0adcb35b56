//! Cases with more that closes hours and days, and each rule of a case taken away.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, Utc};

use crate::record::{Draft, DraftStatus, Unplaced};
use crate::schedule::settings::{Blackout, Campaign, ChannelRules, DayRange, Share, WeekHours};
use crate::schedule::{Approval, Busy, BusyRule};
use crate::time::{BusinessHours, Term, Zone};

use super::super::Plan;
use super::super::case::{Case, Seed};
use super::with_one_more;

fn one_day(from: NaiveDate, seed: &mut Seed) -> NaiveDate {
    from + Days::new(u64::from(seed.below(3)))
}

fn hour(day: NaiveDate, seed: &mut Seed) -> DateTime<Utc> {
    day.and_time(NaiveTime::MIN).and_utc() + TimeDelta::hours(i64::from(seed.below(24)))
}

fn alone(day: NaiveDate) -> DayRange {
    DayRange {
        first: day,
        last: day,
    }
}

/// Closes hours and days of a case, to all and to some.
pub(super) fn close(case: &mut Case, seed: &mut Seed) {
    let from = case.options.from;
    let rules = &mut case.options.rules;
    for channel in rules.channels.values_mut() {
        if seed.one_in(2) {
            channel.open_hours = vec![WeekHours::parse("08:00-20:00").unwrap()];
        }
        if seed.one_in(3) {
            channel.blackout = vec![alone(one_day(from, seed))];
        }
    }
    for (number, client) in [None, Some("KO")].into_iter().enumerate() {
        if seed.one_in(3) {
            rules.mix.blackouts.push(Blackout {
                days: alone(one_day(from, seed)),
                client: client.map(str::to_owned),
                channel: None,
                label: Some(format!("strike {number}")),
            });
        }
    }
    if let Some(campaign) = rules.mix.campaigns.get_mut("launch") {
        campaign.first = seed.one_in(3).then(|| one_day(from, seed));
        campaign.last = seed.one_in(3).then(|| one_day(from, seed));
    }
    let near = BusyRule::Within(TimeDelta::hours(3));
    for (label, rule) in [("newsletter", BusyRule::Avoid), ("launch", near)] {
        if seed.one_in(2) {
            let start = hour(one_day(from, seed), seed);
            case.options.busy.push(Busy {
                start,
                end: start + TimeDelta::hours(6),
                label: label.to_owned(),
                campaign: None,
                rule,
            });
        }
    }
    case.options.leave_provisional = seed.one_in(6);
    case.options.approval = seed.one_in(4).then(|| Approval {
        lead: Term::parse("4h").unwrap(),
        hours: BusinessHours::office(Zone::utc()),
        now: hour(one_day(from, seed), seed),
    });
}

fn own<'c>(case: &'c mut Case, one: &Unplaced) -> &'c mut Draft {
    let mut drafts = case.drafts.iter_mut();
    drafts.find(|draft| draft.id == one.draft).unwrap()
}

fn channel<'c>(case: &'c mut Case, one: &Unplaced) -> &'c mut ChannelRules {
    case.options.rules.channels.get_mut(&one.channel).unwrap()
}

fn campaign(case: &mut Case) -> &mut Campaign {
    case.options.rules.mix.campaigns.get_mut("launch").unwrap()
}

fn share(case: &mut Case, number: usize) -> &mut Share {
    &mut case.options.rules.mix.shares[number]
}

type Relax = fn(&mut Case, &Unplaced);

const RELAXED: &[(&str, Relax)] = &[
    ("earliest_at", |case, one| own(case, one).earliest_at = None),
    ("latest_at", |case, one| own(case, one).latest_at = None),
    ("status", |case, one| {
        own(case, one).status = Some(DraftStatus::Approved);
    }),
    ("max_per_day", |case, one| {
        channel(case, one).max_per_day = 99;
    }),
    ("max_per_week", |case, one| {
        channel(case, one).max_per_week = None;
    }),
    ("min_gap", |case, one| channel(case, one).min_gap = 1),
    ("quiet_hours", |case, one| {
        channel(case, one).quiet_hours.clear();
    }),
    ("open_hours", |case, one| {
        channel(case, one).open_hours.clear();
    }),
    ("blackout", |case, one| channel(case, one).blackout.clear()),
    ("min_apart", |case, _| case.options.rules.min_apart = 0),
    ("--to", |case, _| {
        case.options.to = case.options.to + Days::new(20);
    }),
    ("campaign.min_apart", |case, _| campaign(case).min_apart = 0),
    ("campaign.first", |case, _| campaign(case).first = None),
    ("campaign.last", |case, _| campaign(case).last = None),
    ("promo a week", |case, _| share(case, 0).max_per_week = None),
    ("tips a week", |case, _| share(case, 1).max_per_week = None),
    ("promo a plan", |case, _| share(case, 0).max_per_plan = None),
    ("tips a plan", |case, _| share(case, 1).max_per_plan = None),
    ("promo share", |case, _| share(case, 0).max_share = None),
    ("tips share", |case, _| share(case, 1).max_share = None),
];

/// The case with each rule taken away by itself, with each entry of another calendar and each closed day, and with each other slot.
pub(super) fn relaxations(case: &Case, first: &Plan, one: &Unplaced) -> Vec<(String, Case)> {
    let again = || with_one_more(case, first, one);
    let mut found = Vec::new();
    for (name, relax) in RELAXED {
        let mut again = again();
        relax(&mut again, one);
        found.push(((*name).to_owned(), again));
    }
    for number in 0..case.options.busy.len() {
        let mut again = again();
        again.options.busy.remove(number);
        found.push((format!("busy {number}"), again));
    }
    for number in 0..case.options.rules.mix.blackouts.len() {
        let mut again = again();
        again.options.rules.mix.blackouts.remove(number);
        found.push((format!("blackout {number}"), again));
    }
    let after = &case.draft(&one.draft).after;
    for slot in first
        .slots
        .iter()
        .filter(|slot| !after.contains(&slot.draft))
    {
        let mut again = again();
        let mut drafts = again.drafts.iter_mut();
        let draft = drafts.find(|draft| draft.id == slot.draft).unwrap();
        draft.channels.retain(|channel| *channel != slot.channel);
        found.push((slot.id.clone(), again));
    }
    found
}
