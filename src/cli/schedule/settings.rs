//! The tables of `cm.toml` that scheduling alone reads.

use crate::config::Section;
use crate::schedule::settings::{ChannelSettings, OnCallSettings, PersonSettings};

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
