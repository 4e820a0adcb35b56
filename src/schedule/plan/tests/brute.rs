//! The best of all plans of a small case, by trying them all.

use chrono::{DateTime, TimeDelta, Utc};

use crate::record::{Draft, DraftStatus};

use super::super::Plan;
use super::case::Case;

impl Case {
    /// The best objective of all plans, those that keep what `plan` fixed: fixed drafts come before all else.
    pub(super) fn brute_force(&self, plan: &Plan) -> f64 {
        let mut pairs: Vec<(&Draft, &str, Vec<DateTime<Utc>>)> = Vec::new();
        let mut placed: Vec<(&Draft, &str, DateTime<Utc>)> = Vec::new();
        for draft in &self.drafts {
            for channel in &draft.channels {
                if matches!(
                    draft.status,
                    Some(DraftStatus::Published | DraftStatus::Rejected | DraftStatus::Expired)
                ) {
                    continue;
                }
                if let Some(at) = draft.at {
                    let kept = plan
                        .slots
                        .iter()
                        .any(|slot| slot.draft == draft.id && slot.channel == *channel);
                    if kept {
                        placed.push((draft, channel, at));
                    }
                    continue;
                }
                pairs.push((draft, channel, self.choices(draft, channel)));
            }
        }
        self.search(&pairs, &mut placed)
    }

    /// How many fixed slots the best of all plans keeps, and what it is worth: a plan may leave out a fixed draft that cannot stand beside others.
    pub(super) fn brute_force_of_fixed(&self) -> (usize, f64) {
        let live = self.drafts.iter().filter(|draft| {
            draft.at.is_some() || !matches!(draft.status, Some(DraftStatus::Published))
        });
        let pairs: Vec<(&Draft, &str, Vec<DateTime<Utc>>)> = live
            .flat_map(|draft| {
                draft.channels.iter().map(move |channel| {
                    let choices = match draft.at {
                        Some(at) => Some(at)
                            .filter(|at| self.check_alone(draft, channel, *at).is_ok())
                            .into_iter()
                            .collect(),
                        None => self.choices(draft, channel),
                    };
                    (draft, channel.as_str(), choices)
                })
            })
            .collect();
        let mut best = (0, 0.0);
        self.search_all(&pairs, &mut Vec::new(), &mut best);
        best
    }

    fn search_all<'a>(
        &'a self,
        pairs: &[(&'a Draft, &'a str, Vec<DateTime<Utc>>)],
        placed: &mut Vec<(&'a Draft, &'a str, DateTime<Utc>)>,
        best: &mut (usize, f64),
    ) {
        let Some(((draft, channel, choices), rest)) = pairs.split_first() else {
            let fixed = placed.iter().filter(|(draft, ..)| draft.at.is_some());
            let fixed = fixed.count();
            let value = |(draft, channel, at): &(&Draft, &str, DateTime<Utc>)| {
                self.value(draft, channel, *at)
            };
            let value = placed.iter().map(value).sum::<f64>();
            if (fixed, value) > *best && self.check_together(placed).is_ok() {
                *best = (fixed, value);
            }
            return;
        };
        for &at in choices {
            placed.push((draft, channel, at));
            self.search_all(rest, placed, best);
            placed.pop();
        }
        self.search_all(rest, placed, best);
    }

    fn choices(&self, draft: &Draft, channel: &str) -> Vec<DateTime<Utc>> {
        let start = self.options.from.and_hms_opt(0, 0, 0).unwrap().and_utc() - TimeDelta::days(1);
        let minutes = ((self.options.to - self.options.from).num_days() + 2) * 24 * 60;
        let steps = (0..minutes / 30).map(|step| start + TimeDelta::minutes(step * 30));
        steps
            .filter(|at| self.check_alone(draft, channel, *at).is_ok())
            .collect()
    }

    fn search<'a>(
        &'a self,
        pairs: &[(&'a Draft, &'a str, Vec<DateTime<Utc>>)],
        placed: &mut Vec<(&'a Draft, &'a str, DateTime<Utc>)>,
    ) -> f64 {
        let Some(((draft, channel, choices), rest)) = pairs.split_first() else {
            if self.check_together(placed).is_err() {
                return f64::NEG_INFINITY;
            }
            return placed
                .iter()
                .map(|(draft, channel, at)| self.value(draft, channel, *at))
                .sum();
        };
        let mut best = self.search(rest, placed);
        for &at in choices {
            placed.push((draft, channel, at));
            best = best.max(self.search(rest, placed));
            placed.pop();
        }
        best
    }
}
