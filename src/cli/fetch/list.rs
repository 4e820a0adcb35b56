//! `cm-fetch list`: what can be fetched and what it needs, and what is configured; the feeds of the configuration as OPML for other readers.

use std::collections::BTreeMap;
use std::io::Write;

use anyhow::Context;
use clap::Args;

use super::sources;
use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::connect::{CONNECTORS, Connector, TokenUse};
use crate::fetch;

#[derive(Args, Debug)]
pub(super) struct ListArgs {
    /// Print the feeds of cm.toml as OPML, which other feed readers and `cm-fetch feed` can read
    #[arg(long)]
    opml: bool,
}

/// Prints both lists, or the feeds alone.
pub(super) fn run(session: &Session, args: &ListArgs) -> anyhow::Result<Exit> {
    if args.opml {
        return print(session, &opml(&sources::configured(session)?));
    }
    let mut text = String::from("What can be fetched:\n");
    for connector in CONNECTORS {
        text.push_str(&format!(
            "  {:13} {}\n",
            connector.name(),
            connector.about()
        ));
        for need in needs(*connector) {
            text.push_str(&format!("  {:13}   {need}\n", ""));
        }
    }
    let others = [
        (
            "import",
            "files exported from elsewhere: CSV, XLSX, JSON (see import --list)",
        ),
        ("demo", "a month in the life of a made-up brand"),
    ];
    for (name, about) in others {
        text.push_str(&format!("  {name:13} {about}\n"));
    }
    let configured = sources::configured(session)?;
    if configured.is_empty() {
        text.push_str("\nNo [[source]] in cm.toml.\n");
    } else {
        text.push_str("\nSources of cm.toml:\n");
    }
    for source in &configured {
        let targets: Vec<&str> = source
            .url
            .iter()
            .chain(&source.urls)
            .chain(&source.server)
            .map(String::as_str)
            .collect();
        let targets = if targets.is_empty() {
            vec![""]
        } else {
            targets
        };
        for target in targets {
            text.push_str(&format!(
                "  {:13} {}\n",
                match source.connector.as_str() {
                    "" => "(no type)",
                    name => name,
                },
                told(source, target)
            ));
        }
    }
    print(session, &text)
}

fn print(session: &Session, text: &str) -> anyhow::Result<Exit> {
    let mut output = Output::open(session.common.output.as_deref())?;
    output
        .write_all(text.as_bytes())
        .context("cannot write the list")?;
    output.finish()?;
    Ok(Exit::Done)
}

/// OPML 2.0 (opml.org/spec2.opml): a feed an outline, those of a client together; lists of feeds are included. Files stay here.
fn opml(sources: &[sources::SourceSettings]) -> String {
    let mut clients: BTreeMap<Option<&str>, String> = BTreeMap::new();
    for source in sources.iter().filter(|source| source.connector == "feed") {
        let addresses = source.url.iter().chain(&source.urls).chain(&source.server);
        for address in addresses.filter(|address| address.starts_with("http")) {
            let title = source.name.as_deref().unwrap_or(address);
            let (kind, key) = match address.to_ascii_lowercase().ends_with(".opml") {
                true => ("include", "url"),
                false => ("rss", "xmlUrl"),
            };
            clients
                .entry(source.client.as_deref())
                .or_default()
                .push_str(&format!(
                    "<outline type=\"{kind}\" text=\"{}\" {key}=\"{}\"/>\n",
                    escaped(title),
                    escaped(address)
                ));
        }
    }
    let body: String = clients
        .iter()
        .map(|(client, outlines)| match client {
            Some(client) => format!(
                "<outline text=\"{}\">\n{outlines}</outline>\n",
                escaped(client)
            ),
            None => outlines.clone(),
        })
        .collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<opml version=\"2.0\">\n<head><title>Feeds of cm.toml</title></head>\n<body>\n{body}</body>\n</opml>\n"
    )
}

/// A text as the value of an attribute of XML.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for char in text.chars().filter(|char| !char.is_control()) {
        match char {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            char => out.push(char),
        }
    }
    out
}

/// What a connector cannot do without.
fn needs(connector: &dyn Connector) -> Vec<String> {
    let mut needs = Vec::new();
    if connector.server().is_none() && connector.targets().is_none() {
        needs.push("needs --server, the address of a server".to_owned());
    }
    match connector.token() {
        TokenUse::Never => {}
        TokenUse::Sometimes(about) => {
            needs.push(format!("token for some things: {}", brief(about)));
        }
        TokenUse::Always(about) => needs.push(format!("needs a token: {}", brief(about))),
    }
    needs
}

/// What the token is, without the way to get one: that stands in docs/sources.
fn brief(about: &str) -> &str {
    about.split("; ").next().unwrap_or(about)
}

/// A configured source on a line.
fn told(source: &sources::SourceSettings, target: &str) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(source.name.clone());
    if !target.is_empty() {
        parts.push(fetch::without_secrets(target));
    }
    for (key, value) in &source.options {
        parts.push(format!("{key}={}", sources::typed_out(value)));
    }
    let whose: Vec<String> = [("client", &source.client), ("watch", &source.query)]
        .into_iter()
        .filter_map(|(what, name)| Some(format!("{what} {}", name.as_ref()?)))
        .collect();
    if !whose.is_empty() {
        parts.push(format!(" ({})", whose.join(", ")));
    }
    parts.join(" ")
}
