//! `cm-report alerts`.

use std::borrow::Cow;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use anyhow::Context;
use chrono::{DateTime, SecondsFormat};
use clap::{Args, ValueEnum};

use super::saved;
use crate::cli::console::counted;
use crate::cli::document;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::output::{self, Output};
use crate::cli::passed;
use crate::cli::session::Session;
use crate::cli::stream::{self, Ran};
use crate::jsonl::{Problem, Worker};
use crate::record::{Alert, Severity};
use crate::report::{
    AlertOptions, Alerts, LineProblem, Scored, SeriesKey, alerts_document, scores_document,
    threshold_of_false_alarms,
};
use crate::text::terminal;
use crate::time::age;

const EXAMPLES: &str = "\
Examples:
  cm-report alerts labelled.jsonl
      bursts, silences and late answers, with what makes the difference
  cm-report alerts --state alarms.state --fail-on warning posts.jsonl || mail-the-team
      from cron: each alarm is told once
  cm-fetch --follow | cm-classify | cm-report alerts --follow
      alarms as they happen
  cm-report alerts --interval 5m --scores --format jsonl buckets.jsonl
      a score for each interval
";

#[derive(Args, Debug)]
#[command(before_long_help = EXAMPLES)]
pub(super) struct AlertsArgs {
    /// Posts, labelled posts, buckets, tasks; standard input when none is named
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    /// Length of the intervals that are judged [default: that of the buckets, else 5m]
    #[arg(long, value_name = "AGE")]
    interval: Option<String>,

    #[arg(long, value_name = "LIST", value_delimiter = ',', default_value = "client", help = by_help())]
    by: Vec<String>,

    /// Write every interval with its score instead of alarms
    #[arg(long, conflicts_with_all = ["follow", "state"])]
    scores: bool,

    /// False alarms that a calm series may raise in a month, at most; fewer make it less sensitive
    #[arg(long, value_name = "N", default_value_t = 1.0)]
    false_alarms: f64,

    /// Score from which there is an alarm, instead of --false-alarms: 0.5 is as high as the highest of the last weeks, 0.67 twice that
    #[arg(long, value_name = "SCORE")]
    threshold: Option<f64>,

    /// No alarm before so much history is known
    #[arg(long, value_name = "AGE", default_value = "2d")]
    min_history: String,

    /// Calm after which a burst is over; what comes before is the same alarm
    #[arg(long, value_name = "AGE", default_value = "6h")]
    cool_down: String,

    /// End with 10 when an alarm is as bad as this, or worse
    #[arg(long, value_name = "SEVERITY")]
    fail_on: Option<Least>,

    /// Keep baselines and what was told in FILE, for runs from cron; intervals are judged up to the present
    #[arg(long, value_name = "FILE", conflicts_with = "follow")]
    state: Option<PathBuf>,

    /// Judge while the input arrives, in the order of its times, and write each alarm when it begins or gets worse
    #[arg(long)]
    follow: bool,

    /// How to write it: table, jsonl, csv, markdown [default: by the ending of -o FILE, else table; jsonl with --follow]
    #[arg(long, env = "CM_REPORT_FORMAT", value_name = "FORMAT")]
    format: Option<String>,

    /// CSV as French Excel opens it: byte order mark, semicolons, decimal commas
    #[arg(long)]
    excel: bool,
}

/// The severities, as they are typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Least {
    /// Worth a look
    Watch,
    /// Twice the highest of the last weeks, or negative
    Warning,
    /// Four times that, or twice and negative
    Critical,
}

impl Least {
    fn severity(self) -> Severity {
        match self {
            Least::Watch => Severity::Watch,
            Least::Warning => Severity::Warning,
            Least::Critical => Severity::Critical,
        }
    }
}

fn by_help() -> String {
    let names: Vec<&str> = SeriesKey::ALL.iter().map(|key| key.name()).collect();
    format!("Watch each of these apart ({})", names.join(", "))
}

impl AlertsArgs {
    fn format<'a>(&'a self, session: &'a Session) -> &'a str {
        match &self.format {
            Some(format) => format,
            None if self.excel => "csv",
            None if self.follow => "jsonl",
            None => document::format_of(session.common.output.as_deref()),
        }
    }

