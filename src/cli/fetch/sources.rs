//! The sources of a run: those of `cm.toml`, or those named on the command line.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use url::Url;

use super::briefs::Briefs;
use super::connectors::check_option;
use super::secrets::TokenArgs;
use crate::cli::exit::{UsageError, told};
use crate::cli::session::Session;
use crate::config::{ConfigError, Section};
use crate::connect::{
    self, Brief, CONNECTORS, Connector, Options, Secret, Source, SourceError, SourceOption,
};
use crate::fetch::{self, Job};
use crate::text::closest;

/// A `[[source]]` table.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct SourceSettings {
    /// Which connector reads it; nothing when it is not said.
    #[serde(rename = "type", default)]
    pub(super) connector: String,
    /// What state is kept under; its address when not given.
    pub(super) name: Option<String>,
    /// One address or path.
    pub(super) url: Option<String>,
    /// Several of them.
    #[serde(default)]
    pub(super) urls: Vec<String>,
    /// Address of the server; the same as `url`.
    pub(super) server: Option<String>,
    /// Whose brand.
    pub(super) client: Option<String>,
    /// Name of the watch.
    pub(super) query: Option<String>,
    /// Keep what the source sent and no field holds.
    #[serde(default)]
    pub(super) raw: bool,
    /// File that holds the token.
    pub(super) token_file: Option<std::path::PathBuf>,
    /// Command that prints the token.
    pub(super) token_cmd: Option<String>,
    /// The connector's own options.
    #[serde(flatten)]
    pub(super) options: BTreeMap<String, toml::Value>,
}

impl Section for SourceSettings {
    const KEYS: &'static [&'static str] = &[
        "type",
        "name",
        "url",
        "urls",
        "server",
        "client",
        "query",
        "raw",
        "token_file",
        "token_cmd",
    ];

    fn keys() -> Vec<String> {
        let own = CONNECTORS
            .iter()
            .flat_map(|connector| connector.options())
            .map(|option| option.name.replace('-', "_"));
        Self::KEYS
            .iter()
            .map(|&key| key.to_owned())
            .chain(own)
            .collect()
    }
}

impl SourceSettings {
    /// The jobs that a table stands for: one for each of its addresses.
    fn jobs(&self, briefs: &Briefs) -> anyhow::Result<Vec<Job>> {
        let connector = connector(&self.connector)?;
        let options = self.options(connector)?;
        // A token that cannot be had costs its source, not the run.
        let (token, hindrance) = match self.token(connector) {
            Ok(token) => (token, None),
            Err(error) => (None, Some(told(&error))),
        };
        let brief = briefs.of_source(self.client.as_deref(), self.query.as_deref())?;
        let mut targets: Vec<Option<&String>> = self
            .url
            .iter()
            .chain(&self.urls)
            .chain(&self.server)
            .map(Some)
            .collect();
        if targets.is_empty() {
            targets.push(None);
        }
        let jobs = targets.into_iter().map(|target| {
            let target = address(connector, target.map(String::as_str))?;
            let name = self.name.clone().filter(|_| self.urls.is_empty());
            let source = Source {
                name: name.unwrap_or_else(|| self.state_name(&format!("{target}{options}"))),
                target,
                options: with_searches(connector, &options, &brief)?,
                brief: brief.clone(),
                token: token.clone(),
                client: self.client.clone(),
                query: self.query.clone(),
                keep_raw: self.raw,
            };
            let hindrance = hindrance.clone().map(|message| SourceError {
                credentials: true,
                ..SourceError::new(&source, message)
            });
            Ok(Job {
                hindrance,
                ..Job::new(connector, source)
            })
        });
        jobs.collect()
    }

    /// The token, if there is one.
    pub(super) fn token(
        &self,
        connector: &'static dyn Connector,
    ) -> anyhow::Result<Option<Secret>> {
        let token = TokenArgs {
            token_file: self.token_file.clone(),
            token_cmd: self.token_cmd.clone(),
        };
        token.read(connector)
    }

    /// The connector's own options, as they would be typed.
    pub(super) fn options(&self, connector: &'static dyn Connector) -> Result<Options, UsageError> {
        let mut options = Options::new();
        for (key, value) in &self.options {
            let values = match value {
                toml::Value::Array(items) => items.iter().map(typed).collect(),
                value => vec![typed(value)],
            };
            let name = key.replace('_', "-");
            check_option(connector, &name, &values)?;
            // A switch that is off is not given.
            let given = values.into_iter().filter(|value| value != "false");
            options = given.fold(options, |options, value| options.with(&name, value));
        }
        Ok(options)
    }

    /// What state is kept under when the table has no name: two clients may listen to one address, and each has its own state.
    fn state_name(&self, target: &str) -> String {
        let whose = [self.client.as_deref(), self.query.as_deref()];
        state_name(&self.connector, target, &whose)
    }
}

