//! The flags that mean the same in every program.

use std::path::PathBuf;
use std::time::Duration;

use clap::{ArgAction, Args, ValueEnum};

const HEADING: &str = "Common options";

/// What every program understands.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = HEADING)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub(super) struct Common {
    /// Read this configuration file instead of ./cm.toml and the user's own
    #[arg(short, long, global = true, env = "CM_CONFIG", value_name = "FILE")]
    pub(super) config: Option<PathBuf>,

    /// Write to FILE instead of standard output, packed where it ends in .gz or .zst; whole or not at all, but for what never ends (`--follow`), which is written
    /// as it comes
    #[arg(short, long, global = true, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,

    /// Say nothing but errors
    #[arg(short, long, global = true, env = "CM_QUIET", value_parser = clap::builder::FalseyValueParser::new())]
    pub(super) quiet: bool,

    /// Say more; twice for even more
    #[arg(short, long, global = true, action = ArgAction::Count, conflicts_with = "quiet")]
    pub(super) verbose: u8,

    /// Only what was published at or after this time: RFC 3339, a date, or an age such as 7d or 2h30m
    #[arg(long, global = true, value_name = "TIME")]
    pub(super) since: Option<String>,

    /// Only what was published before this time
    #[arg(long, global = true, value_name = "TIME")]
    pub(super) until: Option<String>,

    /// Only this client, or whose brand it is
    #[arg(long, global = true, env = "CM_CLIENT", value_name = "NAME")]
    pub(super) client: Option<String>,

    /// Time zone of days and hours, such as Europe/Paris; `local` is the machine's own
    #[arg(
        long,
        global = true,
        env = "CM_TZ",
        value_name = "ZONE",
        default_value = "local"
    )]
    pub(super) tz: String,

    /// Take this for the present, for scripts and tests
    #[arg(
        long,
        global = true,
        env = "CM_NOW",
        value_name = "TIME",
        hide_short_help = true
    )]
    pub(super) now: Option<String>,

    /// Threads to work with [default: one per processor]
    #[arg(
        short,
        long,
        global = true,
        env = "CM_JOBS",
        value_name = "N",
        hide_short_help = true
    )]
    pub(super) jobs: Option<std::num::NonZeroUsize>,

    /// Stop at the first bad line
    #[arg(long, global = true, env = "CM_STRICT", hide_short_help = true, value_parser = clap::builder::FalseyValueParser::new())]
    pub(super) strict: bool,

    /// Keep bad lines in FILE
    #[arg(long, global = true, value_name = "FILE", hide_short_help = true)]
    pub(super) rejects: Option<PathBuf>,

    /// Longest line that is loaded, in bytes
    #[arg(long, global = true, env = "CM_MAX_LINE", value_name = "BYTES", default_value_t = 16 << 20, hide_short_help = true)]
    pub(super) max_line: usize,

    /// No colour, also on a terminal
    #[arg(long, global = true, env = "CM_NO_COLOR", hide_short_help = true, value_parser = clap::builder::FalseyValueParser::new())]
    pub(super) no_color: bool,

    /// Print the JSON Schema of the records, or of one TYPE, and exit
    #[arg(long, global = true, value_name = "TYPE", num_args = 0..=1, default_missing_value = "all", hide_short_help = true)]
    pub(super) schema: Option<String>,

    /// Print the values in force and where each came from, and exit
    #[arg(long, global = true, hide_short_help = true)]
    pub(super) show_config: bool,

    /// Print the man page or a shell's completions and exit
    #[arg(long, global = true, value_name = "WHAT", hide_short_help = true)]
    pub(super) generate: Option<Generate>,
}

/// What `--generate` prints.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Generate {
    /// The man page
    Man,
    /// Completions for bash
    Bash,
    /// Completions for zsh
    Zsh,
    /// Completions for fish
    Fish,
}

/// `--format` where records are written: there is one, and scripts may name it.
#[derive(Args, Clone, Debug)]
pub(super) struct Lines {
    /// How to write it
    #[arg(long, value_name = "FORMAT", default_value = "jsonl", value_parser = ["jsonl"], hide_short_help = true)]
    format: String,
}

/// A stretch of time as flags take it.
pub(super) fn duration(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text)
        .map_err(|_| "expected a time such as 500ms, 30s or 5m".to_owned())
}
