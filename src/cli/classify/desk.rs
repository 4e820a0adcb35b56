//! The desk's flags, tables of `cm.toml` and files: topics, rules, departments, reply lines, service levels, history and alarms.

use std::path::PathBuf;

use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::classify::desk::{
    AlarmReader, Alarms, CENTRAL_TEAM, Deadlines, DepartmentSettings, Desk, DeskError,
    DeskSettings, History, HistoryReader, Organisation, ReplyLineSettings, RuleSettings, Table,
    TopicSettings,
};
use crate::cli::console::counted;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::session::Session;
use crate::cli::{stream, tables};
use crate::config::{self, ConfigError, Section};
use crate::jsonl::Worker;
use crate::text::closest::{closest, hint};
use crate::time::{BusinessHoursSettings, ServiceLevelSettings, ServiceLevels, SettingsError};

/// What the desk is told on the command line.
#[derive(Args, Debug)]
pub(super) struct DeskArgs {
    /// Posts of earlier runs, with their labels: what is known of the authors
    #[arg(long, value_name = "FILE")]
    history: Vec<PathBuf>,

    /// Alarms of `cm-report alerts`: while one is open, its client's bad news go to management
    #[arg(long, value_name = "FILE")]
    alerts: Vec<PathBuf>,

    /// Who answers: one central team, the department of the matter, or each client's and product's own team
    #[arg(
        long,
        value_name = "HOW",
        default_value = Organisation::default().name(),
        value_parser = PossibleValuesParser::new(Organisation::ALL.iter().map(|how| how.name())),
        hide_short_help = true
    )]
    organisation: String,

    /// The team that answers everything where the organisation is central
    #[arg(long, value_name = "NAME", default_value = CENTRAL_TEAM, value_parser = team, hide_short_help = true)]
    central_team: String,
}

/// The tables of the desk.
pub(in crate::cli) const TABLES: &[config::Table] = &[
    config::Table::named::<TopicSettings>("topic"),
    config::Table::list::<RuleSettings>("rule"),
    config::Table::named::<DepartmentSettings>("department"),
    config::Table::list::<ReplyLineSettings>("reply_line"),
];

/// The name of a team.
fn team(text: &str) -> Result<String, String> {
    let name = text.trim();
    (!name.is_empty())
        .then(|| name.to_owned())
        .ok_or_else(|| "expected a name".to_owned())
}

impl Section for TopicSettings {
    const KEYS: &'static [&'static str] = &["query", "client"];
}

impl Section for RuleSettings {
    const KEYS: &'static [&'static str] = &[
        "when",
        "name",
        "why",
        "department",
        "level",
        "level_at_least",
        "stance",
        "priority",
        "priority_at_least",
        "urgency",
        "urgency_at_least",
        "intent",
        "sentiment",
        "topics",
    ];
}

impl Section for DepartmentSettings {
    const KEYS: &'static [&'static str] = &["intents", "topics", "clients", "products", "owner"];
}

impl Section for ReplyLineSettings {
    const KEYS: &'static [&'static str] = &[
        "id",
        "situation",
        "stance",
        "language",
        "text",
        "owner",
        "approved_by",
        "expires",
        "client",
        "department",
        "level",
        "topics",
        "intent",
    ];
}

impl DeskArgs {
    /// The desk, and how the reading of its files went.
    pub(super) fn desk(&self, session: &Session, explain: bool) -> anyhow::Result<(Desk, Exit)> {
        let (topic_file, topics) = tables::named::<TopicSettings>(session, "topic")?;
        let (rule_file, rules) = tables::list::<RuleSettings>(session, "rule")?;
        let (department_file, departments) =
            tables::named::<DepartmentSettings>(session, "department")?;
        let (line_file, reply_lines) = tables::list::<ReplyLineSettings>(session, "reply_line")?;
        let organisation = Organisation::ALL
            .iter()
            .find(|how| how.name() == self.organisation);
        // What costs no reading is checked first.
        let desk = |history, alarms, deadlines| {
            Desk::new(DeskSettings {
                topics: topics.clone(),
                rules: rules.clone(),
                organisation: organisation.copied().unwrap_or_default(),
                central_team: self.central_team.clone(),
                departments: departments.clone(),
                reply_lines: reply_lines.clone(),
                deadlines,
                history,
                alarms,
                zone: session.zone.clone(),
                explain,
            })
        };
        let placed = |error: DeskError| {
            let file = match error.table {
                Table::Topic => topic_file,
                Table::Rule => rule_file,
                Table::Department => department_file,
                Table::ReplyLine => line_file,
            };
            placed(session, file, &error)
        };
        let idle = desk(None, None, None).map_err(placed)?;
        let deadlines = deadlines(session, &idle)?;
        let (history, read) = self.history(session)?;
        let (alarms, also_read) = self.alarms(session)?;
        let desk = desk(history, alarms, deadlines).map_err(placed)?;
        for warning in desk.warnings(session.now) {
            session.console.detail(warning);
        }
        Ok((desk, read.max(also_read)))
    }

