//! Changes made as their words say.

use chrono::{DateTime, NaiveDate, Utc};

use crate::record::{DraftStatus, Unplaced};
use crate::schedule::BusyRule;
use crate::schedule::settings::{ChannelRules, Rules, Share, WeekHours};

use super::super::case::Case;

/// Makes a change as its words say; gives back what it is about, and the slot that it takes away.
pub(super) fn apply(
    case: &mut Case,
    one: &Unplaced,
    change: &str,
) -> (&'static str, Option<String>) {
    if let Some(rest) = change.strip_prefix("move draft ") {
        let (what, at) = rest.rsplit_once(" to ").unwrap();
        let (id, channel) = what.rsplit_once(" on ").unwrap();
        let mut kept = case.options.keep.iter_mut();
        let own = kept.find(|kept| kept.draft == id && kept.channel == channel);
        own.unwrap().at = at.parse().unwrap();
        return ("move draft", None);
    }
    if let Some(rest) = change.strip_prefix("leave out draft ") {
        let (id, channel) = rest.rsplit_once(" on ").unwrap();
        let draft = case.drafts.iter_mut().find(|draft| draft.id == id);
        draft.unwrap().channels.retain(|own| own != channel);
        let keep = &mut case.options.keep;
        keep.retain(|kept| kept.draft != id || kept.channel != channel);
        return ("leave out draft", Some(format!("{id}@{channel}")));
    }
    if let Some(day) = change.strip_prefix("blackout without ") {
        return (open_day(case, day), None);
    }
    let other = apply_to_calendar(case, change);
    let own = other.or_else(|| apply_to_draft(case, one, change));
    let kind = own.unwrap_or_else(|| {
        let (key, value) = change.split_once(" = ").unwrap();
        apply_to_rules(&mut case.options.rules, one, key, value)
    });
    (kind, None)
}

/// Days of the plan, and calendars of others.
fn apply_to_calendar(case: &mut Case, change: &str) -> Option<&'static str> {
    if let Some(day) = change.strip_prefix("--to ") {
        case.options.to = day.parse().unwrap();
        return Some("--to");
    }
    if let Some(day) = change.strip_prefix("--from ") {
        case.options.from = day.parse().unwrap();
        return Some("--from");
    }
    let busy = &mut case.options.busy;
    if let Some(rest) = change.strip_prefix("move \"") {
        let (label, at) = rest.split_once("\" away from ").unwrap();
        let at: DateTime<Utc> = at.parse().unwrap();
        let count = busy.len();
        busy.retain(|busy| busy.label != label || busy.start != at);
        assert!(busy.len() < count, "{change}");
        return Some("move other");
    }
    let (length, label) = change.strip_prefix("within ")?.split_once(" of ").unwrap();
    let own = busy.iter_mut().find(|busy| label.contains(&busy.label));
    own.unwrap().rule = BusyRule::Within(crate::time::age(length).unwrap());
    Some("within")
}

/// Takes a day out of a blackout, of a channel or of the whole calendar.
fn open_day(case: &mut Case, text: &str) -> &'static str {
    let (day, rest) = text.split_at(10);
    let day: NaiveDate = day.parse().unwrap();
    let rules = &mut case.options.rules;
    if let Some(channel) = rest.strip_prefix(" on ") {
        let channel = rules.channels.get_mut(channel).unwrap();
        assert!(channel.blackout.iter().any(|days| days.contains(day)));
        channel.blackout.clear();
        return "blackout of a channel";
    }
    let count = rules.mix.blackouts.len();
    rules.mix.blackouts.retain(|blackout| {
        let label = format!(" ({})", blackout.label.as_deref().unwrap());
        label != rest || !blackout.days.contains(day)
    });
    assert!(rules.mix.blackouts.len() < count, "{text}");
    "blackout"
}

