//! `cm-schedule holidays`: public holidays as events.

use std::io::Write;

use anyhow::Context;
use chrono::{Days, NaiveDate};
use clap::Args;

use super::date;
use crate::cli::common::Lines;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::record::Event;
use crate::time::Holidays;

#[derive(Args, Debug)]
pub(super) struct HolidaysArgs {
    #[command(flatten)]
    lines: Lines,

    /// Places such as FR, FR-ALSACE, CH-GE, GB-SCT; all that are known when none is named
    #[arg(value_name = "PLACE")]
    places: Vec<String>,

    /// First day, such as 2026-01-01 [default: today]
    #[arg(long, value_name = "DATE", value_parser = date)]
    from: Option<NaiveDate>,

    /// The day after the last [default: a year after the first]
    #[arg(long, value_name = "DATE", value_parser = date)]
    to: Option<NaiveDate>,
}

/// Writes the holidays.
pub(super) fn run(session: &Session, args: &HolidaysArgs) -> anyhow::Result<Exit> {
    let places = if args.places.is_empty() {
        Holidays::codes()
    } else {
        args.places.clone()
    };
    let from = args.from.unwrap_or_else(|| session.zone.day(session.now));
    let to = args
        .to
        .or_else(|| from.checked_add_days(Days::new(366)))
        .unwrap_or(from);
    let mut lines = Vec::new();
    for place in &places {
        let holidays = Holidays::named(place).map_err(|error| UsageError(error.to_string()))?;
        for holiday in holidays.between(from, to) {
            let next = holiday.date.checked_add_days(Days::new(1));
            let substitute = holiday.observed.then(|| "substitute day".to_owned());
            let english = (holiday.english != holiday.name).then(|| holiday.english.to_owned());
            let about: Vec<String> = english.into_iter().chain(substitute).collect();
            let event = Event {
                record_type: "event".to_owned(),
                id: format!("holiday:{}:{}", holidays.code(), holiday.date),
                kind: Some("holiday".to_owned()),
                title: holiday.name.to_owned(),
                start_at: session.zone.midnight(holiday.date),
                end_at: next.map(|next| session.zone.midnight(next)),
                timezone: Some(session.zone.name().to_owned()),
                all_day: Some(true),
                description: (!about.is_empty()).then(|| about.join(", ")),
                location: Some(holidays.place().to_owned()),
                ..Event::default()
            };
            serde_json::to_writer(&mut lines, &event)?;
            lines.push(b'\n');
        }
    }
    let mut output = Output::open(session.common.output.as_deref())?;
    output
        .write_all(&lines)
        .context("cannot write the holidays")?;
    output.finish()?;
    Ok(Exit::Done)
}
