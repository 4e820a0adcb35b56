//! Posts held together as conversations, for the questions that need whole ones: who waits for an answer of ours, and how threads go.
//!
//! Unlike the counts of a summary this cannot be done in one pass over lines of any order: of each post some 800 bytes are held, and as much again for a list of conversations, and a bound on the
//! number of posts ends the run before they fill the memory.

mod names;
mod said;
mod settled;
mod waits;

#[cfg(test)]
pub(super) mod tests;

pub(super) use names::{Name, Names};
pub(super) use said::Said;
pub(super) use settled::Talks;
pub(super) use waits::{Wait, waits};

use super::read::Record;
use super::row::LineProblem;

/// Posts that are held when nothing is said: some 400 MB for a team, 750 MB for a list of conversations.
pub const MAX_POSTS: usize = 500_000;

/// More posts than may be held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "more than {0} posts, which would take more memory than was allowed; take a shorter --since, or allow more with --max-posts"
)]
pub struct TooManyPosts(pub usize);

/// Posts while lines come in. What is gathered apart merges to the same, in any order.
#[derive(Clone, Debug)]
pub struct Talk {
    names: Names,
    posts: Vec<Said>,
    most: usize,
    too_many: bool,
    /// Lines that are no posts.
    pub other_types: u64,
    /// Posts without a time, of which nothing can be said here.
    pub undated: u64,
}

impl Talk {
    /// Holds at most so many posts.
    pub fn new(most: usize) -> Self {
        Talk {
            names: Names::default(),
            posts: Vec::new(),
            most,
            too_many: false,
            other_types: 0,
            undated: 0,
        }
    }

    /// Takes a line of JSON.
    pub fn add_line(&mut self, line: &str) -> Result<(), LineProblem> {
        let Record::Post(post) = Record::read(line)? else {
            self.other_types += 1;
            return Ok(());
        };
        let Some(at) = post.published_millis()? else {
            self.undated += 1;
            return Ok(());
        };
        if self.posts.len() >= self.most {
            self.too_many = true;
            return Ok(());
        }
        self.posts.push(Said::new(&post, at, &mut self.names));
        Ok(())
    }

    /// Adds what another gathered.
    pub fn merge(&mut self, other: Talk) {
        self.other_types += other.other_types;
        self.undated += other.undated;
        self.too_many |= other.too_many || self.posts.len() + other.posts.len() > self.most;
        if self.too_many {
            return;
        }
        let here: Vec<Name> = other
            .names
            .list()
            .map(|name| self.names.name(Some(name)))
            .collect();
        let rename = |name: Name| here.get(name.place()).copied().unwrap_or_default();
        let posts = other.posts.into_iter();
        self.posts.extend(posts.map(|post| post.renamed(rename)));
    }

    /// The conversations.
    pub(super) fn settle(self) -> Result<Talks, TooManyPosts> {
        if self.too_many {
            return Err(TooManyPosts(self.most));
        }
        Ok(Talks::new(self.names, self.posts))
    }
}
