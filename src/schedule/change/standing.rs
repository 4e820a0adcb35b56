//! Who stands where in a finished plan, and the same with somebody taken away or put down.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::schedule::constraint::Setting;
use crate::schedule::problem::Channel;
use crate::schedule::solver::State;

/// A draft that stands on a channel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Post {
    pub(super) draft: usize,
    pub(super) channel: usize,
    pub(super) at: i64,
    /// Its day on the channel's own clock.
    pub(super) day: NaiveDate,
    /// Nobody fixed it, and it has not gone out.
    pub(super) floats: bool,
    /// It could be left out: it has not gone out, and nobody pinned it.
    pub(super) spare: bool,
}

impl Post {
    pub(super) fn new(draft: usize, channel: usize, home: &Channel, at: i64, floats: bool) -> Self {
        let instant = chrono::DateTime::from_timestamp_millis(at).unwrap_or_default();
        Post {
            draft,
            channel,
            at,
            day: home.rules.zone.day(instant),
            floats,
            spare: floats,
        }
    }
}

/// All that stands.
#[derive(Debug)]
pub(super) struct Standing {
    pub(super) posts: Vec<Post>,
    /// Per channel, in order of time.
    by_time: Vec<Vec<(i64, usize)>>,
    by_day: HashMap<(usize, NaiveDate), Vec<usize>>,
    by_draft: HashMap<usize, Vec<usize>>,
}

impl Standing {
    pub(super) fn of(setting: &Setting<'_>, state: &State<'_>) -> Self {
        let channels = &setting.problem.channels;
        let mut posts = Vec::new();
        for (number, channel) in channels.iter().enumerate() {
            let walls = channel.walls.iter();
            posts.extend(walls.map(|wall| {
                let mut commits = setting.commits.iter();
                let spare = commits.any(|commit| {
                    (commit.draft, commit.channel) == (wall.draft, number) && commit.kept.is_none()
                });
                Post {
                    spare,
                    ..Post::new(wall.draft, number, channel, wall.at, false)
                }
            }));
        }
        for (item, about) in setting.problem.items.iter().enumerate() {
            if state.is_placed(item) {
                let at = state.instant(item);
                let home = &channels[about.channel];
                posts.push(Post {
                    spare: true,
                    ..Post::new(about.draft, about.channel, home, at, !about.fixed)
                });
            }
        }
        let mut by_time = vec![Vec::new(); channels.len()];
        let mut by_day: HashMap<(usize, NaiveDate), Vec<usize>> = HashMap::new();
        let mut by_draft: HashMap<usize, Vec<usize>> = HashMap::new();
        for (number, post) in posts.iter().enumerate() {
            by_time[post.channel].push((post.at, number));
            by_day
                .entry((post.channel, post.day))
                .or_default()
                .push(number);
            by_draft.entry(post.draft).or_default().push(number);
        }
        for times in &mut by_time {
            times.sort_unstable();
        }
        Standing {
            posts,
            by_time,
            by_day,
            by_draft,
        }
    }
}

/// What stands, less one post, and one more.
#[derive(Clone, Copy)]
pub(super) struct World<'w> {
    standing: &'w Standing,
    without: Option<usize>,
    with: Option<Post>,
}

impl<'w> World<'w> {
    pub(super) fn new(standing: &'w Standing) -> Self {
        World {
            standing,
            without: None,
            with: None,
        }
    }

    /// The same with one taken away and another put down.
    pub(super) fn changed(self, without: usize, with: Post) -> Self {
        World {
            without: Some(without),
            with: Some(with),
            ..self
        }
    }

    /// A post by its number; the one that was put down comes after all others.
    pub(super) fn post(&self, number: usize) -> Option<Post> {
        let post = self.standing.posts.get(number).copied();
        post.or(self.with.filter(|_| number == self.standing.posts.len()))
    }

    /// Whether a post is not the one that was taken away.
    pub(super) fn holds(&self, number: usize) -> bool {
        Some(number) != self.without
    }

    /// The number of the one that was put down, when it is as wanted.
    pub(super) fn added(&self, wanted: impl Fn(&Post) -> bool) -> Option<usize> {
        let with = self.with.filter(|post| wanted(post));
        with.map(|_| self.standing.posts.len())
    }

    fn left<'n>(&self, numbers: Option<&'n Vec<usize>>) -> impl Iterator<Item = usize> + 'n {
        let without = self.without;
        let numbers = numbers.into_iter().flatten().copied();
        numbers.filter(move |number| Some(*number) != without)
    }

    /// Those of a channel that are less than `gap` milliseconds from an instant.
    pub(super) fn near(&self, channel: usize, at: i64, gap: i64) -> Vec<usize> {
        let times = self
            .standing
            .by_time
            .get(channel)
            .map_or(&[][..], Vec::as_slice);
        let first = times.partition_point(|(other, _)| at.saturating_sub(*other) >= gap);
        let near = times[first..]
            .iter()
            .take_while(|(other, _)| other.saturating_sub(at) < gap);
        let mut near: Vec<usize> = near
            .map(|(_, number)| *number)
            .filter(|number| Some(*number) != self.without)
            .collect();
        near.extend(
            self.added(|post| post.channel == channel && post.at.saturating_sub(at).abs() < gap),
        );
        near
    }

    /// Those of a local day of a channel.
    pub(super) fn of_day(&self, channel: usize, day: NaiveDate) -> Vec<usize> {
        let standing = self.left(self.standing.by_day.get(&(channel, day)));
        let added = self.added(|post| (post.channel, post.day) == (channel, day));
        standing.chain(added).collect()
    }

    /// Those of a draft.
    pub(super) fn of_draft(&self, draft: usize) -> Vec<usize> {
        let standing = self.left(self.standing.by_draft.get(&draft));
        standing
            .chain(self.added(|post| post.draft == draft))
            .collect()
    }

    /// All that are as wanted.
    pub(super) fn all(&self, wanted: impl Fn(&Post) -> bool) -> Vec<usize> {
        let posts = self.standing.posts.iter().enumerate();
        let standing = posts.filter(|(number, post)| Some(*number) != self.without && wanted(post));
        let mut all: Vec<usize> = standing.map(|(number, _)| number).collect();
        all.extend(self.added(&wanted));
        all
    }
}
