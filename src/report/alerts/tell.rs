//! Crises, silences and late answers as alarm records, each told once, and again only when it has got worse.

use std::collections::BTreeMap;

use chrono::{DateTime, SecondsFormat, Utc};

use super::crisis::Crisis;
use super::engine::{Group, Keys, SourceKey};
use super::explain;
use super::options::SeriesKey;
use super::quiet::{Gap, Quiet};
use super::series::Series;
use super::service::Late;
use crate::record::{Alert, AlertKind, Severity};
use crate::stats::score_of_ratio;

/// Posts that an alarm names.
const NAMED: usize = 10;

/// The alarms of a run.
#[derive(Clone, Debug, Default)]
pub(super) struct Teller {
    /// Alarms by their id, as they were last.
    alerts: BTreeMap<String, Alert>,
    /// Those that are to be told at once, in a stream.
    news: Vec<Alert>,
    /// The worst that was told of late answers, by client; only what is late now.
    pub(super) late_told: BTreeMap<String, Severity>,
}

impl Teller {
    /// A burst that began or got worse.
    pub(super) fn burst(&mut self, by: &[SeriesKey], keys: &Keys, series: &mut Series) {
        let Some(crisis) = series.crisis() else {
            return;
        };
        let (severity, told) = (crisis.severity(), crisis.told);
        if told.is_some_and(|told| told >= severity) {
            return;
        }
        let alert = of_crisis(by, keys, crisis, series, None);
        self.tell(alert);
        if let Some(crisis) = series.crisis_mut() {
            crisis.told = Some(severity);
        }
    }

    /// A burst that is over: its figures are final.
    pub(super) fn over(&mut self, by: &[SeriesKey], keys: &Keys, crisis: &Crisis, series: &Series) {
        let alert = of_crisis(by, keys, crisis, series, Some(crisis.hot_until()));
        if let Some(known) = self.alerts.get_mut(&alert.id) {
            *known = alert;
        }
    }

    /// The silences of a source that are over, and the one that is open.
    pub(super) fn silences(&mut self, key: &SourceKey, over: Vec<Gap>, quiet: &mut Quiet) {
        for gap in over {
            let alert = of_gap(key, &gap);
            if gap.told.is_none_or(|told| told < gap.severity())
                || self.alerts.contains_key(&alert.id)
            {
                self.alerts.insert(alert.id.clone(), alert);
            }
        }
        if let Some(gap) = &mut quiet.open
            && gap.told.is_none_or(|told| told < gap.severity())
        {
            gap.told = Some(gap.severity());
            self.tell(of_gap(key, gap));
        }
    }

    /// Answers that are late.
    pub(super) fn late(&mut self, late: &[Late], now: i64) {
        let mut told = BTreeMap::new();
        for late in late {
            let client = late.client.clone().unwrap_or_default();
            let before = self.late_told.get(&client).copied();
            if before.is_none_or(|before| before < late.severity) {
                self.tell(of_late(late, now));
            }
            told.insert(
                client,
                before.map_or(late.severity, |before| before.max(late.severity)),
            );
        }
        self.late_told = told;
    }

    fn tell(&mut self, alert: Alert) {
        self.news.push(alert.clone());
        self.alerts.insert(alert.id.clone(), alert);
    }

    /// What is new since the last call.
    pub(super) fn news(&mut self) -> Vec<Alert> {
        std::mem::take(&mut self.news)
    }

    /// All alarms of the run as they are now, in the order of time.
    pub(super) fn all(
        &mut self,
        by: &[SeriesKey],
        groups: &mut BTreeMap<Keys, Group>,
        sources: &mut BTreeMap<SourceKey, Quiet>,
    ) -> Vec<Alert> {
        for (keys, group) in groups {
            if let Some(series) = &group.series
                && let Some(crisis) = series.crisis()
            {
                let alert = of_crisis(by, keys, crisis, series, None);
                if let Some(known) = self.alerts.get_mut(&alert.id) {
                    *known = alert;
                }
            }
        }
        for (key, quiet) in sources {
            if let Some(gap) = &quiet.open {
                let alert = of_gap(key, gap);
                if let Some(known) = self.alerts.get_mut(&alert.id) {
                    *known = alert;
                }
            }
        }
        let mut all: Vec<Alert> = self.alerts.values().cloned().collect();
        all.sort_by(|a, b| a.start_at.cmp(&b.start_at).then_with(|| a.id.cmp(&b.id)));
        all
    }
}

