//! Service level in danger: answers and tasks that are past due, or will be within the hour.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::record::Severity;

/// Seconds ahead that are looked at.
const AHEAD: i64 = 3600;
/// What was due longer ago than this is not danger any more but history.
const HISTORY: i64 = 30 * 86_400;
/// Past due for so long, or so many, is critical.
const LONG: i64 = 86_400;
const MANY: usize = 10;
/// Ids that are named.
const NAMED: usize = 10;

/// What is due, by the id of the post that waits.
#[derive(Clone, Debug, Default)]
pub(super) struct Service {
    due: HashMap<String, Due>,
    /// Posts and tasks that are settled.
    settled: HashSet<String>,
}

#[derive(Clone, Debug)]
struct Due {
    client: Option<String>,
    at: i64,
}

/// What is late for one client.
#[derive(Clone, Debug)]
pub(super) struct Late {
    pub(super) client: Option<String>,
    pub(super) first_due: i64,
    pub(super) open: usize,
    pub(super) past_due: usize,
    pub(super) soon: usize,
    pub(super) posts: Vec<String>,
    pub(super) severity: Severity,
    pub(super) oldest: i64,
}

impl Service {
    /// Something that waits for an answer until `at`.
    pub(super) fn waits(&mut self, id: &str, client: Option<&str>, at: i64) {
        let due = Due {
            client: client.map(str::to_owned),
            at,
        };
        self.due.insert(id.to_owned(), due);
    }

    /// Something that is answered or done.
    pub(super) fn settle(&mut self, id: &str) {
        self.settled.insert(id.to_owned());
    }

    /// Adds what another knows; of two times for the same the later one counts.
    pub(super) fn merge(&mut self, other: Service) {
        for (id, due) in other.due {
            match self.due.get_mut(&id) {
                Some(known) if known.at >= due.at => {}
                Some(known) => *known = due,
                None => {
                    self.due.insert(id, due);
                }
            }
        }
        self.settled.extend(other.settled);
    }

    /// What is late at `now`, for each client.
    pub(super) fn late(&self, now: i64) -> Vec<Late> {
        let mut by_client: BTreeMap<&Option<String>, Vec<(i64, &str)>> = BTreeMap::new();
        for (id, due) in &self.due {
            if !self.settled.contains(id) && due.at >= now.saturating_sub(HISTORY) {
                by_client
                    .entry(&due.client)
                    .or_default()
                    .push((due.at, id.as_str()));
            }
        }
        let of_client = |(client, mut waiting): (&Option<String>, Vec<(i64, &str)>)| {
            waiting.sort_unstable();
            let late = waiting.iter().filter(|(at, _)| *at < now).count();
            let soon = waiting
                .iter()
                .filter(|(at, _)| (now..now.saturating_add(AHEAD)).contains(at))
                .count();
            let (first_due, _) = *waiting.first()?;
            let oldest = now.saturating_sub(first_due);
            let severity = match late {
                0 if soon == 0 => return None,
                0 => Severity::Watch,
                _ if late >= MANY || oldest > LONG => Severity::Critical,
                _ => Severity::Warning,
            };
            Some(Late {
                client: client.clone(),
                first_due,
                open: waiting.len(),
                past_due: late,
                soon,
                posts: waiting
                    .iter()
                    .take((late + soon).min(NAMED))
                    .map(|(_, id)| (*id).to_owned())
                    .collect(),
                severity,
                oldest,
            })
        };
        by_client.into_iter().filter_map(of_client).collect()
    }
}