    fn options(&self, session: &Session) -> Result<AlertOptions, UsageError> {
        let interval = match &self.interval {
            None => None,
            Some(text) => {
                let seconds = u32::try_from(seconds("--interval", text)?);
                let seconds = seconds
                    .ok()
                    .filter(|seconds| (1..=604_800).contains(seconds));
                Some(seconds.ok_or_else(|| {
                    UsageError(format!(
                        "--interval {text}: expected one second to seven days"
                    ))
                })?)
            }
        };
        let threshold = self
            .threshold
            .unwrap_or_else(|| threshold_of_false_alarms(self.false_alarms));
        if !(0.5..1.0).contains(&threshold) {
            let message = format!("--threshold {threshold}: expected at least 0.5 and less than 1");
            return Err(UsageError(message));
        }
        if self.false_alarms.is_nan() || self.false_alarms <= 0.0 {
            let message = "--false-alarms: expected a number above 0, such as 1 or 0.2";
            return Err(UsageError(message.to_owned()));
        }
        if self.follow && self.format(session) != "jsonl" {
            let message = "--follow writes JSON Lines; leave --format out";
            return Err(UsageError(message.to_owned()));
        }
        Ok(AlertOptions {
            interval,
            by: SeriesKey::parse_list(&self.by.join(","))
                .map_err(|error| UsageError(format!("--by: {error}")))?,
            zone: session.zone.clone(),
            range: session.range,
            client: session.common.client.clone(),
            threshold,
            min_history: seconds("--min-history", &self.min_history)?,
            cool_down: seconds("--cool-down", &self.cool_down)?,
            now: session.now.timestamp(),
            live: self.state.is_some(),
        })
    }
}

fn seconds(flag: &str, text: &str) -> Result<i64, UsageError> {
    let length = age(text).map(|length| length.num_seconds());
    length.ok_or_else(|| UsageError(format!("{flag} {text}: expected a length such as 5m or 2d")))
}

/// Counts lines, and in a stream writes the alarms that they raise.
struct Watching {
    alerts: Alerts,
    follow: bool,
    worst: Option<Severity>,
}

impl Worker for Watching {
    fn line(&mut self, line: &str, out: &mut Vec<u8>) -> Result<(), Problem> {
        self.alerts
            .add_line(line)
            .map_err(|LineProblem { column, message }| Problem::new(column, message))?;
        if self.follow {
            for alert in self.alerts.follow() {
                self.worst = self.worst.max(Some(alert.severity));
                out.extend(line_of(&alert)?);
            }
        }
        Ok(())
    }
}

/// Reads all lines, and writes alarms or scores.
pub(super) fn run(session: &Session, args: &AlertsArgs) -> anyhow::Result<Exit> {
    document::check(session, args.format(session))?;
    let mut alerts = Alerts::new(args.options(session)?);
    if let Some(path) = &args.state {
        saved::restore(&mut alerts, path)?;
    }
    let mut start = Some(Watching {
        alerts,
        follow: args.follow,
        worst: None,
    });
    let output = args
        .follow
        .then(|| Output::as_it_comes(session.common.output.as_deref()))
        .transpose()?;
    let options = args.options(session)?;
    let make = || {
        start.take().unwrap_or_else(|| Watching {
            alerts: Alerts::new(options.clone()),
            follow: args.follow,
            worst: None,
        })
    };
    let mut ran = stream::run_on(session, 1, &args.files, output, make)?;
    if ran.exit == Exit::Failed {
        return Ok(ran.exit);
    }
    let Some(mut watching) = ran.workers.pop() else {
        return Ok(ran.exit);
    };
    let worst = if args.scores {
        write_scores(session, args, &mut watching.alerts)?;
        None
    } else {
        let told = tell(session, args, &mut watching.alerts)?;
        let worst = told.iter().map(|alert| alert.severity).max();
        worst.max(watching.worst)
    };
    if let Some(path) = &args.state {
        saved::save(&watching.alerts, path)?;
    }
    tell_left_out(session, &watching.alerts, &ran);
    // The page says it in a note of its own.
    let has_note = !args.scores && !["jsonl", "csv"].contains(&args.format(session));
    if let Some(why) = watching.alerts.unheard().filter(|_| !has_note) {
        session.console.warn(why);
    }
    let crossed = args
        .fail_on
        .is_some_and(|least| worst.is_some_and(|worst| worst >= least.severity()));
    Ok(if crossed { Exit::Threshold } else { ran.exit })
}

