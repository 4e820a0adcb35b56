//! Buckets in the place of posts, and groups as buckets.

use super::{BREAKDOWNS, Groupings, Summary};
use crate::record::Bucket;
use crate::report::aggregate::{Aggregate, Brief};
use crate::report::author_key::AuthorKey;
use crate::report::dimension::Dimension;
use crate::report::groups::{Groups, Tally, encode};
use crate::report::partial;
use crate::report::row::{LineProblem, problem};

impl Summary {
    pub(super) fn add_bucket_line(&mut self, line: &str) -> Result<(), LineProblem> {
        let bucket: Bucket = serde_json::from_str(line).map_err(|error| problem(line, &error))?;
        self.add_bucket(&bucket)
    }

    /// Counts a bucket as the posts it was made of. Its place in time is where it begins, and all of it counts.
    pub fn add_bucket(&mut self, bucket: &Bucket) -> Result<(), LineProblem> {
        let split = Dimension::ALL
            .iter()
            .find(|dimension| dimension.has_many() && bucket.group.contains_key(dimension.name()));
        if let Some(split) = split
            && !self.options.by.contains(split)
        {
            let name = split.name();
            return Err(LineProblem {
                column: 0,
                message: format!(
                    "this bucket is split by {name}, where a post counts more than once; group by {name}, or make the buckets without"
                ),
            });
        }
        let first = partial::first_and_last(bucket).map(|(first, _)| first);
        if let Some(previous) = self.previous_of(first) {
            return previous.add_bucket(bucket);
        }
        let mut aggregate = partial::aggregate(bucket)?;
        if !aggregate.authors.is_empty() {
            self.author_keys.insert(bucket.author_key.clone());
        }
        let client = bucket
            .group
            .get(Dimension::Client.name())
            .and_then(|client| client.as_str());
        if !self.asked_for(client, first) {
            return Ok(());
        }
        self.uncounted
            .look(bucket, &self.options.by, &mut self.wall);
        if let (Some(cut), Some(first)) = (self.cut, first)
            && let Some(block) = cut.block(first)
        {
            aggregate.put_in_block(block);
        }
        self.scratch.clear();
        for &dimension in &self.options.by {
            encode(
                &mut self.scratch,
                &partial::key(bucket, dimension, &mut self.wall),
            );
        }
        // Of a bucket that mixes mentions with posts of ours only their number can be told apart.
        if self.options.by.is_empty() && aggregate.own_count < aggregate.post_count {
            self.break_bucket_down(bucket, &aggregate);
            Tally::merge(&mut self.mentions, aggregate.clone());
            self.scratch.clear();
        }
        match self
            .groups
            .entry_within(&self.scratch, self.options.max_groups)
        {
            Some(group) => Tally::merge(group, aggregate),
            None => self.too_many = true,
        }
        Ok(())
    }

    fn break_bucket_down(&mut self, bucket: &Bucket, aggregate: &Aggregate) {
        let brief = Brief {
            posts: aggregate.post_count,
            labelled: aggregate.labelled_count,
            negative: aggregate.tones[0],
        };
        let heard = Brief {
            posts: aggregate.post_count.saturating_sub(aggregate.own_count),
            ..brief
        };
        let mut count = |dimension: Dimension, groups: &mut Groups<Brief>, brief: Brief| {
            self.scratch.clear();
            encode(
                &mut self.scratch,
                &partial::key(bucket, dimension, &mut self.wall),
            );
            Tally::merge(groups.entry(&self.scratch), brief);
        };
        for (dimension, groups) in BREAKDOWNS.into_iter().zip(&mut self.breakdowns) {
            count(dimension, groups, brief);
        }
        if bucket.start_at.is_some() {
            count(Dimension::Day, &mut self.days, heard);
        }
    }
}

impl Groupings {
    /// The groups as buckets, which any report reads back.
    pub fn buckets(&self) -> impl Iterator<Item = Bucket> + '_ {
        let (by, zone) = (&self.options.by, &self.options.zone);
        // Merged buckets are not counted by more than each of them was.
        let sure = |dimension: &&Dimension| {
            let blind = self.blind.iter().map(|blind| blind.dimension);
            !blind.into_iter().any(|blind| blind == **dimension)
        };
        let counted_by: Vec<String> = by
            .iter()
            .filter(sure)
            .map(|dimension| dimension.name().to_owned())
            .collect();
        self.rows.iter().map(move |(keys, aggregate)| {
            let mut bucket = partial::bucket(by, keys, aggregate, zone);
            bucket.by = Some(counted_by.clone());
            if bucket.author_sketch.is_some() {
                bucket.author_key = self.options.author_key.as_ref().map(AuthorKey::name);
            }
            bucket
        })
    }
}
