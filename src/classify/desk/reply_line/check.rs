//! A reply line from its settings, or what is wrong with them.

use chrono::{DateTime, NaiveDate};
use toml::Spanned;

use super::super::error::{DeskError, Table};
use super::super::expression::{Vocabulary, one_of};
use super::super::organisation::{intent, topics_known};
use super::super::queries::Gathered;
use super::super::rule::stance;
use super::super::settings::{Names, ReplyLineSettings};
use super::{Expiry, Line};
use crate::text::query::Query;
use crate::time::{Zone, instant};

/// Codes of ISO 639-1 (Library of Congress list of 2026, `mo` and `sh` withdrawn).
const LANGUAGES: &str = "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es et eu fa ff fi \
    fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln \
    lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn \
    so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu";

const TABLE: Table = Table::ReplyLine;

/// Checks a line.
pub(super) fn line(
    settings: ReplyLineSettings,
    vocabulary: &Vocabulary,
    queries: &mut Gathered,
    zone: &Zone,
) -> Result<Line, DeskError> {
    if settings.text.get_ref().trim().is_empty() {
        return Err(DeskError::of(
            TABLE,
            &settings.text,
            "a reply line needs words",
        ));
    }
    let language = settings.language.get_ref().to_lowercase();
    if !LANGUAGES.split_whitespace().any(|code| code == language) {
        let message = format!("`{language}` is no language of ISO 639-1; write fr, en, ...");
        return Err(DeskError::of(TABLE, &settings.language, message));
    }
    let situation = match &settings.situation {
        Some(text) => {
            let query = Query::parse(text.get_ref())
                .map_err(|error| DeskError::query(TABLE, text, error))?;
            Some(queries.place(query))
        }
        None => None,
    };
    let stances = each(Some(&settings.stance), stance)?;
    if stances.is_empty() {
        let message = "a reply line needs a stance, such as answer";
        return Err(DeskError::of(TABLE, &settings.stance, message));
    }
    let departments: Vec<&str> = vocabulary.departments.iter().map(String::as_str).collect();
    let approved_by = settings.approved_by.as_deref().unwrap_or_default();
    Ok(Line {
        situation,
        stances,
        language,
        approved: !approved_by.trim().is_empty(),
        expires: settings
            .expires
            .as_ref()
            .map(|at| end(at, zone))
            .transpose()?,
        departments: each(settings.department.as_ref(), |name| {
            one_of("department", name, &departments).map(|()| name.to_owned())
        })?,
        level: settings.level.as_ref().map(level).transpose()?,
        topics: each(settings.topics.as_ref(), |name| {
            topics_known(&[name.to_owned()], vocabulary).map(|()| name.to_owned())
        })?,
        intents: each(settings.intent.as_ref(), intent)?,
        id: settings.id.into_inner(),
        text: settings.text.into_inner(),
        clients: settings.client.0,
    })
}

fn each<T>(
    names: Option<&Spanned<Names>>,
    read: impl Fn(&str) -> Result<T, String>,
) -> Result<Vec<T>, DeskError> {
    let Some(names) = names else {
        return Ok(Vec::new());
    };
    let listed = names.get_ref().0.iter();
    listed
        .map(|name| read(name).map_err(|message| DeskError::of(TABLE, names, message)))
        .collect()
}

fn level(value: &Spanned<i64>) -> Result<u8, DeskError> {
    match value.get_ref() {
        1 => Ok(1),
        2 => Ok(2),
        3 => Ok(3),
        other => {
            let message = format!("{other} is out of range; write 1 to 3");
            Err(DeskError::of(TABLE, value, message))
        }
    }
}

/// When a line ceases to hold: a day lasts to its end.
fn end(value: &Spanned<toml::Value>, zone: &Zone) -> Result<Expiry, DeskError> {
    let text = match value.get_ref() {
        toml::Value::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    };
    let day = text.parse::<NaiveDate>().ok();
    let end = match day {
        Some(day) => day.succ_opt().map(|next| zone.midnight(next)),
        // An age would be one before an instant that nobody has named.
        None if text.contains([':', 'T']) => instant(&text, zone, DateTime::UNIX_EPOCH).ok(),
        None => None,
    };
    match end {
        Some(at) => Ok(Expiry { at, written: text }),
        None => {
            let message =
                format!("`{text}` is no date; write 2027-01-31, the last day it may be said");
            Err(DeskError::of(TABLE, value, message))
        }
    }
}
