//! Drafts from the table that people keep in a spreadsheet: date, network, text, media, status, in French or English.

mod status;
mod when;

use chrono::{DateTime, NaiveDateTime, SecondsFormat, Utc};

use crate::record::{Draft, DraftStatus, Media};
use crate::time::{ClockChange, Zone};

use super::channels::ChannelNames;
use super::sheet::{Column, ReadError, Row, Sheet, folded};
use when::{When, clock, date_and_time};

const COLUMNS: &[Column] = &[
    Column {
        name: "id",
        headers: &["id", "ref", "reference", "no", "numero"],
    },
    Column {
        name: "date",
        headers: &[
            "date",
            "jour",
            "day",
            "date_de_publication",
            "publication_date",
            "publish_date",
        ],
    },
    Column {
        name: "time",
        headers: &["time", "heure", "hour"],
    },
    Column {
        name: "at",
        headers: &["at"],
    },
    Column {
        name: "earliest_at",
        headers: &[
            "earliest_at",
            "earliest",
            "not_before",
            "au_plus_tot",
            "pas_avant",
            "debut",
        ],
    },
    Column {
        name: "latest_at",
        headers: &[
            "latest_at",
            "latest",
            "deadline",
            "au_plus_tard",
            "fin",
            "avant",
        ],
    },
    Column {
        name: "channels",
        headers: &[
            "channels",
            "channel",
            "network",
            "networks",
            "reseau",
            "reseaux",
            "canal",
            "canaux",
            "plateforme",
            "platform",
        ],
    },
    Column {
        name: "text",
        headers: &[
            "text", "texte", "message", "contenu", "content", "post", "legende", "caption",
        ],
    },
    Column {
        name: "media",
        headers: &[
            "media", "medias", "image", "images", "visuel", "visuels", "photo", "video",
        ],
    },
    Column {
        name: "status",
        headers: &["status", "statut", "etat", "state"],
    },
    Column {
        name: "client",
        headers: &["client", "brand", "marque"],
    },
    Column {
        name: "priority",
        headers: &["priority", "priorite"],
    },
    Column {
        name: "lang",
        headers: &["lang", "langue", "language"],
    },
    Column {
        name: "campaign",
        headers: &["campaign", "campagne"],
    },
    Column {
        name: "pillar",
        headers: &["pillar", "pilier", "theme", "rubrique"],
    },
    Column {
        name: "alt",
        headers: &[
            "alt",
            "alt_text",
            "texte_alternatif",
            "texte_alt",
            "description_image",
        ],
    },
    Column {
        name: "paid",
        headers: &["paid", "sponsored", "paye", "sponsorise", "remunere"],
    },
    Column {
        name: "after",
        headers: &["after", "apres"],
    },
];

/// Drafts read from a table, and the lines that could not be read.
#[derive(Debug, Default)]
pub struct DraftSheet {
    /// In the order of the file.
    pub drafts: Vec<Draft>,
    /// Line of each draft, from 1.
    pub lines: Vec<u64>,
    /// Times that the clocks skip or show twice, and what was made of them.
    pub remarks: Vec<ReadError>,
    /// Lines that are not among them.
    pub faults: Vec<ReadError>,
    /// The header as it stands.
    pub header: String,
}

/// Reads a CSV of drafts; `zone` is where its dates are local, `channels` whose names stay as they are, `file` the name that errors give.
///
/// A `date` with a time (in itself or in `time`) fixes the draft there; a date alone gives it that day as its window. Dates are `2026-11-26`,
/// `26/11/2026`, `26.11.2026`, `26/11/26`, `26 Nov 2026`, `jeudi 26 novembre 2026`: the day comes before a month that is a number. Several networks are separated by `,` `;` `|` `+` `&`
/// or ` / `, and go by the names that `lint` has for them: `Insta` is `instagram`. A draft without
/// `id` is called `line-<number>`. Columns nobody knows are passed over; a table without a channel column is refused.
pub fn drafts_from_csv(
    text: &str,
    file: &str,
    zone: &Zone,
    channels: &ChannelNames,
) -> Result<DraftSheet, ReadError> {
    let sheet = Sheet::open(text, file, COLUMNS)?;
    if !sheet.has("channels") {
        let message = "no such column in the header; write one named channel, network or réseau";
        return Err(ReadError::new(file, 1, Some("channel"), message));
    }
    let mut read = DraftSheet {
        header: sheet.header(),
        ..DraftSheet::default()
    };
    for row in sheet {
        match row.and_then(|row| Ok((draft(&row, zone, channels)?, row))) {
            Ok((draft, row)) => {
                read.drafts.push(draft);
                read.lines.push(row.line);
                read.remarks.extend(clock_change(&row, zone));
            }
            Err(fault) => read.faults.push(fault),
        }
    }
    Ok(read)
}