    fn history(&self, session: &Session) -> anyhow::Result<(Option<History>, Exit)> {
        let (reader, exit) = read::<HistoryReader>(session, &self.history, "--history")?;
        let Some(reader) = reader else {
            return Ok((None, exit));
        };
        if reader.undated > 0 {
            session.console.warn(format!(
                "{} of the history without published_at left out",
                counted(reader.undated, "post")
            ));
        }
        session.console.detail(format!(
            "{} of {} in the history",
            counted(reader.posts, "post"),
            counted(reader.history.authors() as u64, "author")
        ));
        Ok((Some(reader.history), exit))
    }

    fn alarms(&self, session: &Session) -> anyhow::Result<(Option<Alarms>, Exit)> {
        let (reader, exit) = read::<AlarmReader>(session, &self.alerts, "--alerts")?;
        Ok((reader.map(|reader| reader.alarms), exit))
    }
}

/// Who gathers records of one kind out of files.
trait Gathers: Worker + Default {
    /// What it gathers, for messages.
    const WHAT: &'static str;

    /// Records gathered, and those of other types.
    fn counts(&self) -> (u64, u64);
}

impl Gathers for HistoryReader {
    const WHAT: &'static str = "labelled posts of earlier runs";

    fn counts(&self) -> (u64, u64) {
        (self.posts + self.undated, self.others)
    }
}

impl Gathers for AlarmReader {
    const WHAT: &'static str = "alerts, as `cm-report alerts` writes them";

    fn counts(&self) -> (u64, u64) {
        (self.alerts, self.others)
    }
}

/// Reads the lines of some files with one reader; nothing when there are no files. Bad lines are told like all others and cost only themselves; a file
/// of nothing but other records is a slip.
fn read<R: Gathers>(
    session: &Session,
    paths: &[PathBuf],
    flag: &str,
) -> anyhow::Result<(Option<R>, Exit)> {
    if paths.is_empty() {
        return Ok((None, Exit::Done));
    }
    if paths.iter().any(|path| path.as_os_str() == "-") {
        let message = format!("{flag} takes a file: standard input is for the posts");
        return Err(UsageError(message).into());
    }
    // Opened together, so that one that is missing is told before the others are read.
    let inputs = session.inputs(paths)?;
    let mut reader = R::default();
    let mut exit = Exit::Done;
    for (input, path) in inputs.into_iter().zip(paths) {
        let before = reader.counts();
        let sized = (vec![input], stream::total_size(std::slice::from_ref(path)));
        let mut kept = Some(reader);
        let (mut readers, _, outcome) =
            stream::run_to_end(session, 1, sized, (None, None), || {
                kept.take().unwrap_or_default()
            })?;
        reader = readers.pop().unwrap_or_default();
        let after = reader.counts();
        let bad = outcome.rejected > 0;
        if after.0 == before.0 && (after.1 > before.1 || bad) && !outcome.stopped {
            let (path, what) = (path.display(), R::WHAT);
            let message =
                format!("{flag} {path}: no record of this file is what the flag takes: {what}");
            return Err(UsageError(message).into());
        }
        exit = exit.max(stream::tell(session, &outcome));
        if outcome.stopped {
            break;
        }
    }
    Ok((Some(reader), exit))
}

/// Service levels and business hours, if either is configured. The desk knows which departments there are.
fn deadlines(session: &Session, desk: &Desk) -> anyhow::Result<Option<Deadlines>> {
    let levels = tables::section::<ServiceLevelSettings>(session, "service_level")?;
    let hours = tables::section::<BusinessHoursSettings>(session, "business_hours")?;
    if levels.is_none() && hours.is_none() {
        return Ok(None);
    }
    let usage = |error: SettingsError| UsageError(error.to_string());
    let (levels, hours) = (levels.unwrap_or_default(), hours.unwrap_or_default());
    for name in levels.department.keys() {
        let is_known = |known: &str| known.to_lowercase() == name.to_lowercase();
        if !desk.departments().any(is_known) {
            let meant = hint(closest(name, desk.departments()));
            let message =
                format!("service_level.department.{name}: no department is called `{name}`{meant}");
            return Err(UsageError(message).into());
        }
    }
    Ok(Some(Deadlines {
        service_levels: ServiceLevels::from_settings(&levels).map_err(usage)?,
        hours: hours
            .hours("business_hours", &session.zone)
            .map_err(usage)?,
    }))
}

/// An error with its place in the file.
fn placed(session: &Session, file: usize, error: &DeskError) -> anyhow::Error {
    let Some(file) = session.files.get(file) else {
        return UsageError(error.to_string()).into();
    };
    let placed: ConfigError = match error.column {
        Some(column) => {
            file.error_inside(error.span.clone(), (&error.text, column), &error.message)
        }
        None => file.error_at(error.span.clone(), &error.message),
    };
    placed.into()
}