/// The options of a source; where they say nothing of what to read, and its network has a search, that of its watches.
pub(super) fn with_searches(
    connector: &'static dyn Connector,
    options: &Options,
    brief: &Brief,
) -> Result<Options, UsageError> {
    let Some(search) = connector.search() else {
        return Ok(options.clone());
    };
    let narrows = |option: &&SourceOption| !search.beside.contains(&option.name);
    let mut own = connector.options().iter().filter(narrows);
    if brief.watches.is_empty() || own.any(|option| options.has(option.name)) {
        return Ok(options.clone());
    }
    let mut options = options.clone();
    for watch in &brief.watches {
        let Some(searches) = watch.searches(&search.dialect) else {
            return Err(UsageError(format!(
                "the watch `{}` cannot be said in the search of {}; give the source a `search` of its own, and the watch will sieve what it finds",
                watch.name,
                connector.name()
            )));
        };
        options = searches
            .into_iter()
            .fold(options, |options, text| options.with("search", text));
    }
    Ok(options)
}

/// A value, or several, as they would be typed.
pub(super) fn typed_out(value: &toml::Value) -> String {
    match value {
        toml::Value::Array(items) => items.iter().map(typed).collect::<Vec<_>>().join(","),
        value => typed(value),
    }
}

/// A value as it would be typed.
fn typed(value: &toml::Value) -> String {
    match value {
        toml::Value::String(text) => text.clone(),
        value => value.to_string(),
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
    let briefs = Briefs::read(session)?;
    for (number, settings) in (1..).zip(&configured) {
        if wanted.is_some() && wanted != settings.client.as_deref() {
            continue;
        }
        let made = settings
            .jobs(&briefs)
            .map_err(|error| match error.downcast() {
                Ok(UsageError(message)) => {
                    UsageError(format!("[[source]] number {number}: {message}")).into()
                }
                Err(error) => error,
            });
        for job in made? {
            let source = &job.source;
            let twin = |job: &Job| {
                let other = &job.source;
                let whose = |of: &Source| {
                    let Source {
                        target,
                        options,
                        client,
                        query,
                        ..
                    } = of.clone();
                    (target, options, client, query)
                };
                other.name == source.name && whose(other) != whose(source)
            };
            if jobs.iter().any(twin) {
                let message = format!(
                    "two [[source]] tables of cm.toml have the name `{}`; what was fetched is remembered under it, so give each its own",
                    source.name
                );
                return Err(UsageError(message).into());
            }
            jobs.push(job);
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

/// What people call a network, and the connector that reads it.
const ALSO_CALLED: &[(&str, &str)] = &[
    ("rss", "feed"),
    ("atom", "feed"),
    ("rdf", "feed"),
    ("opml", "feed"),
    ("feeds", "feed"),
    ("blog", "feed"),
    ("hn", "hackernews"),
    ("twitter", "x"),
    ("facebook", "meta"),
    ("instagram", "meta"),
    ("threads", "meta"),
];

/// The connector of a name.
pub(super) fn connector(name: &str) -> Result<&'static dyn Connector, UsageError> {
    connect::find(name).ok_or_else(|| {
        let known: Vec<&str> = CONNECTORS
            .iter()
            .map(|connector| connector.name())
            .collect();
        if name.is_empty() {
            return UsageError(format!(
                "it has no `type`; write `type = \"feed\"` for a feed, or one of {}",
                known.get(1..).unwrap_or_default().join(", ")
            ));
        }
        let also = ALSO_CALLED
            .iter()
            .find(|(also, _)| name.eq_ignore_ascii_case(also));
        let meant = also
            .map(|(_, meant)| *meant)
            .or_else(|| closest::closest(name, known.iter().copied()));
        let hint = closest::hint(meant);
        UsageError(format!(
            "unknown source type `{name}`{hint} (there are {})",
            known.join(", ")
        ))
    })
}

/// The address of a source as its connector expects it: of a server, with its scheme and without `/` at the end.
pub(super) fn address(
    connector: &'static dyn Connector,
    target: Option<&str>,
) -> Result<String, UsageError> {
    let name = connector.name();
    let Some(target) = target.or(connector.server()) else {
        return Err(UsageError(match connector.targets() {
            Some(_) => "it has neither `url` nor `urls`".to_owned(),
            None => format!("it has no `server`; say which {name} server to ask"),
        }));
    };
    if connector.targets().is_some() {
        return Ok(target.to_owned());
    }
    let whole = if target.contains("://") {
        target.to_owned()
    } else {
        format!("https://{target}")
    };
    let url = Url::parse(&whole)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
        .filter(|url| url.query().is_none() && url.fragment().is_none());
    match url {
        Some(_) => Ok(whole.trim_end_matches('/').to_owned()),
        None => Err(UsageError(format!(
            "`{target}` is not the address of a {name} server; write it like https://{name}.example"
        ))),
    }
}

/// What state is kept under when a source has no name of its own. `whose` is for whom it is listened to: what one has had, another has not.
pub(super) fn state_name(connector: &str, target: &str, whose: &[Option<&str>]) -> String {
    let whose: Vec<&str> = whose.iter().copied().flatten().collect();
    if whose.is_empty() {
        return format!("{connector}:{target}");
    }
    format!("{connector}:{target} (for {})", whose.join(", "))
}

/// What messages call a source: its name, or its address without secrets and without the connector's name before it.
pub(super) fn shown(name: &str) -> String {
    let unnamed = CONNECTORS
        .iter()
        .find_map(|connector| name.strip_prefix(connector.name())?.strip_prefix(':'));
    let shown = unnamed
        .filter(|target| !target.is_empty())
        .unwrap_or(name.trim_end_matches(':'));
    fetch::without_secrets(shown)
}
