//! The tables of `cm.toml` that scheduling alone reads.

use crate::cli::exit::UsageError;
use crate::cli::session::Session;
use crate::cli::tables;
use crate::config::Section;
use crate::schedule::lint::CharterSettings;
use crate::schedule::rhythm::RhythmSettings;
use crate::schedule::settings::{
    ChannelSettings, OnCallSettings, PersonSettings, Rules, ScheduleSettings,
};

impl Section for ChannelSettings {
    const KEYS: &'static [&'static str] = &["min_gap", "max_per_day", "quiet_hours", "timezone"];
}

impl Section for PersonSettings {
    const KEYS: &'static [&'static str] = &[
        "name",
        "departments",
        "levels",
        "langs",
        "clients",
        "max_clients",
        "hours",
        "absent",
    ];
}

impl Section for CharterSettings {
    const KEYS: &'static [&'static str] = &[
        "lang",
        "address",
        "network",
        "max_length",
        "max_emoji",
        "max_exclamations",
        "min_hashtags",
        "max_hashtags",
        "duplicate_days",
        "duplicate_share",
        "banned",
        "required",
        "replace",
        "names",
        "words",
        "hashtags",
        "banned_hashtags",
        "required_hashtags",
        "banned_links",
        "disclosure",
        "rules",
        "channel",
        "client",
    ];
}

impl Section for RhythmSettings {
    const KEYS: &'static [&'static str] = &[
        "name",
        "title",
        "rrule",
        "start",
        "minutes",
        "timezone",
        "since",
        "attendees",
        "agenda",
        "points",
        "on_holiday",
    ];
}

impl Section for OnCallSettings {
    const KEYS: &'static [&'static str] = &["people", "hours"];
}

/// What `[channel.NAME]` alone says of the channels: enough for their time zones.
pub(super) fn rules_of_channels(session: &Session) -> anyhow::Result<Rules> {
    let (_, channels) = tables::named::<ChannelSettings>(session, "channel")?;
    let settings = ScheduleSettings {
        channel: channels.into_iter().collect(),
        ..ScheduleSettings::default()
    };
    Rules::from_settings(&settings, &session.zone)
        .map_err(|error| UsageError(error.to_string()).into())
}
