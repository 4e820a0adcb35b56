//! Clients and watches of `cm.toml`: what is looked for on whose behalf.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use crate::cli::exit::UsageError;
use crate::cli::session::Session;
use crate::cli::tables;
use crate::config::{Section, Table};
use crate::connect::{Brief, Watch};
use crate::text::closest;
use crate::text::query::Query;

/// Name of the watch that is given by `--match` alone.
pub(super) const MATCH: &str = "match";

/// Names of the lists of a client, which are watches too.
const NAMES: [&str; 4] = ["brands", "products", "people", "rivals"];

/// The tables that say what is looked for.
pub(super) const TABLES: [Table; 2] = [
    Table::named::<ClientSettings>("clients"),
    Table::named::<WatchSettings>("watch"),
];

/// A `[clients.NAME]` table.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct ClientSettings {
    brands: Vec<String>,
    products: Vec<String>,
    people: Vec<String>,
    rivals: Vec<String>,
    /// Our accounts.
    own: Vec<String>,
    /// Languages wanted.
    languages: Vec<String>,
    /// Posts that this finds are not wanted.
    exclude: Option<String>,
}

impl Section for ClientSettings {
    const KEYS: &'static [&'static str] = tables::CLIENT_KEYS;
}

/// A `[watch.NAME]` table.
#[derive(Clone, Debug, Deserialize)]
struct WatchSettings {
    query: String,
    /// Only for this client's sources.
    client: Option<String>,
}

impl Section for WatchSettings {
    const KEYS: &'static [&'static str] = &["query", "client"];
}

/// Everything that is looked for.
pub(super) struct Briefs {
    clients: BTreeMap<String, ClientSettings>,
    watches: BTreeMap<String, (Option<String>, Query)>,
}

impl Briefs {
    /// Reads the clients and watches of the configuration.
    pub(super) fn read(session: &Session) -> anyhow::Result<Self> {
        let mut clients = BTreeMap::new();
        let mut watches = BTreeMap::new();
        // The strongest file comes first and has the last word.
        for file in session.files.iter().rev() {
            for (name, settings) in file.named::<ClientSettings>("clients")? {
                clients.insert(name, settings);
            }
            for (name, settings) in file.named::<WatchSettings>("watch")? {
                let query = parse(&format!("[watch.{name}] query"), &settings.query)?;
                watches.insert(name, (settings.client, query));
            }
        }
        Ok(Briefs { clients, watches })
    }

    /// What is looked for in a source of that client and with that `query`; `extra` is a query given on the command line.
    pub(super) fn brief(
        &self,
        client: Option<&str>,
        query: Option<&str>,
        extra: Option<&str>,
    ) -> anyhow::Result<Arc<Brief>> {
        let settings = client.and_then(|client| self.clients.get(client));
        let mut brief = Brief::default();
        if let Some(query) = query {
            brief.watches.extend(self.watch(client, settings, query)?);
        }
        if let Some(extra) = extra {
            brief.watches.push(Watch {
                name: query.unwrap_or(MATCH).to_owned(),
                query: parse("--match", extra)?,
            });
        }
        if let (Some(settings), Some(client)) = (settings, client) {
            let place = format!("[clients.{client}]");
            let all = [
                &settings.brands,
                &settings.products,
                &settings.people,
                &settings.rivals,
            ];
            let names: Vec<&String> = all.into_iter().flatten().collect();
            brief.names = any_of(&names, &place)?;
            brief.exclude = settings
                .exclude
                .as_deref()
                .map(|text| parse(&format!("{place} exclude"), text))
                .transpose()?;
            brief.languages.clone_from(&settings.languages);
            brief.own.clone_from(&settings.own);
        }
        Ok(Arc::new(brief))
    }

    /// What is looked for in a `[[source]]` of that client. Its `query` must name something that can be looked for: a source that is taken for sieved
    /// and is not fills a file with what nobody wants.
    pub(super) fn of_source(
        &self,
        client: Option<&str>,
        query: Option<&str>,
    ) -> anyhow::Result<Arc<Brief>> {
        let brief = self.brief(client, query, None)?;
        let Some(name) = query.filter(|_| brief.watches.is_empty()) else {
            return Ok(brief);
        };
        let message = match client.filter(|_| NAMES.contains(&name)) {
            Some(client) => format!(
                "`query` is `{name}`, and [clients.{client}] has no `{name}`; add them, or leave out `query` to take everything"
            ),
            None => format!(
                "no [watch.{name}] in cm.toml; add one with what to look for, or leave out `query` to take everything"
            ),
        };
        Err(UsageError(message).into())
    }

    /// The watch of a name: one of the configuration, or `brands`, `products`, `people`, `rivals` of the client. Where no watch is configured,
    /// the name of `--query` is only a name.
    fn watch(
        &self,
        client: Option<&str>,
        settings: Option<&ClientSettings>,
        name: &str,
    ) -> anyhow::Result<Option<Watch>> {
        if let Some((whose, query)) = self.watches.get(name) {
            if whose.is_some() && whose.as_deref() != client {
                let message = format!(
                    "the watch `{name}` of cm.toml is for the client `{}`, not for {}",
                    whose.as_deref().unwrap_or_default(),
                    client.map_or("a source without client".to_owned(), |client| format!(
                        "`{client}`"
                    ))
                );
                return Err(UsageError(message).into());
            }
            return Ok(Some(Watch {
                name: name.to_owned(),
                query: query.clone(),
            }));
        }
        if let Some(settings) = settings {
            let names = match name {
                "brands" => &settings.brands,
                "products" => &settings.products,
                "people" => &settings.people,
                "rivals" => &settings.rivals,
                _ => return self.label(name),
            };
            let place = format!("[clients.{}]", client.unwrap_or_default());
            let query = any_of(&names.iter().collect::<Vec<_>>(), &place)?;
            return Ok(query.map(|query| Watch {
                name: name.to_owned(),
                query,
            }));
        }
        self.label(name)
    }

    /// A name that is no watch is a slip where there are watches.
    fn label(&self, name: &str) -> anyhow::Result<Option<Watch>> {
        if self.watches.is_empty() {
            return Ok(None);
        }
        let known: Vec<&str> = self.watches.keys().map(String::as_str).collect();
        let hint = closest::hint(closest::closest(name, known.iter().copied()));
        let message = format!(
            "no [watch.{name}] in cm.toml{hint} (there are {})",
            known.join(", ")
        );
        Err(UsageError(message).into())
    }
}

fn parse(place: &str, text: &str) -> Result<Query, UsageError> {
    Query::parse(text).map_err(|error| UsageError(format!("{place}: {error}")))
}

/// A query that finds any of some names, each as it is written; nothing if there are none.
fn any_of(names: &[&String], place: &str) -> anyhow::Result<Option<Query>> {
    let phrases: Vec<String> = names
        .iter()
        .filter(|name| !name.trim().is_empty())
        .map(|name| {
            let plain = name.starts_with(['#', '@']);
            if plain {
                (*name).clone()
            } else {
                format!("\"{}\"", name.replace('"', " "))
            }
        })
        .collect();
    if phrases.is_empty() {
        return Ok(None);
    }
    Ok(Some(parse(place, &phrases.join(" OR "))?))
}
