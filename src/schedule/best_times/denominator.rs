//! What engagement is divided by: one thing for the whole table, and named.

use std::fmt;

use super::history::OwnPost;

/// What engagement is divided by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// People the post was shown to.
    Reach,
    /// Times it was shown.
    Impressions,
    /// Views of a film.
    Views,
    /// Accounts that follow ours.
    Followers,
    /// Nothing: engagement of a post.
    Post,
}

/// A denominator that cannot be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("--per {per}: no post of ours has it; leave --per out to take what they have")]
pub struct PerError {
    per: Per,
}

/// Share of the posts of every channel that must have a denominator for it to be taken without being asked for.
const MOST: f64 = 0.8;

impl Per {
    /// The best first.
    pub const ALL: [Per; 5] = [
        Per::Reach,
        Per::Impressions,
        Per::Views,
        Per::Followers,
        Per::Post,
    ];

    /// What `--per` calls it.
    pub fn name(self) -> &'static str {
        match self {
            Per::Reach => "reach",
            Per::Impressions => "impressions",
            Per::Views => "views",
            Per::Followers => "followers",
            Per::Post => "post",
        }
    }

    /// The denominator of a name.
    pub fn named(name: &str) -> Option<Self> {
        Per::ALL.into_iter().find(|per| per.name() == name)
    }

    /// What rates are called.
    pub fn title(self) -> &'static str {
        match self {
            Per::Reach => "engagement per person reached",
            Per::Impressions => "engagement per impression",
            Per::Views => "engagement per view",
            Per::Followers => "engagement per follower",
            Per::Post => "engagement per post",
        }
    }

    /// Whether a rate is a share of something.
    pub fn is_share(self) -> bool {
        self != Per::Post
    }

    /// The denominator of a post, above 0.
    pub fn of(self, post: &OwnPost) -> Option<f64> {
        let count = match self {
            Per::Reach => post.reach,
            Per::Impressions => post.impressions,
            Per::Views => post.views,
            Per::Followers => post.followers,
            Per::Post => return Some(1.0),
        };
        count.filter(|count| *count > 0).map(|count| count as f64)
    }
}

impl fmt::Display for Per {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The denominator asked for, or the first that most posts of every channel have.
pub(in crate::schedule) fn choose(
    asked: Option<Per>,
    channels: &[(String, Vec<&OwnPost>)],
) -> Result<Per, PerError> {
    let posts = || channels.iter().flat_map(|(_, posts)| posts);
    if let Some(per) = asked {
        let any = posts().next().is_none() || posts().any(|post| per.of(post).is_some());
        return if any { Ok(per) } else { Err(PerError { per }) };
    }
    let most_have = |per: &Per| {
        channels.iter().all(|(_, posts)| {
            let have = posts.iter().filter(|post| per.of(post).is_some()).count();
            have as f64 >= MOST * posts.len() as f64
        })
    };
    Ok(Per::ALL.into_iter().find(most_have).unwrap_or(Per::Post))
}
