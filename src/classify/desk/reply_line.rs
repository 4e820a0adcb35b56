//! Words agreed with management: which line is proposed for a message. Never one that is unapproved or expired, never an ordinary one at level 3.

mod check;

use chrono::{DateTime, Utc};

use super::error::DeskError;
use super::expression::Vocabulary;
use super::queries::{Bench, Gathered};
use super::settings::ReplyLineSettings;
use crate::classify::Message;
use crate::record::{Intent, Labels, Stance};
use crate::text::query::{Query, QuerySet};
use crate::time::Zone;

/// The lines, in the order of the file.
#[derive(Clone, Debug, Default)]
pub(super) struct ReplyLines {
    lines: Vec<Line>,
}

/// When a line ceases to hold.
#[derive(Clone, Debug)]
struct Expiry {
    /// From this instant on it is not said.
    at: DateTime<Utc>,
    /// As the configuration has it.
    written: String,
}

#[derive(Clone, Debug)]
struct Line {
    id: String,
    /// Place of the query that must find the message.
    situation: Option<usize>,
    stances: Vec<Stance>,
    language: String,
    text: String,
    approved: bool,
    expires: Option<Expiry>,
    clients: Vec<String>,
    departments: Vec<String>,
    level: Option<u8>,
    topics: Vec<String>,
    intents: Vec<Intent>,
}

impl Line {
    /// How well it fits: hits of its situation, then what else it asks for; none if it does not fit.
    fn fits(
        &self,
        labels: &Labels,
        client: Option<&str>,
        now: DateTime<Utc>,
        (bench, queries): (&Bench, &[Query]),
    ) -> Option<(usize, usize)> {
        let level = match (labels.level, self.level) {
            (3, level) => level == Some(3),
            (_, None) => true,
            (of, Some(level)) => level == of,
        };
        // At level 3 the stance is to escalate; which of the others a crisis line takes is what was agreed.
        let stance = labels.stance == Stance::Escalate && labels.level == 3
            || self.stances.contains(&labels.stance);
        let listed = [
            (!self.clients.is_empty())
                .then(|| client.is_some_and(|client| self.clients.iter().any(|own| own == client))),
            (!self.departments.is_empty()).then(|| {
                let is = |name: &str| self.departments.iter().any(|own| own == name);
                is(&labels.department) || labels.matter.as_deref().is_some_and(is)
            }),
            (!self.topics.is_empty()).then(|| {
                labels
                    .topics
                    .iter()
                    .any(|topic| self.topics.contains(topic))
            }),
            (!self.intents.is_empty()).then(|| self.intents.contains(&labels.intent)),
            self.level.map(|_| level),
        ];
        let sayable = self.approved && self.expires.as_ref().is_none_or(|expires| now < expires.at);
        if !(sayable && level && stance && self.language == labels.lang)
            || listed.into_iter().flatten().any(|fits| !fits)
        {
            return None;
        }
        let hits = match self.situation {
            Some(place) if bench.found(place) => bench.hits(queries.get(place)?).max(1),
            Some(_) => return None,
            None => 0,
        };
        Some((hits, listed.into_iter().flatten().count()))
    }
}

impl ReplyLines {
    /// Checks the lines and takes over their queries. Days end in `zone`.
    pub(super) fn new(
        settings: Vec<ReplyLineSettings>,
        vocabulary: &Vocabulary,
        queries: &mut Gathered,
        zone: &Zone,
    ) -> Result<Self, DeskError> {
        let mut lines: Vec<Line> = Vec::new();
        for settings in settings {
            let id = settings.id.get_ref();
            if lines.iter().any(|line| line.id == *id) {
                let message = format!("there is a reply line `{id}` already");
                return Err(DeskError::of(
                    super::Table::ReplyLine,
                    &settings.id,
                    message,
                ));
            }
            lines.push(check::line(settings, vocabulary, queries, zone)?);
        }
        Ok(ReplyLines { lines })
    }

    pub(super) fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// The words of a line.
    pub(super) fn text(&self, id: &str) -> Option<&str> {
        let line = self.lines.iter().find(|line| line.id == id);
        line.map(|line| line.text.as_str())
    }

    /// The line that fits best, the first of equal ones.
    pub(super) fn best(
        &self,
        labels: &Labels,
        message: &Message<'_>,
        now: DateTime<Utc>,
        (bench, set): (&Bench, Option<&QuerySet>),
    ) -> Option<&str> {
        let queries = set.map_or(&[][..], QuerySet::queries);
        let mut best: Option<((usize, usize), &Line)> = None;
        for line in &self.lines {
            if let Some(fit) = line.fits(labels, message.client, now, (bench, queries))
                && best.is_none_or(|(other, _)| fit > other)
            {
                best = Some((fit, line));
            }
        }
        best.map(|(_, line)| line.id.as_str())
    }

    /// The lines that are never proposed, and why.
    pub(super) fn unsayable(&self, now: DateTime<Utc>) -> Vec<String> {
        let reason = |line: &Line| {
            let id = &line.id;
            match &line.expires {
                _ if !line.approved => Some(format!(
                    "the reply line `{id}` has no approved_by and is not proposed"
                )),
                Some(expiry) if expiry.at <= now => Some(format!(
                    "the reply line `{id}` expired ({}) and is not proposed",
                    expiry.written
                )),
                _ => None,
            }
        };
        self.lines.iter().filter_map(reason).collect()
    }
}
