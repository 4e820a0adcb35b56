//! `cm-report html`: one page for a browser.

use clap::Args;

use super::pack;
use super::summary::{self, SummaryArgs};
use crate::cli::exit::{Exit, UsageError};
use crate::cli::session::Session;
use crate::report::{PAGE, PackPlan};

#[derive(Args, Debug)]
pub(super) struct HtmlArgs {
    #[command(flatten)]
    summary: SummaryArgs,
}

/// The page of the main figures and charts; with `--by`, or what else only a summary does, that summary, drawn.
pub(super) fn run(session: &Session, args: HtmlArgs) -> anyhow::Result<Exit> {
    if args.summary.is_partial() {
        let message = "a page is not made of --partial; cm-report summary --partial writes buckets";
        return Err(UsageError(message.to_owned()).into());
    }
    if args.summary.needs_summary() {
        return summary::run(session, &args.summary.in_format("html"));
    }
    pack::write(
        session,
        &PackPlan::from(PAGE),
        (args.summary.files(), &[]),
        "html",
    )
}
