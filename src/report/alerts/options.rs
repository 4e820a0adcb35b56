//! What alarms are asked for.

use crate::report::line::Line;
use crate::text::closest;
use crate::time::{Range, Zone};

/// What series are told apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the fields of a post, by their names")]
pub enum SeriesKey {
    Client,
    Query,
    Source,
    Kind,
    Lang,
    Sentiment,
}

impl SeriesKey {
    /// All of them.
    pub const ALL: &[SeriesKey] = &[
        SeriesKey::Client,
        SeriesKey::Query,
        SeriesKey::Source,
        SeriesKey::Kind,
        SeriesKey::Lang,
        SeriesKey::Sentiment,
    ];

    /// The name on the command line and in the output.
    pub const fn name(self) -> &'static str {
        match self {
            SeriesKey::Client => "client",
            SeriesKey::Query => "query",
            SeriesKey::Source => "source",
            SeriesKey::Kind => "kind",
            SeriesKey::Lang => "lang",
            SeriesKey::Sentiment => "sentiment",
        }
    }

    /// The value of a line.
    pub(in crate::report) fn of<'l>(self, line: &'l Line<'_>) -> Option<&'l str> {
        match self {
            SeriesKey::Client => line.client.as_deref(),
            SeriesKey::Query => line.query.as_deref(),
            SeriesKey::Source => line.source.as_deref(),
            SeriesKey::Kind => line.kind.as_deref(),
            SeriesKey::Lang => line.lang(),
            SeriesKey::Sentiment => line.sentiment(),
        }
    }

    /// The keys of a list such as `client,query`; the message says what is wrong with it.
    pub fn parse_list(list: &str) -> Result<Vec<Self>, String> {
        let mut keys = Vec::new();
        for name in list
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty())
        {
            let known = || SeriesKey::ALL.iter().map(|key| key.name());
            let Some(key) = SeriesKey::ALL.iter().find(|key| key.name() == name) else {
                let hint = closest::hint(closest::closest(name, known()));
                let known: Vec<&str> = known().collect();
                return Err(format!(
                    "cannot tell apart by `{name}`{hint}; known: {}",
                    known.join(", ")
                ));
            };
            if keys.contains(key) {
                return Err(format!("cannot tell apart by `{name}` twice"));
            }
            keys.push(*key);
        }
        Ok(keys)
    }
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct AlertOptions {
    /// Seconds of an interval; that of the buckets, or 300, when absent.
    pub interval: Option<u32>,
    /// What series are told apart by.
    pub by: Vec<SeriesKey>,
    /// Where the clock hangs that hours are read from.
    pub zone: Zone,
    /// Only posts published in it.
    pub range: Range,
    /// Only posts of this client.
    pub client: Option<String>,
    /// Score from which there is an alarm, in [0.5, 1).
    pub threshold: f64,
    /// Seconds of history before the first alarm.
    pub min_history: i64,
    /// Seconds of calm after which a burst is over.
    pub cool_down: i64,
    /// The present, in seconds since 1970.
    pub now: i64,
    /// Whether the input is of now: intervals are judged up to the present, not up to the last record.
    pub live: bool,
}

/// The score from which a calm series raises at most so many false alarms a month.
///
/// From the worst of the families of docs/alerts.md (negative binomial counts of mean 8 and shape 2): 2.46 a month at a ratio of 1.13, 0.83 at 1.3, 0.25
/// at 1.5; a straight line in the logarithm, on the side of caution.
pub fn threshold_of_false_alarms(a_month: f64) -> f64 {
    let ratio = 1.16 + (2.46 / a_month.clamp(0.001, 2.46)).ln() / 6.0;
    crate::stats::score_of_ratio(ratio)
}
