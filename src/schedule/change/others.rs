//! Whether one other draft makes room: elsewhere, or not at all.

use super::about::About;
use super::ground::Spot;
use super::standing::{Post, World};
use super::words::stamp;
use super::{Advisor, Change, Culprit, Kind, Search};

/// Others for whom another place is looked for.
const ASKED: usize = 8;

impl Advisor<'_> {
    /// Looks for another place for whoever alone is in the way, the least important first; where none of them has one, one may be left out.
    pub(super) fn ask_others(&self, about: &About, search: &mut Search) {
        let mut culprits = std::mem::take(&mut search.culprits);
        culprits.sort_by(|a, b| {
            let key = |one: &Culprit| {
                let post = self.standing.posts.get(one.post);
                let priority = post.map(|post| self.drafts[post.draft].priority.unwrap_or(3));
                (priority, one.spot.rate <= 0.0, one.spot.at, one.post)
            };
            key(a).cmp(&key(b))
        });
        for culprit in culprits.iter().take(ASKED) {
            if let Some(change) = self.moved(about, culprit) {
                search.offer(change);
            }
        }
        if search.best.is_none() {
            let dropped = culprits.iter().find_map(|one| self.dropped(about, one));
            if let Some(change) = dropped {
                search.offer(change);
            }
        }
    }

    /// The post of the draft where the culprit is out of its way.
    fn put(&self, about: &About, culprit: &Culprit) -> Post {
        let home = &self.setting.problem.channels[about.channel];
        Post::new(
            about.draft,
            about.channel,
            home,
            culprit.spot.at,
            !about.fixed,
        )
    }

    /// The nearest free place for a culprit, with the draft in its new one.
    fn moved(&self, about: &About, culprit: &Culprit) -> Option<Change> {
        let post = self.standing.posts.get(culprit.post);
        // Elsewhere it still counts in the shares of the whole.
        let stays = about.shares.is_empty();
        let post = post.filter(|post| post.floats && stays)?;
        let mut other = self.about(post.draft, post.channel).ok()?;
        // It is among those that share the whole already.
        other.shares.clear();
        let world = World::new(&self.standing);
        let world = world.changed(culprit.post, self.put(about, culprit));
        let spots = &self.ground(post.channel).spots;
        let away = |at: i64| (at - post.at).abs();
        // From where it stands outwards: the first that is free is the nearest.
        let (before, after) = spots.split_at(spots.partition_point(|spot| spot.at < post.at));
        let (mut before, mut after) = (before.iter().rev().peekable(), after.iter().peekable());
        let outwards = std::iter::from_fn(|| match (before.peek(), after.peek()) {
            (Some(one), Some(other)) if away(one.at) <= away(other.at) => before.next(),
            (Some(_), None) => before.next(),
            _ => after.next(),
        });
        let is_free = |spot: &&Spot| {
            self.looked_at.set(self.looked_at.get() + 1);
            spot.rate > 0.0 && self.obstacles(&world, &other, spot, false).is_empty()
        };
        let spot = outwards.into_iter().find(is_free)?;
        Some(Change {
            rank: (Kind::Move, culprit.spot.rate <= 0.0, away(spot.at), spot.at),
            text: format!("move draft {} to {}", self.on(post), stamp(spot.at)),
        })
    }

    /// Leaves a culprit out, unless others come after it or its client's shares would not hold without it.
    fn dropped(&self, about: &About, culprit: &Culprit) -> Option<Change> {
        let post = self.standing.posts.get(culprit.post)?;
        let world = World::new(&self.standing);
        let waited_for = self.followers.get(&post.draft);
        let stands = |follower: &usize| !world.of_draft(*follower).is_empty();
        let waited_for = waited_for.is_some_and(|all| all.iter().any(stands));
        // Who comes after it waits for its other channels still.
        let only = self.drafts[post.draft].channels.len() == 1;
        if (waited_for && only) || about.preds.contains(&post.draft) {
            return None;
        }
        let world = world.changed(culprit.post, self.put(about, culprit));
        let clients = [post.draft, about.draft].map(|draft| self.drafts[draft].client.as_deref());
        let shares = self.options.rules.mix.shares.iter();
        let shares = shares.filter_map(|share| Some((share, share.max_share?)));
        for (share, most) in shares {
            for client in clients {
                let (part, whole) = self.part_and_whole(&world, client, share);
                if part > most * whole + 1e-9 {
                    return None;
                }
            }
        }
        let priority = self.drafts[post.draft].priority.unwrap_or(3);
        Some(Change {
            rank: (Kind::Drop, false, i64::from(priority), post.at),
            text: format!("leave out draft {}", self.on(post)),
        })
    }

    fn on(&self, post: &Post) -> String {
        let channel = &self.setting.problem.channels[post.channel].name;
        format!("{} on {channel}", self.drafts[post.draft].id)
    }
}
