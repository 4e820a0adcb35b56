//! What people said of single posts, by the id of the post: their word stands against the model's.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use hashbrown::HashMap;

use super::known::Known;
use crate::jsonl::{Object, Problem, Worker};
use crate::record::Correction;

mod right;

pub use right::{CORRECTABLE, CorrectionError, Right, unknown_label};

/// What is known of one label of one post.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The right value.
    pub right: Right,
    /// Who says so.
    pub by: Option<String>,
    /// When.
    pub at: Option<DateTime<Utc>>,
}

/// The corrections in force: of each post and label the latest.
#[derive(Clone, Debug, Default)]
pub struct Corrections {
    posts: HashMap<Box<str>, Vec<Verdict>>,
}

impl Corrections {
    /// Takes a correction; one that was made before another of the same label of the same post changes nothing, one without a time is the
    /// oldest, and of two of the same time the one that comes later in the file stands.
    ///
    /// # Errors
    ///
    /// When there is no such label, or the label no such value.
    pub fn add(&mut self, correction: Correction) -> Result<(), CorrectionError> {
        if correction.id.is_empty() {
            return Err(CorrectionError::new("`id` is empty: it names the post"));
        }
        let rights = Right::all(&correction.label, &correction.value)?;
        let of_post = self.posts.entry(correction.id.into()).or_default();
        for right in rights {
            let verdict = Verdict {
                right,
                by: correction.by.clone(),
                at: correction.at,
            };
            let earlier = of_post
                .iter_mut()
                .find(|earlier| verdict.right.replaces(&earlier.right));
            match earlier {
                Some(earlier) if earlier.at <= verdict.at => *earlier = verdict,
                Some(_) => {}
                None => of_post.push(verdict),
            }
        }
        Ok(())
    }

    /// Takes a correction from a line of JSON.
    fn add_line(&mut self, line: &str) -> Result<(), Problem> {
        let object = Object::read(line)?;
        let column = |key: &str| object.get(key).map_or(1, |field| field.start + 1);
        if let Some(field) = object.get("type")
            && field.value != "\"correction\""
        {
            let message = format!("expected a correction, found {}", field.value);
            return Err(Problem::new(column("type"), message));
        }
        let correction: Correction =
            serde_json::from_str(line).map_err(|error| Problem::in_line(line, &error))?;
        let field = if CORRECTABLE.contains(&correction.label.as_str()) {
            "value"
        } else {
            "label"
        };
        self.add(correction)
            .map_err(|error| Problem::new(column(field), error.to_string()))
    }

    /// Posts of which something was said.
    pub fn len(&self) -> usize {
        self.posts.len()
    }

    /// Nothing was said of any post.
    pub fn is_empty(&self) -> bool {
        self.posts.is_empty()
    }

    /// What was said of a post, a verdict for each label.
    pub fn of(&self, id: &str) -> &[Verdict] {
        self.posts.get(id).map_or(&[], Vec::as_slice)
    }

    /// What is known of a post because somebody said it; nothing when nobody did.
    pub fn known(&self, id: &str) -> Option<Known> {
        let verdicts = self.of(id);
        let mut known = Known::default();
        for verdict in verdicts {
            verdict.right.make_known(&mut known, verdict.reason());
        }
        (!verdicts.is_empty()).then_some(known)
    }

    /// The topics that were said of a post, those that it has and those that it has not, with what `why` says of them.
    pub fn topics(&self, id: &str) -> Vec<(String, bool, String)> {
        let verdicts = self.of(id).iter();
        let topics = verdicts.filter_map(|verdict| match &verdict.right {
            Right::Topic(name, has) => Some((name.clone(), *has, verdict.reason())),
            _ => None,
        });
        topics.collect()
    }

    /// The names of all departments that somebody said, each once, in the order of the alphabet.
    pub fn departments(&self) -> BTreeSet<&str> {
        let rights = self.posts.values().flatten().map(|verdict| &verdict.right);
        let names = rights.filter_map(|right| match right {
            Right::Department(name) => Some(name.as_str()),
            _ => None,
        });
        names.collect()
    }

    /// The names of all topics that somebody spoke of, each once, in the order of the alphabet.
    pub fn topic_names(&self) -> BTreeSet<&str> {
        let rights = self.posts.values().flatten().map(|verdict| &verdict.right);
        let names = rights.filter_map(|right| match right {
            Right::Topic(name, _) => Some(name.as_str()),
            _ => None,
        });
        names.collect()
    }
}

impl Verdict {
    /// Who said it, and when.
    fn reason(&self) -> String {
        let by = self.by.as_deref().unwrap_or("a person");
        let on = self
            .at
            .map_or_else(String::new, |at| format!(" on {}", at.date_naive()));
        format!("corrected by {by}{on}")
    }
}

impl Worker for Corrections {
    fn line(&mut self, line: &str, _: &mut Vec<u8>) -> Result<(), Problem> {
        self.add_line(line)
    }
}

#[cfg(test)]
mod tests;