fn instant(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap_or_default()
}

fn of_crisis(
    by: &[SeriesKey],
    keys: &Keys,
    crisis: &Crisis,
    series: &Series,
    end: Option<i64>,
) -> Alert {
    let mut group = BTreeMap::new();
    let mut client = None;
    let mut id = "burst".to_owned();
    for (key, value) in by.iter().zip(keys) {
        let Some(value) = value else { continue };
        id = format!("{id}:{value}");
        if *key == SeriesKey::Client {
            client = Some(value.clone());
        } else {
            group.insert(key.name().to_owned(), value.clone());
        }
    }
    let start_at = instant(crisis.start);
    let began = start_at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let mut posts: Vec<String> = Vec::new();
    for post in crisis.first.as_deref().into_iter().chain(&crisis.tops) {
        if !post.id.is_empty() && !posts.contains(&post.id) {
            posts.push(post.id.clone());
        }
    }
    posts.truncate(NAMED);
    Alert {
        record_type: "alert".to_owned(),
        id: format!("{id}:{began}"),
        kind: AlertKind::Burst,
        client,
        start_at,
        seen_at: instant(crisis.seen),
        end_at: end.map(instant),
        severity: crisis.severity(),
        group,
        observed: Some(crisis.posts as f64),
        expected: Some(rounded(crisis.expected)),
        score: Some(rounded(crisis.score())),
        posts,
        why: explain::why(crisis, series.background()),
    }
}

/// To four digits after the point, which is more than is known.
fn rounded(value: f64) -> f64 {
    (value * 10_000.0).round() / 10_000.0
}

fn of_gap((client, source): &SourceKey, gap: &Gap) -> Alert {
    let mut group = BTreeMap::new();
    let mut id = "silence".to_owned();
    for part in [client, source].into_iter().flatten() {
        id = format!("{id}:{part}");
    }
    if let Some(source) = source {
        group.insert("source".to_owned(), source.clone());
    }
    let start_at = instant(gap.start);
    let began = start_at.to_rfc3339_opts(SecondsFormat::Secs, true);
    let until = gap.end.unwrap_or(gap.seen);
    Alert {
        record_type: "alert".to_owned(),
        id: format!("{id}:{began}"),
        kind: AlertKind::Silence,
        client: client.clone(),
        start_at,
        seen_at: instant(gap.seen),
        end_at: gap.end.map(instant),
        severity: gap.severity(),
        group,
        observed: Some(0.0),
        expected: Some(rounded(gap.missing)),
        score: Some(rounded(score_of_ratio(gap.ratio))),
        posts: Vec::new(),
        why: vec![format!(
            "no post of {} for {}, where {:.0} were expected; {:.1} times the longest gap of the last weeks",
            source.as_deref().unwrap_or("any source"),
            length(until - gap.start),
            gap.missing,
            gap.ratio
        )],
    }
}

fn of_late(late: &Late, now: i64) -> Alert {
    let mut why = Vec::new();
    if late.past_due > 0 {
        why.push(format!(
            "{} of {} open answers and tasks past due, the oldest for {}",
            late.past_due,
            late.open,
            length(late.oldest)
        ));
    }
    if late.soon > 0 {
        why.push(format!("{} due within the hour", late.soon));
    }
    let name = late.client.as_deref().map(|client| format!(":{client}"));
    Alert {
        record_type: "alert".to_owned(),
        id: format!("service-level{}", name.unwrap_or_default()),
        kind: AlertKind::ServiceLevel,
        client: late.client.clone(),
        start_at: instant(late.first_due),
        seen_at: instant(now),
        end_at: None,
        severity: late.severity,
        group: BTreeMap::new(),
        observed: Some(late.past_due as f64),
        expected: Some(0.0),
        score: Some(rounded(
            (late.past_due + late.soon) as f64 / late.open.max(1) as f64,
        )),
        posts: late.posts.clone(),
        why,
    }
}

/// `25 min`, `3 h`, `2 days`.
fn length(seconds: i64) -> String {
    match seconds.max(0) {
        seconds if seconds < 7200 => format!("{} min", seconds / 60),
        seconds if seconds < 172_800 => format!("{} h", seconds / 3600),
        seconds => format!("{} days", seconds / 86_400),
    }
}
