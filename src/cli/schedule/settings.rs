//! The tables of `cm.toml` that scheduling alone reads.

use crate::cli::exit::UsageError;
use crate::cli::session::Session;
use crate::cli::tables;
use crate::config::{Section, Table};
use crate::schedule::lint::CharterSettings;
use crate::schedule::rhythm::RhythmSettings;
use crate::schedule::settings::{
    BlackoutSettings, CampaignSettings, ChannelSettings, Mix, MixSettings, OnCallSettings,
    PersonSettings, PillarSettings, PromotionSettings, Rules, ScheduleSettings, SettingsError,
};

/// The tables of scheduling.
pub(in crate::cli) const TABLES: &[Table] = &[
    Table::named::<ChannelSettings>("channel"),
    Table::named::<PillarSettings>("pillar"),
    Table::section::<PromotionSettings>("promotion"),
    Table::named::<CampaignSettings>("campaign"),
    Table::list::<BlackoutSettings>("blackout"),
    Table::section::<CharterSettings>("charter"),
    Table::list::<PersonSettings>("person"),
    Table::section::<OnCallSettings>("on_call"),
    Table::list::<RhythmSettings>("rhythm"),
];

impl Section for ChannelSettings {
    const KEYS: &'static [&'static str] = &[
        "min_gap",
        "max_per_day",
        "quiet_hours",
        "open_hours",
        "blackout",
        "holidays",
        "max_per_week",
        "min_per_week",
        "timezone",
    ];
}

impl Section for PillarSettings {
    const KEYS: &'static [&'static str] = &["max_per_week", "max_per_plan", "max_share"];
}

impl Section for PromotionSettings {
    const KEYS: &'static [&'static str] = &["pillars", "max_per_week", "max_per_plan", "max_share"];
}

impl Section for CampaignSettings {
    const KEYS: &'static [&'static str] = &["first", "last", "min_apart", "in_order"];
}

impl Section for BlackoutSettings {
    const KEYS: &'static [&'static str] = &["first", "last", "client", "channel", "label"];
}

/// The rules of channels and calendar that the files and the flags of a program give.
pub(super) fn rules(session: &Session, common: ScheduleSettings) -> anyhow::Result<Rules> {
    let (_, channels) = tables::named::<ChannelSettings>(session, "channel")?;
    let settings = ScheduleSettings {
        channel: channels.into_iter().collect(),
        ..common
    };
    let mix = MixSettings {
        pillars: tables::named(session, "pillar")?.1,
        promotion: tables::section(session, "promotion")?,
        campaigns: tables::named(session, "campaign")?.1,
        blackouts: tables::list(session, "blackout")?.1,
    };
    let usage = |error: SettingsError| UsageError(error.to_string());
    let mut rules = Rules::from_settings(&settings, &session.zone).map_err(usage)?;
    rules.mix = Mix::from_settings(&mix).map_err(usage)?;
    Ok(rules)
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
    const KEYS: &'static [&'static str] = &["people", "hours", "rotate_from", "rotate_days"];
}

/// What `[channel.NAME]` alone says of the channels: enough for their time zones.
pub(super) fn rules_of_channels(session: &Session) -> anyhow::Result<Rules> {
    rules(session, ScheduleSettings::default())
}
