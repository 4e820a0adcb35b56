//! Every rule finds what it is for, in French and in English, and careful writers hear nothing.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{
    CharterSettings, Dictionaries, Dictionary, LintOptions, Linter, RULES, Recent, Subject,
};
use crate::record::{Draft, Finding, Media};
use crate::time::Zone;

mod careful;
mod hostile;

#[derive(Deserialize)]
struct Cases {
    case: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    rule: String,
    lang: String,
    #[serde(default)]
    text: String,
    repeat: Option<(String, usize)>,
    then: Option<String>,
    channel: Option<String>,
    #[serde(default)]
    charter: String,
    media: Option<Vec<String>>,
    alt: Option<usize>,
    #[serde(default)]
    paid: bool,
    recent: Option<String>,
    finds: Option<String>,
    nth: Option<usize>,
    hint: Option<String>,
    fixed: Option<String>,
    #[serde(default)]
    silent: bool,
}

pub(super) fn spaces(text: &str) -> String {
    text.replace('␣', "\u{a0}").replace('‿', "\u{202f}")
}

fn at() -> DateTime<Utc> {
    "2026-11-24T17:00:00Z".parse().unwrap()
}

/// Tiny dictionaries of the words of the spelling cases.
fn dictionaries() -> Dictionaries {
    let aff = "SET UTF-8\nTRY esant\nSFX S Y 1\nSFX S 0 s .\n";
    let mut all = Dictionaries::default();
    let french = "1\nles\némission/S\nde\nla\nboutique\n";
    let english = "1\nthe\nshop/S\nis\non\nweb\n";
    for (tag, dic) in [("fr", french), ("en_GB", english)] {
        all.add(
            tag,
            Dictionary::read(aff.as_bytes(), dic.as_bytes()).unwrap(),
        );
    }
    all
}

pub(super) fn linter(charter: &str, dictionaries: Dictionaries) -> Linter {
    let charter: CharterSettings = toml::from_str(charter).unwrap();
    let options = LintOptions {
        charter,
        dictionaries,
        zone: Zone::named("Europe/Paris").unwrap(),
        now: at(),
    };
    Linter::new(options).unwrap()
}

pub(super) fn subject(draft: &Draft) -> Subject {
    Subject::of_draft(draft, &Arc::from("drafts.jsonl"), 1)
}

impl Case {
    fn raw(&self) -> String {
        let repeated = self
            .repeat
            .as_ref()
            .map(|(text, times)| text.repeat(*times));
        let then = self.then.as_deref().unwrap_or_default();
        spaces(&format!(
            "{}{then}",
            repeated.unwrap_or_else(|| self.text.clone())
        ))
    }

    fn draft(&self) -> Draft {
        let media = |kind: &String| Media {
            media_type: Some(kind.clone()),
            url: None,
            alt: self.alt.map(|length| "a".repeat(length)),
        };
        Draft {
            id: "d".to_owned(),
            text: Some(self.raw()),
            lang: Some(self.lang.clone()),
            channels: self.channel.clone().into_iter().collect(),
            media: self.media.iter().flatten().map(media).collect(),
            paid: self.paid.then_some(true),
            at: Some(at()),
            ..Draft::default()
        }
    }

    fn run(&self) -> (Vec<Finding>, Option<String>) {
        let only = format!("{}\n[rules]\n{}", self.charter, others_off(&self.rule));
        let mut linter = linter(&only, dictionaries());
        if let Some(text) = &self.recent {
            linter.remember(&Recent {
                id: "p",
                client: None,
                source: None,
                text,
                at: Some(at() - chrono::TimeDelta::days(3)),
            });
        }
        let subject = subject(&self.draft());
        let fixed = linter.corrected(&subject, &subject.pieces[0]);
        (linter.check(&subject), fixed)
    }
}

fn others_off(rule: &str) -> String {
    let off = RULES
        .iter()
        .filter(|other| other.id != rule)
        .map(|other| format!("{} = 'off'\n", other.id));
    off.collect()
}

/// The words that a finding points at.
#[expect(clippy::cast_possible_truncation, reason = "places in short texts")]
fn words(raw: &str, finding: &Finding) -> String {
    let (Some(line), Some(column), Some(end_line), Some(end_column)) = (
        finding.text_line,
        finding.column,
        finding.end_line,
        finding.end_column,
    ) else {
        return String::new();
    };
    let place = |line: u64, column: u64| {
        let before: usize = raw
            .split_inclusive('\n')
            .take(line as usize - 1)
            .map(|line| line.chars().count())
            .sum();
        before + column as usize - 1
    };
    let (from, to) = (place(line, column), place(end_line, end_column));
    raw.chars().skip(from).take(to - from).collect()
}

/// What is wrong with the answer to a case.
#[expect(clippy::cast_possible_truncation, reason = "places in short texts")]
fn failures(case: &Case) -> Vec<String> {
    let raw = case.raw();
    let (findings, fixed) = case.run();
    if case.silent {
        let silence = findings
            .iter()
            .map(|finding| format!("expected silence: {}", finding.message));
        return silence.collect();
    }
    let mut failures = Vec::new();
    let wanted = case.finds.as_deref().map(spaces).unwrap_or_default();
    let place = case.nth.map(|nth| {
        let at = raw.match_indices(&wanted).nth(nth - 1);
        at.map(|(at, _)| raw[..at].chars().count() as u64 + 1)
    });
    let start = |finding: &Finding| {
        let before = raw
            .split_inclusive('\n')
            .take(finding.text_line.unwrap_or(1) as usize - 1);
        let before: usize = before.map(|line| line.chars().count()).sum();
        finding.column.map(|column| column + before as u64)
    };
    let fits = |finding: &&Finding| {
        words(&raw, finding) == wanted && place.is_none_or(|place| place == start(finding))
    };
    match findings.iter().find(fits) {
        None => failures.push(format!("`{wanted}` was not found at {place:?}")),
        Some(finding) if case.hint.is_some() && case.hint != finding.hint => {
            failures.push(format!("hint {:?}", finding.hint));
        }
        Some(_) => {}
    }
    if fixed != case.fixed.as_deref().map(spaces) {
        failures.push(format!("corrected: {fixed:?}"));
    }
    failures
}

#[test]
fn every_rule_has_a_case_in_both_languages() {
    let cases: Cases = toml::from_str(include_str!(
        "../../../tests/fixtures/schedule/lint/rules.toml"
    ))
    .unwrap();
    let mut seen = BTreeSet::new();
    let mut wrong = String::new();
    for case in &cases.case {
        seen.insert((case.rule.as_str(), case.lang.as_str()));
        for failure in failures(case) {
            wrong.push_str(&format!(
                "{} {}: {failure}\n  {}\n",
                case.rule,
                case.lang,
                case.raw()
            ));
        }
    }
    for rule in RULES {
        for lang in ["fr", "en"] {
            if !seen.contains(&(rule.id, lang)) {
                wrong.push_str(&format!("{}: no case in {lang}\n", rule.id));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn the_documentation_has_the_limits_of_every_network() {
    use super::networks::NETWORKS;
    let page = include_str!("../../../docs/lint.md");
    let shown = |limit: Option<usize>| limit.map(|limit| format!("{limit} ")).unwrap_or_default();
    for network in NETWORKS {
        let start = format!("| {} | {}", network.name, network.length);
        let end = format!(
            "| {}| {}| {}|",
            shown(network.media),
            shown(network.alt),
            shown(network.hashtags)
        );
        let row = page.lines().find(|line| line.starts_with(&start));
        assert!(
            row.is_some_and(|row| row.ends_with(&end)),
            "{start} ... {end}"
        );
    }
}
