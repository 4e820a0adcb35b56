//! How promoted posts do by themselves beside posts of the same channel that were never promoted.
//!
//! The comparison is that of `cm-report posts` for any trait: logarithms of engagement rates beside the channel's usual one, its slope over time taken out,
//! differences within channels averaged (`posts::effect`). It is no effect of the money: who chooses posts to promote chooses those that do well.

use crate::report::posts::kept::OwnPost;
use crate::stats::Change;

/// Fewer posts on either side bear no estimate.
pub(super) const FEWEST: usize = 5;

/// What some posts did by themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Side {
    pub(super) posts: u64,
    pub(super) engagement: u64,
    pub(super) reach: u64,
    /// Posts whose reach is known, and their engagement.
    pub(super) reach_posts: u64,
    pub(super) reached_engagement: u64,
}

impl Side {
    pub(super) fn of<'a>(posts: impl Iterator<Item = &'a OwnPost>) -> Self {
        let mut side = Side::default();
        for post in posts {
            side.posts += 1;
            side.engagement = side.engagement.saturating_add(post.engagement);
            if let Some(reach) = post.reach {
                side.reach = side.reach.saturating_add(reach);
                side.reach_posts += 1;
                side.reached_engagement = side.reached_engagement.saturating_add(post.engagement);
            }
        }
        side
    }
}

/// Promoted posts beside the others.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Beside {
    /// Promoted posts that can be compared.
    pub(super) boosted: usize,
    /// Posts they are compared with.
    pub(super) others: usize,
    /// The rate of typical promoted posts over that of typical others; nothing where too few tell.
    pub(super) ratio: Option<Change>,
}