fn draft(row: &Row<'_>, zone: &Zone, channels: &ChannelNames) -> Result<Draft, ReadError> {
    let owned = |name: &str| row.get(name).map(str::to_owned);
    let mut draft = Draft {
        record_type: "draft".to_owned(),
        id: owned("id").unwrap_or_else(|| format!("line-{}", row.line)),
        client: owned("client"),
        channels: channels.of_cell(row.get("channels").unwrap_or_default()),
        text: owned("text"),
        media: parts(row.get("media"), &[',', ';', '|', ' ', '\n'])
            .into_iter()
            .map(media)
            .collect(),
        lang: owned("lang"),
        status: row
            .get("status")
            .map(|text| status(row, text))
            .transpose()?,
        earliest_at: instant(row, "earliest_at", zone)?,
        latest_at: instant(row, "latest_at", zone)?,
        at: instant(row, "at", zone)?,
        priority: row
            .get("priority")
            .map(|text| priority(row, text))
            .transpose()?,
        campaign: owned("campaign"),
        pillar: owned("pillar"),
        after: parts(row.get("after"), &[',', ';', '|']),
        paid: row.get("paid").map(paid),
        ..Draft::default()
    };
    describe(&mut draft.media, row.get("alt"));
    match (row.get("date"), row.get("time")) {
        (Some(text), _) => dated(row, text, zone, &mut draft)?,
        (None, Some(_)) => return Err(row.fault("time", "there is no date that it belongs to")),
        (None, None) => {}
    }
    Ok(draft)
}

/// The place of a column among the titles of a header.
pub(super) fn column_of(titles: &[String], name: &str) -> Option<usize> {
    let column = COLUMNS.iter().find(|column| column.name == name)?;
    let is = |title: &String| column.headers.contains(&folded(title).as_str());
    titles.iter().position(is)
}

/// Gives the pictures their alt texts: the whole cell to a single one, else the parts between `|` in their order.
fn describe(media: &mut [Media], alt: Option<&str>) {
    let Some(alt) = alt else { return };
    if let [one] = media {
        one.alt = Some(alt.to_owned());
        return;
    }
    for (one, alt) in media.iter_mut().zip(alt.split('|')) {
        let alt = alt.trim();
        one.alt = (!alt.is_empty()).then(|| alt.to_owned());
    }
}

/// Whether a cell says that the post is paid; what is neither yes nor no says by whom.
fn paid(text: &str) -> bool {
    !matches!(
        folded(text).as_str(),
        "no" | "non" | "false" | "faux" | "0" | "_"
    )
}

/// The date column: a time fixes the draft, a day alone is its window where no other window is given.
fn dated(row: &Row<'_>, text: &str, zone: &Zone, draft: &mut Draft) -> Result<(), ReadError> {
    let fault = |why| row.fault("date", format!("`{text}` {why}"));
    let (day, time) = match date_and_time(text).map_err(fault)? {
        When::Instant(at) => {
            draft.at = draft.at.or(Some(at));
            return Ok(());
        }
        When::Local(day, time) => (day, time),
    };
    let own_time = |text: &str| {
        let fault = || {
            row.fault(
                "time",
                format!("`{text}` is not a time; write 18:30, 18h30 or 6:30 pm"),
            )
        };
        clock(text).ok_or_else(fault)
    };
    let time = match (time, row.get("time")) {
        (None, Some(text)) => Some(own_time(text)?),
        (time, _) => time,
    };
    if let Some(time) = time {
        draft.at = draft.at.or(Some(zone.instant(day.and_time(time))));
    } else if draft.at.is_none() {
        draft.earliest_at = draft.earliest_at.or(Some(zone.midnight(day)));
        draft.latest_at = draft
            .latest_at
            .or(day.succ_opt().map(|next| zone.midnight(next)));
    }
    Ok(())
}

