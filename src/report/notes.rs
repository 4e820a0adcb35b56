//! What a reader of a summary must know beside its figures.

use super::aggregate::Aggregate;
use super::dimension::Key;
use super::options::Skipped;
use super::scope::posts;
use super::summary::Groupings;
use crate::document::Note;

impl Skipped {
    /// What is said of posts without a time: why figures over time do not add up to the others.
    pub(super) fn time_notes(&self) -> impl Iterator<Item = Note> {
        let note = |count: u64, what: &str| {
            (count > 0).then(|| Note::warning(format!("{} {what}", posts(count))))
        };
        let left_out = "without published_at left out, since a range of time is asked for";
        let timeless = "without published_at in the figures, but in no day or hour";
        let notes = [note(self.undated, left_out), note(self.timeless, timeless)];
        notes.into_iter().flatten()
    }
}

impl Groupings {
    /// The notes below the figures.
    pub(super) fn notes(&self, rows: &[(Vec<Key>, Aggregate)]) -> Vec<Note> {
        let mut notes = Vec::new();
        // Where rows are by something, those by time have one of the unknown.
        let has_days = self.options.by.is_empty() && !self.days.is_empty();
        let skipped = Skipped {
            timeless: if has_days { self.skipped.timeless } else { 0 },
            ..self.skipped
        };
        notes.extend(skipped.time_notes());
        notes.extend(self.uncounted_notes());
        if self.suppressed > 0 {
            notes.push(Note::remark(format!(
                "{} in groups of fewer than {} left out",
                posts(self.suppressed),
                self.options.min_group
            )));
        }
        if self.keys_differ {
            notes.push(Note::warning(
                "authors are not counted: their hashes were made with different keys",
            ));
        }
        if self.gaps_left_out {
            notes.push(Note::warning("the time between the first and the last post is too long to show every stretch without posts; give --since and --until"));
        }
        if self.cut.is_some() && !self.options.by.is_empty() {
            notes.push(Note::remark("against the period of the same length before; 95 % intervals, one by one: of twenty groups without a change, one is said to have changed"));
        }
        if self.options.by.iter().any(|dimension| dimension.has_many()) {
            notes.push(Note::remark("a post counts in each of its topics or hashtags, so rows add up to more than the posts"));
        }
        if rows.iter().all(|(_, group)| group.post_count == 0) {
            notes.push(Note::remark(match self.skipped.not_asked {
                0 => "no posts".to_owned(),
                left_out => format!(
                    "no posts of the time and client asked for; {} left out",
                    posts(left_out)
                ),
            }));
        } else if rows.iter().all(|(_, group)| group.labelled_count == 0) {
            notes.push(Note::remark("no post has labels; cm-classify adds them"));
        }
        notes
    }
}
