//! Our brands and their rivals, as `[clients.NAME]` of `cm.toml` names them: the voices of a share of voice for which no brands are given.

use serde::Deserialize;

use crate::cli::session::Session;
use crate::cli::tables;
use crate::config::Section;

/// What of a `[clients.NAME]` table is looked at here.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Client {
    brands: Vec<String>,
    rivals: Vec<String>,
}

impl Section for Client {
    const KEYS: &'static [&'static str] = tables::CLIENT_KEYS;
}

/// `NAME=QUERY` of each brand, ours before the rivals; nothing unless both are known of the clients asked for.
pub(super) fn brands(session: &Session) -> anyhow::Result<Vec<String>> {
    let clients = tables::named::<Client>(session, "clients")?.1;
    let asked = |name: &String| session.common.client.as_ref().is_none_or(|one| one == name);
    let clients: Vec<Client> = clients
        .into_iter()
        .filter(|(name, _)| asked(name))
        .map(|(_, client)| client)
        .collect();
    if !clients.iter().any(|client| !client.rivals.is_empty()) {
        return Ok(Vec::new());
    }
    let mut brands: Vec<(String, String)> = Vec::new();
    let mut add = |name: &str, query: String| {
        if !brands.iter().any(|(known, _)| known == name) {
            brands.push((name.to_owned(), query));
        }
    };
    for client in &clients {
        if let Some(first) = client.brands.first() {
            let words: Vec<String> = client.brands.iter().map(|brand| quoted(brand)).collect();
            add(first, words.join(" OR "));
        }
    }
    for rival in clients.iter().flat_map(|client| &client.rivals) {
        add(rival, quoted(rival));
    }
    let named = brands.into_iter();
    Ok(named
        .map(|(name, query)| format!("{}={query}", name.replace('=', " ")))
        .collect())
}

/// A name as cm-fetch looks for it.
fn quoted(name: &str) -> String {
    if name.starts_with(['#', '@']) {
        return name.to_owned();
    }
    format!("\"{}\"", name.replace('"', " "))
}
