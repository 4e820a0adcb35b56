//! The rules of channels and calendar as flags, the same for all that places posts.

use clap::{Arg, Args};

use super::settings;
use crate::cli::session::Session;
use crate::schedule::settings::{
    DEFAULT_MAX_PER_DAY, DEFAULT_MIN_GAP, DEFAULT_STEP, Rules, ScheduleSettings,
};

/// What holds on every channel for which `cm.toml` says nothing else.
#[derive(Args, Debug)]
pub(super) struct RuleArgs {
    /// Minutes between the places of the grid
    #[arg(long, value_name = "MINUTES", default_value_t = DEFAULT_STEP)]
    step: u32,

    /// Minutes between two posts of a channel
    #[arg(long, value_name = "MINUTES", default_value_t = DEFAULT_MIN_GAP)]
    min_gap: u32,

    /// Posts of a channel in a day
    #[arg(long, value_name = "N", default_value_t = DEFAULT_MAX_PER_DAY)]
    max_per_day: u32,

    /// Hours when nothing goes out, such as 22:00-07:00; may be given several times
    #[arg(long, value_name = "HOURS", value_delimiter = ',')]
    quiet_hours: Vec<String>,

    /// Hours outside which nothing goes out, such as "mon-fri 08:00-20:00"; may be given several times
    #[arg(long, value_name = "HOURS", value_delimiter = ';')]
    open_hours: Vec<String>,

    /// Days when nothing goes out, such as 2026-12-24 or 2026-12-24..2026-12-26, the last day included
    #[arg(long, value_name = "DAYS", value_delimiter = ',')]
    blackout: Vec<String>,

    /// Leave out the public holidays of these places, such as FR or CH-GE, and these dates
    #[arg(long, value_name = "PLACE", value_delimiter = ',')]
    holidays: Vec<String>,

    /// Posts of a channel in an ISO week [default: no limit]
    #[arg(long, value_name = "N")]
    max_per_week: Option<u32>,

    /// Posts that a channel should have in every whole week; what is missing is said
    #[arg(long, value_name = "N")]
    min_per_week: Option<u32>,

    /// Minutes between the posts of one draft on different channels
    #[arg(long, value_name = "MINUTES", default_value_t = 0)]
    min_apart: u32,
}

impl RuleArgs {
    /// What the flags and the files say.
    pub(super) fn read(&self, session: &Session) -> anyhow::Result<Rules> {
        let common = ScheduleSettings {
            step: Some(self.step),
            min_gap: Some(self.min_gap),
            max_per_day: Some(self.max_per_day),
            quiet_hours: Some(self.quiet_hours.clone()),
            open_hours: Some(self.open_hours.clone()),
            blackout: Some(self.blackout.clone()),
            holidays: Some(self.holidays.clone()),
            max_per_week: self.max_per_week,
            min_per_week: self.min_per_week,
            min_apart: Some(self.min_apart),
            ..ScheduleSettings::default()
        };
        settings::rules(session, common)
    }
}

/// The rules of the calendar: `release` and `check` keep those that `[schedule.plan]` gives.
const RULES: [&str; 10] = [
    "step",
    "min-gap",
    "max-per-day",
    "quiet-hours",
    "open-hours",
    "blackout",
    "holidays",
    "max-per-week",
    "min-per-week",
    "min-apart",
];

/// The table of another sub-command that holds for a flag of this one, before that of the whole program.
pub(in crate::cli) fn table_beside(sub: &str, arg: &Arg) -> Option<&'static str> {
    let shared = ["release", "check"].contains(&sub) && RULES.contains(&arg.get_long()?);
    shared.then_some("plan")
}
