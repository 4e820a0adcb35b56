//! The sources of a run: those of `cm.toml`, or those named on the command line.

use std::collections::BTreeMap;

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
    let mut jobs = Vec::new();
    for settings in configured(session)? {
        let wanted = session.common.client.as_deref();
        if wanted.is_some() && wanted != settings.client.as_deref() {
            continue;
        }
        for target in settings.url.iter().chain(&settings.urls) {
            let name = settings.name.clone().filter(|_| settings.urls.is_empty());
            let source = Source {
                name: name.unwrap_or_else(|| state_name(&settings.connector, target)),
                target: target.clone(),
                options: BTreeMap::new(),
                client: settings.client.clone(),
                query: settings.query.clone(),
                keep_raw: false,
            };
            jobs.push(job(&settings.connector, source)?);
        }
    }
    Ok(jobs)
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
