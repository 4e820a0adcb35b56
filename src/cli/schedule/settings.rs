//! The tables of `cm.toml` that scheduling alone reads.

use crate::cli::exit::UsageError;
use crate::cli::session::Session;
use crate::cli::tables;
use crate::config::Section;
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
