//! `cm-report authors`.

use chrono::TimeDelta;
use clap::Args;

use super::asked::{AddLine, AskedArgs};
use crate::cli::exit::Exit;
use crate::cli::session::Session;
use crate::report::{Authors, AuthorsOptions, LineProblem};
use crate::time::age;

const EXAMPLES: &str = "\
Examples:
  cm-report authors labelled.jsonl
      occasions to react, segments, who is influential, for us and against us
  cm-report authors --recent 1d --format jsonl labelled.jsonl | grep '\"part\":\"occasion\"'
      the occasions of today, for a script
  cm-report authors --since 365d --lang fr -o authors.xlsx labelled.jsonl
      a year as a workbook in French
";

#[derive(Args, Debug)]
#[command(before_long_help = EXAMPLES)]
pub(super) struct AuthorsArgs {
    #[command(flatten)]
    asked: AskedArgs,

    /// Look for occasions in this time before --until or now, and for anniversaries in as much after it
    #[arg(long, value_name = "AGE", default_value = "7d", value_parser = length)]
    recent: TimeDelta,

    /// Segments of fewer authors than this are not shown
    #[arg(long, value_name = "AUTHORS", default_value_t = 0)]
    min_group: u64,

    /// How many authors of each list, and occasions of each kind, to show; jsonl and csv have all
    #[arg(long, value_name = "AUTHORS", default_value_t = 5)]
    top: usize,
}

fn length(text: &str) -> Result<TimeDelta, String> {
    age(text).ok_or_else(|| "write an age, such as 12h or 2d".to_owned())
}

impl AddLine for Authors {
    fn add(&mut self, line: &str) -> Result<(), LineProblem> {
        self.add_line(line)
    }

    fn other_types(&self) -> u64 {
        Authors::other_types(self)
    }
}

/// Reads all posts and writes who speaks of us.
pub(super) fn run(session: &Session, args: &AuthorsArgs) -> anyhow::Result<Exit> {
    let options = AuthorsOptions {
        scope: args.asked.scope(session, args.min_group)?,
        recent: args.recent,
        top: args.top,
    };
    // One reader, so that who comes first when there is no more room does not depend on chance.
    let (parts, exit) = args.asked.read(session, 1, || Authors::new(&options))?;
    if let Some(authors) = parts.and_then(|parts| parts.into_iter().next()) {
        args.asked.write(session, &authors.document())?;
    }
    Ok(exit)
}