/// Writes the alarms that are left to tell.
fn tell(session: &Session, args: &AlertsArgs, alerts: &mut Alerts) -> anyhow::Result<Vec<Alert>> {
    if args.follow {
        // What was told as it happened is told; the last intervals are judged now.
        alerts.finish(&mut |_| {});
        let rest = alerts.news();
        let mut output = std::io::stdout().lock();
        for alert in &rest {
            output.write_all(&line_of(alert)?)?;
        }
        return Ok(rest);
    }
    let all = alerts.finish(&mut |_| {});
    session.console.summary(counted(all.len() as u64, "alarm"));
    if args.format(session) != "jsonl" {
        let document = alerts_document(&all, alerts.unheard(), &session.zone);
        document::write(session, &document, args.format(session), args.excel)?;
        return Ok(all);
    }
    let mut lines = Vec::new();
    for alert in &all {
        lines.extend(line_of(alert)?);
    }
    let mut output = Output::open(session.common.output.as_deref())?;
    output
        .write_all(&lines)
        .context("cannot write the alarms")?;
    output::finish(session, output, session.read_nothing())?;
    Ok(all)
}

/// An alarm as a line of JSON.
fn line_of(alert: &Alert) -> serde_json::Result<Vec<u8>> {
    let mut line = safe(&serde_json::to_string(alert)?);
    line.push('\n');
    Ok(line.into_bytes())
}

/// JSON in which what strangers wrote does not act on a terminal.
fn safe(json: &str) -> String {
    let mut safe = String::with_capacity(json.len() + 1);
    let mut bytes = [0; 4];
    for c in json.chars() {
        if let Cow::Borrowed(same) = terminal::one_line(c.encode_utf8(&mut bytes)) {
            safe.push_str(same);
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            safe.push_str(&format!("\\u{unit:04x}"));
        }
    }
    safe
}

fn write_scores(session: &Session, args: &AlertsArgs, alerts: &mut Alerts) -> anyhow::Result<()> {
    let options = args.options(session)?;
    if args.format(session) != "jsonl" {
        let mut rows = scores_document(&options.by, &session.zone);
        alerts.finish(&mut |scored| rows.push(scored));
        return document::write(session, &rows.document(), args.format(session), args.excel);
    }
    let mut output = Output::open(session.common.output.as_deref())?;
    let mut buffered = BufWriter::with_capacity(1 << 16, &mut output);
    let mut written: std::io::Result<()> = Ok(());
    alerts.finish(&mut |scored| {
        if written.is_ok() {
            written = write_score(&mut buffered, &options.by, scored);
        }
    });
    written
        .and_then(|()| buffered.flush())
        .context("cannot write the scores")?;
    drop(buffered);
    output::finish(session, output, session.read_nothing())
}

fn write_score(out: &mut impl Write, by: &[SeriesKey], scored: Scored<'_>) -> std::io::Result<()> {
    let start = DateTime::from_timestamp(scored.start, 0).unwrap_or_default();
    let start = start.to_rfc3339_opts(SecondsFormat::Secs, true);
    write!(out, "{{\"start_at\":\"{start}\"")?;
    for (key, value) in by.iter().zip(scored.keys) {
        if let Some(value) = value {
            write!(
                out,
                ",\"{}\":{}",
                key.name(),
                safe(&serde_json::to_string(value)?)
            )?;
        }
    }
    writeln!(
        out,
        ",\"observed\":{},\"expected\":{:.4},\"score\":{:.6}}}",
        scored.observed, scored.expected, scored.score
    )
}

fn tell_left_out(session: &Session, alerts: &Alerts, ran: &Ran<Watching>) {
    let left_out = alerts.left_out();
    let tell = |count: u64, why: &str| {
        if count > 0 {
            let posts = counted(count, "post");
            session.console.warn(format!("{posts} left out: {why}"));
        }
    };
    tell(left_out.undated, "without published_at");
    tell(left_out.future, "dated more than a day ahead");
    tell(
        left_out.too_many,
        "more than 2000 series; watch by fewer keys",
    );
    let others = left_out.other_types;
    passed::tell(session, others, ran.lines, passed::POSTS_BUCKETS_OR_TASKS);
}
