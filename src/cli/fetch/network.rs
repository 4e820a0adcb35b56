//! The flags that say how to behave on the network and what to remember.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use chrono::TimeDelta;
use clap::Args;

use super::privacy::PrivacyArgs;
use crate::cli::common::duration;
use crate::cli::session::Session;
use crate::fetch;
use crate::http;

/// At the first contact, `cm-fetch run` takes posts of so many days.
const FIRST_CONTACT: TimeDelta = TimeDelta::days(30);

/// What to remember in.
#[derive(Args, Clone, Debug)]
pub(super) struct Place {
    /// Remember in FILE what was fetched, so that it never comes twice [default for run: ~/.local/state/cm/state.db, or below $XDG_STATE_HOME; one for all folders]
    #[arg(long, env = "CM_STATE", value_name = "FILE")]
    state: Option<PathBuf>,

    /// Remember nothing, whatever --state says: fetch all there is
    #[arg(long)]
    no_state: bool,
}

impl Place {
    /// Where to remember: what was said, or else `default`.
    pub(super) fn state(&self, default: Option<PathBuf>) -> Option<PathBuf> {
        self.state.clone().or(default).filter(|_| !self.no_state)
    }
}

/// How to ask.
#[derive(Args, Clone, Debug)]
pub(super) struct Wire {
    /// Allow private and loopback addresses
    #[arg(long, env = "CM_ALLOW_PRIVATE", value_parser = clap::builder::FalseyValueParser::new())]
    allow_private: bool,

    /// Where our user can be reached, told to every server: an address or a page
    #[arg(long, env = "CM_CONTACT", value_name = "ADDRESS")]
    contact: Option<String>,

    /// Requests open at one host
    #[arg(
        long,
        env = "CM_PER_HOST",
        value_name = "N",
        default_value_t = 4,
        hide_short_help = true
    )]
    per_host: usize,

    /// Time between two requests to one host, such as 100ms; your own network is not spaced
    #[arg(long, env = "CM_SPACING", value_name = "TIME", default_value = "100ms", value_parser = duration, hide_short_help = true)]
    spacing: Duration,

    /// Time for one request, such as 30s
    #[arg(long, env = "CM_TIMEOUT", value_name = "TIME", default_value = "1m", value_parser = duration, hide_short_help = true)]
    timeout: Duration,

    /// Trust the certificate authorities in this PEM file too
    #[arg(long, env = "CM_CA_FILE", value_name = "FILE", hide_short_help = true)]
    ca_file: Option<PathBuf>,
}

/// How to behave on the network, and what to remember.
#[derive(Args, Clone, Debug)]
pub(super) struct Network {
    #[command(flatten)]
    pub(super) privacy: PrivacyArgs,

    #[command(flatten)]
    place: Place,

    /// Forget what was fetched before, and fetch all there is again
    #[arg(long, hide_short_help = true)]
    full_refresh: bool,

    /// Add whole lines to FILE, each on the disk before it counts as fetched; a run that is killed leaves no line twice and none cut. Without --state, what stands in FILE is not fetched again
    #[arg(long, value_name = "FILE")]
    pub(super) append: Option<PathBuf>,

    /// At the first contact with a source, take posts no older than this, such as 30d [default: 30d for run, else all]
    #[arg(long, value_name = "TIME", value_parser = duration)]
    max_age: Option<Duration>,

    /// Run for ever, once every so often, such as 5m
    #[arg(long, value_name = "TIME", num_args = 0..=1, default_missing_value = "5m", value_parser = pause)]
    pub(super) follow: Option<Duration>,

    /// Wait for another run to end instead of giving up
    #[arg(long)]
    pub(super) wait: bool,

    /// Print the requests that would be made first, and what they may cost, and make none
    #[arg(long)]
    pub(super) dry_run: bool,

    /// Spend no more than this, in the money or units of a network that bills or meters
    #[arg(long, value_name = "AMOUNT", value_parser = amount)]
    max_cost: Option<f64>,

    /// Pages read of one source at most, in one run
    #[arg(long, value_name = "N", default_value_t = 1000, hide_short_help = true)]
    max_pages: usize,

    #[command(flatten)]
    wire: Wire,
}

impl Network {
    /// Whether nothing is to be remembered.
    pub(super) fn remembers_nothing(&self) -> bool {
        self.place.no_state
    }

    /// Where to remember: what was said, or else `default`.
    pub(super) fn state(&self, default: Option<PathBuf>) -> Option<PathBuf> {
        self.place.state(default)
    }

    /// How the driver goes about it. `unattended` says that the sources are those of the configuration, asked again and again.
    pub(super) fn fetch_options(&self, session: &Session, unattended: bool) -> fetch::Options {
        let max_age = self
            .max_age
            .map(|age| TimeDelta::from_std(age).unwrap_or(TimeDelta::MAX));
        fetch::Options {
            range: session.range,
            pages: self.max_pages.max(1),
            max_age: max_age.or(unattended.then_some(FIRST_CONTACT)),
            patient: unattended || self.follow.is_some(),
            full_refresh: self.full_refresh,
            max_cost: self.max_cost,
            ..fetch::Options::default()
        }
    }

    /// How the client goes about it.
    pub(super) fn client_options(&self, session: &Session) -> anyhow::Result<http::Options> {
        self.wire.client_options(session)
    }
}

impl Wire {
    /// How the client goes about it.
    pub(super) fn client_options(&self, session: &Session) -> anyhow::Result<http::Options> {
        let ca_pem = match &self.ca_file {
            Some(path) => Some(
                std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?,
            ),
            None => None,
        };
        let variable = |names: [&str; 2]| {
            names
                .iter()
                .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
        };
        Ok(http::Options {
            user_agent: http::Options::user_agent(self.contact.as_deref()),
            total_timeout: self.timeout,
            per_host: self.per_host.max(1),
            spacing: self.spacing,
            allow_private: self.allow_private,
            ca_pem,
            proxy: variable(["HTTPS_PROXY", "https_proxy"])
                .or_else(|| variable(["ALL_PROXY", "all_proxy"])),
            no_proxy: variable(["NO_PROXY", "no_proxy"]),
            clock: session.clock,
            ..http::Options::default()
        })
    }
}

/// An amount to spend. Nothing would ever be more than what is not a number, and everything would be more than less than nothing.
pub(super) fn amount(text: &str) -> Result<f64, String> {
    let amount: Option<f64> = text.parse().ok();
    amount
        .filter(|amount| amount.is_finite() && *amount >= 0.0)
        .ok_or_else(|| "expected an amount such as 2.50, not less than 0".to_owned())
}

/// A time to wait between two runs.
fn pause(text: &str) -> Result<Duration, String> {
    humantime::parse_duration(text)
        .ok()
        .filter(|pause| !pause.is_zero())
        .ok_or_else(|| "expected a time to wait between two runs, such as 5m".to_owned())
}
