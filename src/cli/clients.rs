//! Clients that `cm.toml` names in a source, a watch, a topic or a department, and of which it knows nothing: mostly a slip.

use std::collections::BTreeSet;

use super::session::Session;
use crate::config::ConfigError;
use crate::text::closest::closest;

/// Where clients are named.
const KEYS: &[&str] = &["client", "clients"];
/// What is known of each.
const KNOWN: &str = "clients";

/// Tells of clients without a table, once each, where others have one. A name that is nearly another's is refused.
pub(super) fn check(session: &Session) -> Result<(), ConfigError> {
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
            let near = closest(&name, known.iter().map(String::as_str));
            let Some(near) = near else {
                let known = known
                    .iter()
                    .map(String::as_str)
                    .collect::<Vec<_>>()
                    .join(", ");
                let message = format!(
                    "no [clients.{name}] (there are {known}); if it is meant, add an empty one"
                );
                session.console.warn(file.error_at(place, &message));
                continue;
            };
            let message = format!(
                "no [clients.{name}]; did you mean `{near}`? If not, add an empty [clients.{name}]"
            );
            return Err(file.error_at(place, &message));
        }
    }
    Ok(())
}
