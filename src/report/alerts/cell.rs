//! The posts of one interval of one series: their counts, and a small sample of what they say.

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use crate::report::line::Line;
use crate::report::words::{page, terms};

/// Posts of an interval that are kept for the explanation of a burst.
pub(super) const SAMPLE: usize = 8;
/// Words of a post that are kept.
const WORDS: usize = 16;
/// Characters of an id or a name that are kept.
const NAME_CHARS: usize = 300;

/// What is kept of a post.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Digest {
    /// Of its id: the posts with the lowest ones are the sample, so that it does not depend on the order of the input.
    pub(super) hash: u64,
    pub(super) at: i64,
    pub(super) id: String,
    pub(super) weight: u64,
    pub(super) author: Option<String>,
    pub(super) source: Option<String>,
    pub(super) link: Option<String>,
    /// Words, and hashtags with their `#`.
    pub(super) words: Vec<String>,
}

impl Digest {
    fn without_words(&self) -> Self {
        Digest {
            words: Vec::new(),
            ..self.clone()
        }
    }
}

/// The counts of an interval.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Cell {
    pub(super) posts: u64,
    pub(super) labelled: u64,
    pub(super) negative: u64,
    /// Posts weighted by reach and negativity, in thousandths.
    pub(super) weight: u64,
    pub(super) sample: Vec<Digest>,
    /// The earliest post, and the weightiest.
    pub(super) first: Option<Box<Digest>>,
    pub(super) top: Option<Box<Digest>>,
}

/// What a post weighs, in thousandths: 1, three times that when it is negative, and once more for each power of ten of its reach from 10,000 on.
///
/// A choice, not a measurement: a complaint counts as three mentions, an author read by a million as three of ten thousand.
fn weight(negative: bool, reach: u64) -> u64 {
    let tone = if negative { 3000 } else { 1000 };
    let far = (reach as f64 / 1000.0).max(1.0).log10().max(1.0);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "at most 17 times 3000"
    )]
    let weight = (f64::from(tone) * far) as u64;
    weight
}

impl Cell {
    /// Counts a post, keeps a sample of `sample` posts at most, and says how many more posts it now holds.
    pub(super) fn add_post(&mut self, line: &Line<'_>, at: i64, sample: usize) -> usize {
        let negative = line.sentiment() == Some("negative");
        let weight = weight(negative, line.reach());
        self.posts = self.posts.saturating_add(1);
        self.labelled += u64::from(line.sentiment().is_some());
        self.negative += u64::from(negative);
        self.weight = self.weight.saturating_add(weight);
        let name = line.id.as_deref().or(line.text.as_deref());
        let hash = xxh3_64(name.unwrap_or_default().as_bytes());
        let is_first = self
            .first
            .as_ref()
            .is_none_or(|first| (at, hash) < (first.at, first.hash));
        let is_top = self
            .top
            .as_ref()
            .is_none_or(|top| (weight, hash) > (top.weight, top.hash));
        let in_sample =
            self.sample.len() < sample || self.sample.last().is_some_and(|last| hash < last.hash);
        if !(is_first || is_top || in_sample) {
            return 0;
        }
        let before = self.sample.len();
        let digest = digest(line, at, hash, weight);
        if is_first {
            self.first = Some(Box::new(digest.without_words()));
        }
        if is_top {
            self.top = Some(Box::new(digest.without_words()));
        }
        if in_sample {
            let place = self.sample.partition_point(|known| known.hash < hash);
            self.sample.insert(place, digest);
            self.sample.truncate(sample);
        }
        self.sample.len() - before
    }

    /// Counts a bucket of others' posts.
    pub(super) fn add_bucket(&mut self, line: &Line<'_>) {
        let own = line.own_count.unwrap_or(0);
        let posts = line.post_count.unwrap_or(0).saturating_sub(own);
        let all = |tone: &str| (line.sentiment() == Some(tone)).then_some(posts);
        let negative = line.negative_count.or(all("negative")).unwrap_or(0);
        let labelled = line
            .labelled_count
            .or(line.sentiment().map(|_| posts))
            .unwrap_or(negative);
        self.posts = self.posts.saturating_add(posts);
        self.labelled = self.labelled.saturating_add(labelled);
        self.negative = self.negative.saturating_add(negative.min(posts));
        let weight = posts
            .saturating_mul(1000)
            .saturating_add(negative.min(posts).saturating_mul(2000));
        self.weight = self.weight.saturating_add(weight);
    }

    /// What the heaviest post weighs, in thousandths; of buckets without its reach.
    pub(super) fn heaviest(&self) -> u64 {
        let known = self.top.as_ref().map_or(0, |top| top.weight);
        let counted = if self.negative > 0 { 3000 } else { 1000 };
        known.max(counted.min(self.weight))
    }

    /// Adds all that another has counted of the same interval, in whatever order.
    pub(super) fn merge(&mut self, other: Cell, sample: usize) {
        self.posts = self.posts.saturating_add(other.posts);
        self.labelled = self.labelled.saturating_add(other.labelled);
        self.negative = self.negative.saturating_add(other.negative);
        self.weight = self.weight.saturating_add(other.weight);
        self.sample.extend(other.sample);
        self.sample.sort_by_key(|digest| digest.hash);
        self.sample.truncate(sample);
        let firsts = self.first.take().into_iter().chain(other.first);
        self.first = firsts.min_by_key(|first| (first.at, first.hash));
        let tops = self.top.take().into_iter().chain(other.top);
        self.top = tops.max_by_key(|top| (top.weight, top.hash));
    }

    /// Keeps a smaller sample; says how many posts that are.
    pub(super) fn shorten(&mut self, sample: usize) -> usize {
        self.sample.truncate(sample);
        self.sample.shrink_to_fit();
        self.sample.len()
    }
}

fn digest(line: &Line<'_>, at: i64, hash: u64, weight: u64) -> Digest {
    let short = |text: &str| text.chars().take(NAME_CHARS).collect::<String>();
    let mut words: Vec<String> = line
        .hashtags
        .iter()
        .take(WORDS / 2)
        .map(|tag| format!("#{}", short(tag).to_lowercase()))
        .collect();
    for text in [&line.title, &line.text].into_iter().flatten() {
        words.extend(terms(text, false));
    }
    words.sort_unstable();
    words.dedup();
    // Of a long text, the same words for the same text, from all of it.
    words.sort_by_key(|word| xxh3_64(word.as_bytes()));
    words.truncate(WORDS);
    Digest {
        hash,
        at,
        id: short(line.id.as_deref().unwrap_or_default()),
        weight,
        author: line.author_name().map(short),
        source: line.source.as_deref().map(short),
        link: line.links.first().and_then(|link| page(link)),
        words,
    }
}
