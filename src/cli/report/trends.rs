//! `cm-report trends`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::document;
use crate::cli::exit::{Exit, UsageError};
use crate::cli::passed;
use crate::cli::session::Session;
use crate::cli::stream;
use crate::jsonl::{Problem, Worker};
use crate::report::{Every, LineProblem, SeriesKey, TrendOptions, Trends};
use crate::time::age;

const EXAMPLES: &str = "\
Examples:
  cm-report trends labelled.jsonl
      volume and tone by day, what rises since a day, whether organic reach falls
  cm-report trends --by client --recent 6h news.jsonl
      what rises in the news in time to use it, for each client
  cm-report trends --every week --format csv --since 180d posts.jsonl buckets.jsonl
      half a year by week, for a spreadsheet
";

#[derive(Args, Debug)]
#[command(before_long_help = EXAMPLES)]
pub(super) struct TrendsArgs {
    /// Posts, labelled posts or buckets; standard input when none is named
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    #[arg(long, value_name = "LIST", value_delimiter = ',', help = by_help())]
    by: Vec<String>,

    /// The periods of volume and tone
    #[arg(long, value_name = "PERIOD", default_value = "day")]
    every: Period,

    /// What rises: the posts of so long before the last one, beside all before them
    #[arg(long, value_name = "AGE", default_value = "24h")]
    recent: String,

    /// Terms of each kind that are named
    #[arg(long, value_name = "N", default_value_t = 10)]
    top: usize,

    /// The share of the terms named that may be chance
    #[arg(long, value_name = "SHARE", default_value_t = 0.05)]
    false_discoveries: f64,

    /// How to write it: table, jsonl, csv, markdown [default: by the ending of -o FILE, else table]
    #[arg(long, env = "CM_REPORT_FORMAT", value_name = "FORMAT")]
    format: Option<String>,

    /// CSV as French Excel opens it: byte order mark, semicolons, decimal commas
    #[arg(long)]
    excel: bool,
}

/// The periods, as they are typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Period {
    Hour,
    Day,
    Week,
    Month,
}

fn by_help() -> String {
    let names: Vec<&str> = SeriesKey::ALL.iter().map(|key| key.name()).collect();
    format!("Show each of these apart ({})", names.join(", "))
}

impl TrendsArgs {
    fn format<'a>(&'a self, session: &'a Session) -> &'a str {
        match &self.format {
            Some(format) => format,
            None if self.excel => "csv",
            None => document::format_of(session.common.output.as_deref()),
        }
    }

    fn options(&self, session: &Session) -> Result<TrendOptions, UsageError> {
        let recent = age(&self.recent).map(|age| age.num_seconds());
        let recent = recent.filter(|seconds| *seconds >= 60).ok_or_else(|| {
            let message = format!(
                "--recent {}: expected a minute or more, such as 24h",
                self.recent
            );
            UsageError(message)
        })?;
        if !(self.false_discoveries > 0.0 && self.false_discoveries < 1.0) {
            let message = "--false-discoveries: expected a share between 0 and 1, such as 0.05";
            return Err(UsageError(message.to_owned()));
        }
        Ok(TrendOptions {
            by: SeriesKey::parse_list(&self.by.join(","))
                .map_err(|error| UsageError(format!("--by: {error}")))?,
            every: match self.every {
                Period::Hour => Every::Hour,
                Period::Day => Every::Day,
                Period::Week => Every::Week,
                Period::Month => Every::Month,
            },
            recent,
            zone: session.zone.clone(),
            range: session.range,
            client: session.common.client.clone(),
            top: self.top,
            false_discoveries: self.false_discoveries,
        })
    }
}

/// The counts of one thread.
struct Counting(Trends);

impl Worker for Counting {
    fn line(&mut self, line: &str, _: &mut Vec<u8>) -> Result<(), Problem> {
        self.0
            .add_line(line)
            .map_err(|LineProblem { column, message }| Problem::new(column, message))
    }
}

/// Counts all lines and writes the report.
pub(super) fn run(session: &Session, args: &TrendsArgs) -> anyhow::Result<Exit> {
    document::check(session, args.format(session))?;
    let options = args.options(session)?;
    let ran = stream::run(session, &args.files, None, || {
        Counting(Trends::new(&options))
    })?;
    if ran.exit == Exit::Failed {
        return Ok(ran.exit);
    }
    let mut whole = Trends::new(&options);
    for part in ran.workers {
        whole.merge(part.0);
    }
    let others = whole.other_types();
    passed::tell(session, others, ran.lines, passed::POSTS_OR_BUCKETS);
    document::write(session, &whole.document(), args.format(session), args.excel)?;
    Ok(ran.exit)
}
