//! What is counted of a group of posts. Everything is a whole number, a set or a histogram, so that parts merge to the last bit in any order.

use super::blocks::Blocks;
use super::dimension::URGENT;
use super::groups::Tally;
use super::ids::Ids;
use super::row::Row;
use crate::stats::{Distinct, Histogram, Z_95, wilson};

/// Declares what is summed, with the names that buckets use.
macro_rules! measures {
    ($($variant:ident = $name:literal, $about:literal;)+) => {
        /// Something that is summed over the posts that have it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Measure { $(#[doc = $about] $variant),+ }

        impl Measure {
            pub(super) const ALL: &[Measure] = &[$(Measure::$variant),+];

            /// The name in buckets.
            pub(super) const fn name(self) -> &'static str {
                match self { $(Measure::$variant => $name),+ }
            }
        }
    };
}

measures! {
    Likes = "like_count", "Likes.";
    Replies = "reply_count", "Replies.";
    Reposts = "repost_count", "Reposts.";
    Views = "view_count", "Views.";
    Impressions = "impression_count", "Impressions.";
    Reach = "reach_count", "People reached.";
    Engagement = "engagement", "Likes, replies and reposts of posts that have any of them.";
    Score = "sentiment_score", "Tone in millionths.";
    EngagementOnReach = "engagement_with_reach", "Engagement of posts that also have a reach.";
    ReachEngaged = "reach_with_engagement", "Reach of those.";
    EngagementOnImpressions = "engagement_with_impressions", "Engagement of posts that also have impressions.";
    ImpressionsEngaged = "impressions_with_engagement", "Impressions of those.";
    EngagementOnViews = "engagement_with_views", "Engagement of posts that also have views.";
    ViewsEngaged = "views_with_engagement", "Views of those.";
    EngagementOnFollowers = "engagement_with_followers", "Engagement of posts whose author's followers are known.";
    FollowersEngaged = "followers_with_engagement", "Followers of those authors, once a post.";
}

/// A sum and over how many posts it is; at the largest number it stays there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sum {
    pub(super) count: u64,
    pub(super) sum: i64,
}

impl Sum {
    fn add(&mut self, value: i64) {
        raise(&mut self.count);
        self.sum = self.sum.saturating_add(value);
    }

    /// The sum, unless no post has the number.
    pub(super) fn known(self) -> Option<i64> {
        (self.count > 0).then_some(self.sum)
    }
}

/// Tones in the order of [`Aggregate::tones`].
pub(super) const TONES: [&str; 3] = ["negative", "neutral", "positive"];

/// The counts of a group.
#[derive(Clone, Debug, Default)]
pub(super) struct Aggregate {
    pub(super) post_count: u64,
    pub(super) own_count: u64,
    /// Posts that have a `sentiment`, be it one of the three or a user's own.
    pub(super) labelled_count: u64,
    pub(super) tones: [u64; 3],
    pub(super) levels: [u64; 3],
    pub(super) urgent_count: u64,
    /// Posts that have an `urgency`.
    pub(super) urgency_known: bool,
    pub(super) sums: [Sum; Measure::ALL.len()],
    pub(super) views: Histogram,
    pub(super) authors: Distinct,
    pub(super) span: Span,
    /// Filled when two periods are compared.
    pub(super) blocks: Blocks,
    pub(super) ids: Ids,
}

/// From the first to the last moment seen, in milliseconds since 1970, the end exclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Span(pub(super) Option<(i64, i64)>);

impl Span {
    pub(super) fn add(&mut self, start: i64, end: i64) {
        let (first, last) = self.0.unwrap_or((start, end));
        self.0 = Some((first.min(start), last.max(end)));
    }
}

impl Aggregate {
    /// Counts a post; `millis` is when it was published, `author` the hash of who wrote it.
    pub(super) fn add(&mut self, row: &Row<'_>, millis: Option<i64>, author: Option<u64>) {
        raise(&mut self.post_count);
        if row.own == Some(true) {
            raise(&mut self.own_count);
        }
        if let Some(millis) = millis {
            self.span.add(millis, millis.saturating_add(1));
        }
        self.add_labels(row);
        self.add_metrics(row);
        if let Some(author) = author {
            self.authors.add(author);
        }
    }

    fn add_labels(&mut self, row: &Row<'_>) {
        let labels = &row.labels;
        if let Some(tone) = labels.sentiment.as_deref() {
            raise(&mut self.labelled_count);
            if let Some(index) = tone_index(tone) {
                raise(&mut self.tones[index]);
            }
        }
        if let Some(score) = labels.sentiment_score {
            self.sum_mut(Measure::Score).add(millionths(score));
        }
        match labels.level.as_deref() {
            Some("1") => raise(&mut self.levels[0]),
            Some("2") => raise(&mut self.levels[1]),
            Some("3") => raise(&mut self.levels[2]),
            _ => {}
        }
        if let Some(urgency) = labels.urgency {
            self.urgency_known = true;
            if urgency >= URGENT {
                raise(&mut self.urgent_count);
            }
        }
    }

