//! `cm-report posts`.

use chrono::TimeDelta;
use clap::Args;

use super::asked::{AddLine, AskedArgs};
use crate::cli::exit::{Exit, UsageError};
use crate::cli::session::Session;
use crate::report::{LineProblem, OwnPosts, Per, PostsOptions};
use crate::time::age;

const EXAMPLES: &str = "\
Examples:
  cm-report posts posts.jsonl
      what to do again and what to avoid, where the data says so; the best and the worst posts
  cm-report posts --since 365d --per followers --lang fr -o posts.html labelled.jsonl
      a year, by engagement per follower, as a page in French
  cm-report posts --ids --format jsonl labelled.jsonl
      every comparison with its interval, p and q, and the posts behind it
";

#[derive(Args, Debug)]
#[command(before_long_help = EXAMPLES)]
pub(super) struct PostsArgs {
    #[command(flatten)]
    asked: AskedArgs,

    /// What engagement is divided by: reach, impressions, views, followers, post [default: the best that most posts of every channel have]
    #[arg(long, value_name = "WHAT")]
    per: Option<String>,

    /// Leave out posts whose figures were read before this age: they still grow
    #[arg(long, value_name = "AGE", default_value = "1d", value_parser = length)]
    min_age: TimeDelta,

    /// Traits of fewer posts than this, or that fewer posts lack, are not compared
    #[arg(long, value_name = "POSTS", default_value_t = 5)]
    min_group: u64,

    /// How many of the best, and of the worst, to show
    #[arg(long, value_name = "POSTS", default_value_t = 5)]
    top: usize,
}

fn length(text: &str) -> Result<TimeDelta, String> {
    age(text).ok_or_else(|| "write an age, such as 12h or 2d".to_owned())
}

impl AddLine for OwnPosts {
    fn add(&mut self, line: &str) -> Result<(), LineProblem> {
        self.add_line(line)
    }

    fn other_types(&self) -> u64 {
        OwnPosts::other_types(self)
    }
}

/// Reads all posts and writes what they share.
pub(super) fn run(session: &Session, args: &PostsArgs) -> anyhow::Result<Exit> {
    let per = args.per.as_deref().map(Per::parse).transpose();
    let options = PostsOptions {
        scope: args.asked.scope(session, args.min_group)?,
        per: per.map_err(|error| UsageError(format!("--per: {error}")))?,
        min_age: args.min_age,
        top: args.top,
    };
    let (parts, exit) = args
        .asked
        .read(session, session.jobs(), || OwnPosts::new(&options))?;
    let Some(parts) = parts else {
        return Ok(exit);
    };
    let mut whole = OwnPosts::new(&options);
    for part in parts {
        whole.merge(part);
    }
    let judged = whole
        .finish()
        .map_err(|error| UsageError(error.to_string()))?;
    args.asked.write(session, &judged.document())?;
    Ok(exit)
}
