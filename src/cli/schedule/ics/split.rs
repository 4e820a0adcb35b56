//! One calendar, or one for each client and channel.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;
use std::path::Path;

use anyhow::Context;
use clap::ValueEnum;
use serde::Deserialize;

use super::tell;
use crate::cli::output::Output;
use crate::cli::session::Session;
use crate::jsonl::Object;
use crate::record::Str;
use crate::schedule::ics::{AddError, Calendar, CalendarOptions, Revision};

/// What calendars are split by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum By {
    /// Whose brand
    Client,
    /// Where it is published
    Channel,
}

/// The calendars of a run, by the name of their file without its ending.
pub(super) struct Calendars {
    options: CalendarOptions,
    by: Vec<By>,
    all: BTreeMap<String, Calendar>,
}

#[derive(Deserialize)]
struct Place<'a> {
    #[serde(rename = "type", borrow, default)]
    record_type: Option<Str<'a>>,
    #[serde(borrow, default)]
    client: Option<Str<'a>>,
    #[serde(borrow, default)]
    channel: Option<Str<'a>>,
    #[serde(default)]
    channels: Vec<String>,
}

impl Calendars {
    pub(super) fn new(options: CalendarOptions, by: &[By]) -> Self {
        Calendars {
            options,
            by: by.to_vec(),
            all: BTreeMap::new(),
        }
    }

    /// Adds a record of `client`, or of anybody.
    pub(super) fn add(&mut self, line: &str, client: Option<&str>) -> Result<(), AddError> {
        let place: Place<'_> =
            serde_json::from_str(line).map_err(|error| AddError::Line(error.into()))?;
        // What we make ourselves and names no client is everybody's; a task that names none is nobody's.
        let ours = place.client.is_none() && place.record_type.as_deref() != Some("task");
        if client.is_some() && client != place.client.as_deref() && !ours {
            return Ok(());
        }
        if self.by.contains(&By::Channel) && place.channels.len() > 1 {
            for channel in &place.channels {
                let mut own = Vec::new();
                let value = serde_json::to_vec(&[channel]).unwrap_or_default();
                let object = Object::read(line).map_err(AddError::Line)?;
                object.write_with("channels", &value, &mut own);
                self.add(&String::from_utf8_lossy(&own), client)?;
            }
            return Ok(());
        }
        let channel = place
            .channel
            .as_deref()
            .or(place.channels.first().map(String::as_str));
        let name = self.name(place.client.as_deref(), channel);
        let calendar = self
            .all
            .remove(&name)
            .unwrap_or_else(|| Calendar::new(self.options.clone()));
        let mut calendar = calendar;
        let added = calendar.add_line(line);
        if !calendar.is_empty() {
            self.all.insert(name, calendar);
        }
        added.map(|_| ())
    }

    fn name(&self, client: Option<&str>, channel: Option<&str>) -> String {
        let parts: Vec<String> = self
            .by
            .iter()
            .map(|by| match by {
                By::Client => client.map_or_else(|| "no-client".to_owned(), file_name),
                By::Channel => channel.map_or_else(|| "no-channel".to_owned(), file_name),
            })
            .collect();
        parts.join("-")
    }

    /// The only calendar of a run that does not split.
    pub(super) fn whole(mut self) -> Calendar {
        self.all
            .pop_first()
            .map_or_else(|| Calendar::new(self.options), |(_, calendar)| calendar)
    }
}

/// A name that is safe in any folder and different for different names.
fn file_name(name: &str) -> String {
    let mut safe = String::new();
    for letter in name.chars() {
        if letter.is_alphanumeric() || letter == '_' {
            safe.push(letter);
            continue;
        }
        let mut bytes = [0; 4];
        for byte in letter.encode_utf8(&mut bytes).bytes() {
            safe.push_str(&format!("%{byte:02X}"));
        }
    }
    safe
}

/// Writes a calendar for each name; with the earlier folder also for those that have nothing left.
pub(super) fn write(
    session: &Session,
    calendars: &mut Calendars,
    previous: Option<&Path>,
    folder: &Path,
) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let mut names: BTreeSet<String> = calendars.all.keys().cloned().collect();
    if let Some(previous) = previous {
        names.extend(earlier_names(previous)?);
    }
    let mut sum = Revision::default();
    for name in &names {
        let calendar = calendars.all.remove(name);
        let mut calendar = calendar.unwrap_or_else(|| Calendar::new(calendars.options.clone()));
        let file = format!("{name}.ics");
        let earlier = previous.map(|folder| std::fs::read(folder.join(&file)).unwrap_or_default());
        if let Some(bytes) = earlier {
            let revision = calendar.revise(&bytes);
            sum.added += revision.added;
            sum.changed += revision.changed;
            sum.kept += revision.kept;
            sum.cancelled += revision.cancelled;
        }
        let mut output = Output::open(Some(&folder.join(&file)))?;
        output
            .write_all(calendar.finish().as_bytes())
            .with_context(|| format!("cannot write {file}"))?;
        output.finish()?;
    }
    if previous.is_some() {
        tell(session, sum);
    }
    session
        .console
        .summary(format!("{} calendars in {}", names.len(), folder.display()));
    Ok(())
}

fn earlier_names(folder: &Path) -> anyhow::Result<Vec<String>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => {
            return Err(error).with_context(|| format!("cannot read {}", folder.display()));
        }
    };
    let mut names = Vec::new();
    for entry in entries {
        let name = entry.context("cannot read the earlier folder")?.file_name();
        if let Some(name) = name.to_str().and_then(|name| name.strip_suffix(".ics")) {
            names.push(name.to_owned());
        }
    }
    Ok(names)
}
