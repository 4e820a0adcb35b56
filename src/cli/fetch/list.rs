//! `cm-fetch list`: what can be fetched, and what is configured.

use std::io::Write;

use super::sources;
use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::connect::CONNECTORS;

/// Prints both lists.
pub(super) fn run(session: &Session) -> anyhow::Result<Exit> {
    let mut text = String::from("What can be fetched:\n");
    let others = [
        (
            "import",
            "files exported from elsewhere: CSV, XLSX, JSON (see import --list)",
        ),
        ("demo", "a month in the life of a made-up brand"),
    ];
    let rows = CONNECTORS
        .iter()
        .map(|connector| (connector.name(), connector.about()))
        .chain(others);
    for (name, about) in rows {
        text.push_str(&format!("  {name:10} {about}\n"));
    }
    let configured = sources::configured(session)?;
    if configured.is_empty() {
        text.push_str("\nNo [[source]] in cm.toml.\n");
    } else {
        text.push_str("\nSources of cm.toml:\n");
    }
    for source in &configured {
        for target in source.url.iter().chain(&source.urls) {
            let client = source
                .client
                .as_deref()
                .map_or_else(String::new, |client| format!("  (client {client})"));
            text.push_str(&format!("  {:10} {target}{client}\n", source.connector));
        }
    }
    let mut output = Output::open(session.common.output.as_deref())?;
    output.write_all(text.as_bytes())?;
    output.finish()?;
    Ok(Exit::Done)
}