/// What is said of a fixed time that the clocks skip or show twice.
fn clock_change(row: &Row<'_>, zone: &Zone) -> Option<ReadError> {
    let (column, local) = wall_time(row)?;
    let (day, time) = (local.date(), local.format("%H:%M"));
    let taken = zone.instant(local);
    let name = zone.name();
    let message = match zone.clock_change(local)? {
        ClockChange::Skips => {
            let shown = zone.local(taken).format("%H:%M");
            format!("the clocks of {name} skip {time} on {day}: fixed at {shown}")
        }
        ClockChange::Repeats => {
            let taken = taken.to_rfc3339_opts(SecondsFormat::Secs, true);
            format!("the clocks of {name} show {time} twice on {day}: fixed at the first, {taken}")
        }
    };
    Some(row.fault(column, message))
}

/// The fixed time of a row as clocks on the wall show it, and the column that says it.
fn wall_time(row: &Row<'_>) -> Option<(&'static str, NaiveDateTime)> {
    let column = if row.get("at").is_some() {
        "at"
    } else {
        "date"
    };
    match date_and_time(row.get(column)?).ok()? {
        When::Local(day, Some(time)) => Some((column, day.and_time(time))),
        When::Local(day, None) if column == "date" => {
            let time = clock(row.get("time")?)?;
            Some(("time", day.and_time(time)))
        }
        _ => None,
    }
}

fn instant(
    row: &Row<'_>,
    name: &'static str,
    zone: &Zone,
) -> Result<Option<DateTime<Utc>>, ReadError> {
    let Some(text) = row.get(name) else {
        return Ok(None);
    };
    match date_and_time(text) {
        Ok(When::Instant(at)) => Ok(Some(at)),
        Ok(When::Local(day, Some(time))) => Ok(Some(zone.instant(day.and_time(time)))),
        // A day by which something is done is done within that day.
        Ok(When::Local(day, None)) if name == "latest_at" => {
            Ok(day.succ_opt().map(|next| zone.midnight(next)))
        }
        Ok(When::Local(day, None)) => Ok(Some(zone.midnight(day))),
        Err(why) => Err(row.fault(name, format!("`{text}` {why}"))),
    }
}

fn status(row: &Row<'_>, text: &str) -> Result<DraftStatus, ReadError> {
    status::status(text).ok_or_else(|| {
        let message = format!(
            "`{text}` is none of idea, draft, pending, approved, scheduled, published, rejected, expired"
        );
        row.fault("status", message)
    })
}

fn priority(row: &Row<'_>, text: &str) -> Result<u8, ReadError> {
    let number = text
        .parse()
        .ok()
        .filter(|priority| (1..=5).contains(priority));
    number.ok_or_else(|| row.fault("priority", format!("`{text}` is not one of 1 to 5")))
}

fn parts(text: Option<&str>, separators: &[char]) -> Vec<String> {
    let parts = text.unwrap_or_default().split(separators).map(str::trim);
    parts
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}

fn media(url: String) -> Media {
    let lower = url.to_lowercase();
    let path = lower.split(['?', '#']).next().unwrap_or_default();
    let ends = |endings: &[&str]| endings.iter().any(|ending| path.ends_with(ending));
    let kind = if ends(&[".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif"]) {
        Some("image")
    } else if ends(&[".mp4", ".mov", ".webm", ".m4v"]) {
        Some("video")
    } else {
        None
    };
    Media {
        media_type: kind.map(str::to_owned),
        url: Some(url),
        alt: None,
    }
}

#[cfg(test)]
mod tests;
