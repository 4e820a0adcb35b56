//! Who waits for an answer of ours: the turns of a conversation.

use std::collections::{HashMap, HashSet};

use super::settled::Talks;

/// An author's turn in a conversation: posts that ask, until we answer. Several in a row are one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Wait {
    /// The conversation's place.
    pub(crate) thread: usize,
    /// Places of the posts, in order; never empty.
    pub(crate) posts: Vec<usize>,
    /// Whose turn it is: a number of the author; posts without an author are each somebody's own.
    pub(crate) author: u64,
    /// The place of our answer.
    pub(crate) answer: Option<usize>,
    /// No answer of ours to this author in this conversation came before.
    pub(crate) first: bool,
}

/// The number of a post's author.
pub(crate) fn author(talks: &Talks, place: usize) -> u64 {
    match talks.posts.get(place) {
        Some(post) if post.author.is_known() => post.author.place() as u64,
        _ => (1 << 40) | place as u64,
    }
}

/// All turns, in the order of conversations and of time; with `all`, every post of others asks, reposts excepted.
///
/// A post of ours answers the author of the post it is a reply to, all that this author asked before in the conversation. Without a post to reply to, within a
/// conversation that others began (direct messages), it answers whoever waits in it.
pub(crate) fn waits(talks: &Talks, all: bool) -> Vec<Wait> {
    let mut made = Vec::new();
    for (thread, places) in talks.threads.iter().enumerate() {
        let mut open: HashMap<u64, usize> = HashMap::new();
        let mut answered: HashSet<u64> = HashSet::new();
        for (nth, &place) in places.iter().enumerate() {
            let Some(post) = talks.posts.get(place) else {
                continue;
            };
            if !post.own {
                if post.asks || (all && !post.repost) {
                    let author = author(talks, place);
                    let wait = *open.entry(author).or_insert_with(|| {
                        made.push(Wait {
                            thread,
                            posts: Vec::new(),
                            author,
                            answer: None,
                            first: !answered.contains(&author),
                        });
                        made.len() - 1
                    });
                    if let Some(wait) = made.get_mut(wait) {
                        wait.posts.push(place);
                    }
                }
                continue;
            }
            let parent = talks.parents.get(place).copied().flatten();
            let to: Vec<u64> = match parent {
                Some(parent) => vec![author(talks, parent)],
                None if post.parent.is_none() && nth > 0 => open.keys().copied().collect(),
                None => Vec::new(),
            };
            for author in to {
                answered.insert(author);
                let wait = open.remove(&author).and_then(|wait| made.get_mut(wait));
                if let Some(wait) = wait {
                    wait.answer = Some(place);
                }
            }
        }
    }
    made
}