/// Fields of the draft itself.
fn apply_to_draft(case: &mut Case, one: &Unplaced, change: &str) -> Option<&'static str> {
    let mut drafts = case.drafts.iter_mut();
    let draft = drafts.find(|draft| draft.id == one.draft).unwrap();
    if let Some(id) = change.strip_prefix("after without ") {
        let count = draft.after.len();
        draft.after.retain(|after| *after != id.trim_matches('"'));
        assert!(draft.after.len() < count, "{change}");
        return Some("after without");
    }
    let (key, value) = change.split_once(" = ").unwrap();
    let instant = || value.trim_matches('"').parse().unwrap();
    match key {
        "at" => {
            draft.at = Some(instant());
            Some("at")
        }
        "latest_at" => {
            draft.latest_at = Some(instant());
            Some("latest_at")
        }
        "earliest_at" => {
            draft.earliest_at = Some(instant());
            Some("earliest_at")
        }
        "status" => {
            draft.status = Some(DraftStatus::Approved);
            Some("status")
        }
        _ => None,
    }
}

/// A number of a channel, of a pillar, of a campaign.
fn apply_to_rules(rules: &mut Rules, one: &Unplaced, key: &str, value: &str) -> &'static str {
    if let Some(rest) = key.strip_prefix("pillar.") {
        return apply_to_pillar(&mut rules.mix.shares, rest, value);
    }
    if let Some(rest) = key.strip_prefix("campaign.") {
        let (name, rule) = rest.split_once('.').unwrap();
        let campaign = rules.mix.campaigns.get_mut(name).unwrap();
        match rule {
            "first" => campaign.first = Some(value.parse().unwrap()),
            "last" => campaign.last = Some(value.parse().unwrap()),
            _ => {
                campaign.min_apart = value.parse().unwrap();
                return "campaign.min_apart";
            }
        }
        return "campaign's days";
    }
    if key == "min_apart" {
        rules.min_apart = value.parse().unwrap();
        return "min_apart";
    }
    let (value, channel) = value.rsplit_once(" on ").unwrap();
    assert_eq!(channel, one.channel);
    apply_to_channel(rules.channels.get_mut(channel).unwrap(), key, value)
}

fn apply_to_channel(channel: &mut ChannelRules, key: &str, value: &str) -> &'static str {
    let number = || value.parse::<u32>().unwrap();
    let hours = || -> Vec<WeekHours> {
        let texts: Vec<String> = serde_json::from_str(value).unwrap();
        let read = texts.iter().map(|text| WeekHours::parse(text).unwrap());
        read.collect()
    };
    match key {
        "max_per_day" => {
            assert!(number() > channel.max_per_day);
            channel.max_per_day = number();
            "max_per_day"
        }
        "max_per_week" => {
            assert!(Some(number()) > channel.max_per_week);
            channel.max_per_week = Some(number());
            "max_per_week"
        }
        "quiet_hours" => {
            channel.quiet_hours = hours();
            "quiet_hours"
        }
        "open_hours" => {
            channel.open_hours = hours();
            "open_hours"
        }
        "holidays" => {
            channel.holidays.clear();
            "holidays"
        }
        _ => {
            assert_eq!(key, "min_gap");
            assert!(number() < channel.min_gap);
            channel.min_gap = number();
            "min_gap"
        }
    }
}

/// The same, of a number of a pillar.
fn apply_to_pillar(shares: &mut [Share], key: &str, value: &str) -> &'static str {
    let (name, rule) = key.split_once('.').unwrap();
    let share = shares.iter_mut();
    let share = share
        .into_iter()
        .find(|share| share.pillars == [name])
        .unwrap();
    match rule {
        "max_per_week" => {
            share.max_per_week = Some(value.parse().unwrap());
            "pillar.max_per_week"
        }
        "max_per_plan" => {
            share.max_per_plan = Some(value.parse().unwrap());
            "pillar.max_per_plan"
        }
        _ => {
            assert_eq!(rule, "max_share", "{key} = {value}");
            share.max_share = Some(value.parse().unwrap());
            assert!(share.max_share <= Some(1.0), "{key} = {value}");
            "pillar.max_share"
        }
    }
}
