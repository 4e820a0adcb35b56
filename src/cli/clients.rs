//! Clients that `--client` or `cm.toml` (a source, a watch, a topic, a department) names, and of which `cm.toml` knows nothing: mostly a slip.

use std::collections::BTreeSet;

use super::exit::UsageError;
use super::session::Session;
use crate::text::closest::closest;

/// Where clients are named.
const KEYS: &[&str] = &["client", "clients"];
/// What is known of each.
const KNOWN: &str = "clients";

/// Tells of clients without a table, once each, where others have one. A name that is nearly another's is refused; that of `--client` is taken as the
/// table writes it.
pub(super) fn check(session: &mut Session) -> anyhow::Result<()> {
    let tables = session.files.iter().flat_map(|file| file.tables(&[KNOWN]));
    let known: BTreeSet<String> = tables.map(|(name, _)| name).collect();
    if known.is_empty() {
        return Ok(());
    }
    let mut told = BTreeSet::new();
    for file in &session.files {
        for (name, place) in file.named_in(KEYS, KNOWN) {
            if known.contains(&name) || !told.insert(name.clone()) {
                continue;
            }
            match missing(&name, &known) {
                Missing::Meant(message) => {
                    session.console.warn(file.error_at(place, &message));
                }
                Missing::Slip(message) => return Err(file.error_at(place, &message).into()),
            }
        }
    }
    let Some(asked) = session.common.client.clone() else {
        return Ok(());
    };
    if known.contains(&asked) || told.contains(&asked) {
        return Ok(());
    }
    if let Some(same) = known
        .iter()
        .find(|name| name.to_lowercase() == asked.to_lowercase())
    {
        session.common.client = Some(same.clone());
        return Ok(());
    }
    match missing(&asked, &known) {
        Missing::Meant(message) => session.console.warn(format!("--client: {message}")),
        Missing::Slip(message) => return Err(UsageError(format!("--client: {message}")).into()),
    }
    Ok(())
}

/// What is said of a client without a table.
enum Missing {
    /// It may be meant.
    Meant(String),
    /// It is nearly another's name.
    Slip(String),
}

fn missing(name: &str, known: &BTreeSet<String>) -> Missing {
    match closest(name, known.iter().map(String::as_str)) {
        Some(near) => Missing::Slip(format!(
            "no [clients.{name}]; did you mean `{near}`? If not, add an empty [clients.{name}]"
        )),
        None => {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            Missing::Meant(format!(
                "no [clients.{name}] (there are {}); if it is meant, add an empty one",
                known.join(", ")
            ))
        }
    }
}
