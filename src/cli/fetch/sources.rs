//! The sources of a run: those of `cm.toml`, or those named on the command line.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::cli::exit::UsageError;
use crate::cli::session::Session;
use crate::config::{ConfigError, Section};
use crate::connect::{self, CONNECTORS, Source};
use crate::fetch::Job;
use crate::text::closest;

/// A `[[source]]` table.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct SourceSettings {
    /// Which connector reads it.
    #[serde(rename = "type")]
    pub(super) connector: String,
    /// What state is kept under; its address when not given.
    pub(super) name: Option<String>,
    /// One address or path.
    pub(super) url: Option<String>,
    /// Several of them.
    #[serde(default)]
    pub(super) urls: Vec<String>,
    /// Whose brand.
    pub(super) client: Option<String>,
    /// Name of the watch.
    pub(super) query: Option<String>,
}

impl Section for SourceSettings {
    const KEYS: &'static [&'static str] = &["type", "name", "url", "urls", "client", "query"];
}

impl SourceSettings {
    /// What state is kept under when the table has no name: two clients may listen to one address, and each has its own state.
    fn state_name(&self, target: &str) -> String {
        let whose: Vec<&str> = [&self.client, &self.query]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        let name = state_name(&self.connector, target);
        if whose.is_empty() {
            return name;
        }
        format!("{name} (for {})", whose.join(", "))
    }
}

/// The `[[source]]` tables in force: those of the strongest file that has any.
pub(super) fn configured(session: &Session) -> Result<Vec<SourceSettings>, ConfigError> {
    for file in &session.files {
        let sources = file.list::<SourceSettings>("source")?;
        if !sources.is_empty() {
            return Ok(sources);
        }
    }
    Ok(Vec::new())
}

/// The jobs of the configured sources, `--client` choosing among them.
pub(super) fn jobs(session: &Session) -> anyhow::Result<Vec<Job>> {
    let mut jobs: Vec<Job> = Vec::new();
    let configured = configured(session)?;
    let wanted = session.common.client.as_deref();
    for (number, settings) in (1..).zip(&configured) {
        if settings.url.is_none() && settings.urls.is_empty() {
            let message =
                format!("[[source]] number {number} of cm.toml has neither `url` nor `urls`");
            return Err(UsageError(message).into());
        }
        if wanted.is_some() && wanted != settings.client.as_deref() {
            continue;
        }
        for target in settings.url.iter().chain(&settings.urls) {
            let name = settings.name.clone().filter(|_| settings.urls.is_empty());
            let source = Source {
                name: name.unwrap_or_else(|| settings.state_name(target)),
                target: target.clone(),
                options: BTreeMap::new(),
                client: settings.client.clone(),
                query: settings.query.clone(),
                keep_raw: false,
            };
            let twin = |job: &Job| {
                let other = &job.source;
                let whose = |of: &Source| (of.target.clone(), of.client.clone(), of.query.clone());
                other.name == source.name && whose(other) != whose(&source)
            };
            if jobs.iter().any(twin) {
                let message = format!(
                    "two [[source]] tables of cm.toml have the name `{}`; what was fetched is remembered under it, so give each its own",
                    source.name
                );
                return Err(UsageError(message).into());
            }
            jobs.push(job(&settings.connector, source)?);
        }
    }
    if jobs.is_empty()
        && let (Some(client), false) = (wanted, configured.is_empty())
    {
        let message = format!(
            "no [[source]] of cm.toml has the client `{client}`{}",
            known_clients(&configured)
        );
        return Err(UsageError(message).into());
    }
    Ok(jobs)
}

/// The clients that the sources name, for a message.
fn known_clients(sources: &[SourceSettings]) -> String {
    let clients: BTreeSet<&str> = sources
        .iter()
        .filter_map(|source| source.client.as_deref())
        .collect();
    match clients.len() {
        0 => "; none of them names a client".to_owned(),
        _ => format!(" (there are {})", Vec::from_iter(clients).join(", ")),
    }
}

/// The job of a source.
pub(super) fn job(connector: &str, source: Source) -> anyhow::Result<Job> {
    match connect::find(connector) {
        Some(connector) => Ok(Job { connector, source }),
        None => {
            let known: Vec<&str> = CONNECTORS
                .iter()
                .map(|connector| connector.name())
                .collect();
            let hint = closest::hint(closest::closest(connector, known.iter().copied()));
            let message = format!(
                "unknown source type `{connector}`{hint} (there are {})",
                known.join(", ")
            );
            Err(UsageError(message).into())
        }
    }
}

/// What state is kept under when a source has no name of its own.
pub(super) fn state_name(connector: &str, target: &str) -> String {
    format!("{connector}:{target}")
}

/// What messages call a source: its name, or its address without the connector's name before it.
pub(super) fn shown(name: &str) -> &str {
    let unnamed = CONNECTORS
        .iter()
        .find_map(|connector| name.strip_prefix(connector.name())?.strip_prefix(':'));
    unnamed
        .filter(|target| !target.is_empty())
        .unwrap_or(name.trim_end_matches(':'))
}
