//! A progress bar on standard error, for a person who watches a long run; nothing for a pipe or cron.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::session::Session;

/// The bar of a run; may be invisible.
pub(super) struct Progress(ProgressBar);

impl Progress {
    /// A bar over bytes; `total` when it is known. Shown only when standard error is a terminal and standard output is not,
    /// so that it never runs through the output.
    pub(super) fn bytes(session: &Session, total: Option<u64>, output_is_terminal: bool) -> Self {
        let bar = ProgressBar::with_draw_target(total, target(session, output_is_terminal));
        let template = match total {
            Some(_) => "{bar:30} {bytes}/{total_bytes} {bytes_per_sec} {eta}",
            None => "{spinner} {bytes} {bytes_per_sec}",
        };
        Progress(styled(bar, template))
    }

    /// A bar over things that are counted and called `unit`, such as sources.
    pub(super) fn count(
        session: &Session,
        (total, unit): (u64, &str),
        output_is_terminal: bool,
    ) -> Self {
        let bar = ProgressBar::with_draw_target(Some(total), target(session, output_is_terminal));
        bar.set_message("starting");
        let template = format!("{{bar:30}} {{pos}}/{{len}} {unit}, {{msg}}, {{eta}} left");
        Progress(styled(bar, &template))
    }

    pub(super) fn advance(&self, by: u64) {
        self.0.inc(by);
    }

    /// Where the bar stands, with a word about it.
    pub(super) fn show(&self, position: u64, message: String) {
        self.0.set_position(position);
        self.0.set_message(message);
    }

    /// A word about where the bar stands.
    pub(super) fn say(&self, message: String) {
        self.0.set_message(message);
    }

    pub(super) fn lengthen(&self, by: u64) {
        self.0.inc_length(by);
    }

    pub(super) fn clear(&self) {
        self.0.finish_and_clear();
    }
}

fn target(session: &Session, output_is_terminal: bool) -> ProgressDrawTarget {
    let visible = session.console.is_terminal() && !output_is_terminal && !session.common.quiet;
    if visible {
        ProgressDrawTarget::stderr_with_hz(5)
    } else {
        ProgressDrawTarget::hidden()
    }
}

fn styled(bar: ProgressBar, template: &str) -> ProgressBar {
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
