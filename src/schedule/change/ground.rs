//! The places of a channel, with what closes each of them to everybody; those after the plan's last day too.

use chrono::{DateTime, Datelike, Days, NaiveDate, Timelike, Utc};

use crate::schedule::busy::BusyRule;
use crate::schedule::grid::{Place, day_places};
use crate::schedule::mixture::covers;
use crate::schedule::plan::PlanOptions;
use crate::schedule::problem::Channel;
use crate::schedule::settings::{ChannelRules, WeekHours, channel_key};
use crate::schedule::slots::Rates;

/// Days after the last one that are looked at.
const BEYOND: u64 = 28;

/// What closes a place to everybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shut {
    /// Quiet hours of the channel.
    Quiet,
    /// It lies in none of the opening hours.
    Closed,
    /// A blackout of the channel's own rules.
    Blackout,
    /// A public holiday.
    Holiday,
    /// A blackout of all, by its number.
    Mixed(usize),
    /// Something of another calendar, by its number.
    Busy(usize),
}

/// A place.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    pub(super) at: i64,
    pub(super) day: NaiveDate,
    pub(super) weekday: u8,
    /// Minutes since midnight on the clock on the wall.
    pub(super) minute: u32,
    pub(super) rate: f64,
    pub(super) shut: Vec<Shut>,
}

/// The places of a channel in order of time.
#[derive(Debug)]
pub(super) struct Ground {
    pub(super) spots: Vec<Spot>,
}

impl Ground {
    pub(super) fn of(channel: &Channel, rates: &Rates, options: &PlanOptions) -> Self {
        let end = options.to.checked_add_days(Days::new(BEYOND));
        let end = end.unwrap_or(options.to);
        let key = channel_key(&channel.name);
        let mut spots = Vec::new();
        for day in options.from.iter_days().take_while(|day| *day < end) {
            for place in day_places(&channel.rules.zone, day, options.rules.step) {
                if options.not_before.is_none_or(|now| place.at >= now) {
                    let mut spot = Spot::of(channel, place, rates);
                    spot.shut = shut(&channel.rules, &key, &spot, place.at, options);
                    spots.push(spot);
                }
            }
        }
        Ground { spots }
    }
}

impl Spot {
    fn of(channel: &Channel, place: Place, rates: &Rates) -> Self {
        let weekday = place.day.weekday().num_days_from_monday();
        let weekday = u8::try_from(weekday).unwrap_or(0);
        let hour = u8::try_from(place.minute / 60).unwrap_or(0);
        Spot {
            at: place.at.timestamp_millis(),
            day: place.day,
            weekday,
            minute: place.minute,
            rate: rates.of(&channel.name, weekday, hour),
            shut: Vec::new(),
        }
    }

    /// An instant off the grid that nothing closes.
    pub(super) fn alone(channel: &Channel, at: DateTime<Utc>, rates: &Rates) -> Self {
        let local = channel.rules.zone.local(at);
        let place = Place {
            at,
            day: local.date(),
            minute: local.hour() * 60 + local.minute(),
        };
        Spot::of(channel, place, rates)
    }
}

fn shut(
    rules: &ChannelRules,
    key: &str,
    spot: &Spot,
    at: DateTime<Utc>,
    options: &PlanOptions,
) -> Vec<Shut> {
    let mut found = Vec::new();
    let within = |hours: &WeekHours| hours.contains(spot.weekday, spot.minute);
    if rules.quiet_hours.iter().any(within) {
        found.push(Shut::Quiet);
    }
    if !rules.open_hours.is_empty() && !rules.open_hours.iter().any(within) {
        found.push(Shut::Closed);
    }
    if rules.blackout.iter().any(|days| days.contains(spot.day)) {
        found.push(Shut::Blackout);
    }
    if rules
        .holidays
        .iter()
        .any(|place| place.on(spot.day).is_some())
    {
        found.push(Shut::Holiday);
    }
    let blackouts = options.rules.mix.blackouts.iter().enumerate();
    let of_all = blackouts.filter(|(_, blackout)| blackout.client.is_none());
    let closing = of_all.filter(|(_, blackout)| covers(blackout, key, spot.day));
    found.extend(closing.map(|(number, _)| Shut::Mixed(number)));
    let busy = options.busy.iter().enumerate();
    let avoided = busy.filter(|(_, busy)| busy.rule == BusyRule::Avoid && !busy.allows(at));
    found.extend(avoided.map(|(number, _)| Shut::Busy(number)));
    found
}