    fn add_metrics(&mut self, row: &Row<'_>) {
        let metrics = &row.metrics;
        let [likes, replies, reposts, views, impressions, reach] = [
            (Measure::Likes, metrics.like_count),
            (Measure::Replies, metrics.reply_count),
            (Measure::Reposts, metrics.repost_count),
            (Measure::Views, metrics.view_count),
            (Measure::Impressions, metrics.impression_count),
            (Measure::Reach, metrics.reach_count),
        ]
        .map(|(measure, count)| {
            let count = i64::try_from(count?).unwrap_or(i64::MAX);
            self.sum_mut(measure).add(count);
            Some(count)
        });
        let followers = row.author.followers_count;
        let followers = followers.map(|count| i64::try_from(count).unwrap_or(i64::MAX));
        if let Some(views) = metrics.view_count {
            self.views.add(views);
        }
        let Some(engagement) = [likes, replies, reposts]
            .into_iter()
            .flatten()
            .reduce(i64::saturating_add)
        else {
            return;
        };
        self.sum_mut(Measure::Engagement).add(engagement);
        for (over, of, base) in [
            (Measure::EngagementOnReach, Measure::ReachEngaged, reach),
            (
                Measure::EngagementOnImpressions,
                Measure::ImpressionsEngaged,
                impressions,
            ),
            (Measure::EngagementOnViews, Measure::ViewsEngaged, views),
            (
                Measure::EngagementOnFollowers,
                Measure::FollowersEngaged,
                followers,
            ),
        ] {
            if let Some(base) = base {
                self.sum_mut(over).add(engagement);
                self.sum_mut(of).add(base);
            }
        }
    }

    /// Counts a post in a block of its period too.
    pub(super) fn add_in_block(
        &mut self,
        row: &Row<'_>,
        millis: Option<i64>,
        author: Option<u64>,
        block: u16,
    ) {
        let before = self.sums;
        self.add(row, millis, author);
        let mut more = self.sums.map(|sum| sum.sum);
        for (more, before) in more.iter_mut().zip(before) {
            *more = more.saturating_sub(before.sum);
        }
        self.blocks.add(block, 1, more);
    }

    /// Puts all that is counted into a block, as for a bucket.
    pub(super) fn put_in_block(&mut self, block: u16) {
        self.blocks
            .add(block, self.post_count, self.sums.map(|sum| sum.sum));
    }

    pub(super) fn sum(&self, measure: Measure) -> Sum {
        self.sums[measure as usize]
    }

    pub(super) fn sum_mut(&mut self, measure: Measure) -> &mut Sum {
        &mut self.sums[measure as usize]
    }

    /// The share of a tone among labelled posts, own ones included; the same as SQL's `avg(sentiment = 'negative')`.
    pub(super) fn share(&self, tone: usize) -> Option<f64> {
        let count = *self.tones.get(tone)?;
        (self.labelled_count > 0).then(|| count as f64 / self.labelled_count as f64)
    }

    /// Wilson's 95 % interval of a tone's share.
    pub(super) fn share_interval(&self, tone: usize) -> Option<(f64, f64)> {
        wilson(*self.tones.get(tone)?, self.labelled_count, Z_95)
    }

    /// Mean tone in [-1, 1] of the posts that have a score.
    pub(super) fn mean_score(&self) -> Option<f64> {
        let Sum { count, sum } = self.sum(Measure::Score);
        (count > 0).then(|| sum as f64 / 1e6 / count as f64)
    }

    /// Mean engagement of the posts that have any.
    pub(super) fn mean_engagement(&self) -> Option<f64> {
        let Sum { count, sum } = self.sum(Measure::Engagement);
        (count > 0).then(|| sum as f64 / count as f64)
    }

    /// Different authors, when any is known.
    pub(super) fn author_count(&self) -> Option<u64> {
        (!self.authors.is_empty()).then(|| self.authors.estimate())
    }

    /// Posts that have a level.
    pub(super) fn levelled_count(&self) -> u64 {
        self.levels
            .iter()
            .fold(0, |sum, count| sum.saturating_add(*count))
    }
}

impl Tally for Aggregate {
    fn merge(&mut self, other: Self) {
        self.post_count = self.post_count.saturating_add(other.post_count);
        self.own_count = self.own_count.saturating_add(other.own_count);
        self.labelled_count = self.labelled_count.saturating_add(other.labelled_count);
        self.urgent_count = self.urgent_count.saturating_add(other.urgent_count);
        self.urgency_known |= other.urgency_known;
        for (ours, theirs) in self.tones.iter_mut().zip(other.tones) {
            *ours = ours.saturating_add(theirs);
        }
        for (ours, theirs) in self.levels.iter_mut().zip(other.levels) {
            *ours = ours.saturating_add(theirs);
        }
        for (ours, theirs) in self.sums.iter_mut().zip(other.sums) {
            ours.count = ours.count.saturating_add(theirs.count);
            ours.sum = ours.sum.saturating_add(theirs.sum);
        }
        self.views.merge(&other.views);
        self.authors.merge(&other.authors);
        self.blocks.merge(other.blocks);
        self.ids.merge(other.ids);
        if let Some((start, end)) = other.span.0 {
            self.span.add(start, end);
        }
    }
}

/// The little that is counted of each value in the tables beside the key figures.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Brief {
    pub(super) posts: u64,
    pub(super) labelled: u64,
    pub(super) negative: u64,
}

impl Tally for Brief {
    fn merge(&mut self, other: Self) {
        self.posts = self.posts.saturating_add(other.posts);
        self.labelled = self.labelled.saturating_add(other.labelled);
        self.negative = self.negative.saturating_add(other.negative);
    }
}

/// One more; buckets of strangers may have brought a count to its end.
pub(super) fn raise(count: &mut u64) {
    *count = count.saturating_add(1);
}

pub(super) fn tone_index(tone: &str) -> Option<usize> {
    TONES.iter().position(|name| *name == tone)
}

/// A tone as a whole number of millionths, so that sums do not depend on their order; outside [-1, 1] it is brought to the end.
fn millionths(score: f64) -> i64 {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "between -1,000,000 and 1,000,000"
    )]
    let millionths = (score.clamp(-1.0, 1.0) * 1e6).round() as i64;
    millionths
}
