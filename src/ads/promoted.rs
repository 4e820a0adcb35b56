//! Which post an ad promoted: by the address or id that the export names, else by the beginning of the post's text in the ad's name.

use std::collections::HashMap;

use super::AdRow;
use crate::text::sheet::folded;

/// Letters of a post's text that an ad's name must hold to be its ad.
const TEXT_MATCH: usize = 24;
/// Letters of an ad's name that are looked at.
const NAME_MATCH: usize = 300;

/// The manager through which a channel is advertised on: `instagram` and `facebook` are Meta's, `youtube` is Google's.
pub fn family(channel: &str) -> String {
    let name = folded(channel.rsplit('/').next().unwrap_or(channel));
    match name.as_str() {
        "facebook" | "instagram" | "threads" | "fb" | "ig" => "meta".to_owned(),
        "twitter" => "x".to_owned(),
        "youtube" => "google".to_owned(),
        _ => name,
    }
}

/// A post that may have been promoted.
#[derive(Clone, Copy, Debug, Default)]
pub struct PromotedPost<'a> {
    /// Its channel, with or without a client before it.
    pub channel: &'a str,
    /// Its id, with or without the network before it.
    pub id: &'a str,
    /// Its address.
    pub url: Option<&'a str>,
    /// What it says.
    pub text: &'a str,
    /// When it was published, in milliseconds since 1970.
    pub at: i64,
}

impl<'a> PromotedPost<'a> {
    /// The id as the network has it.
    fn native(&self) -> &'a str {
        self.id.split_once(':').map_or(self.id, |(_, id)| id)
    }

    /// What an ad's name must hold; nothing when the text is too short to be told from others.
    fn beginning(&self) -> Option<String> {
        let start: String = self.text.chars().take(TEXT_MATCH).collect();
        (start.chars().count() >= TEXT_MATCH / 2).then(|| start.trim().to_owned())
    }
}

/// An address without what may differ between two spellings of it.
fn bare(url: &str) -> String {
    let url = url.trim().split(['?', '#']).next().unwrap_or_default();
    let url = url.split_once("://").map_or(url, |(_, rest)| rest);
    let url = url.strip_prefix("www.").unwrap_or(url);
    url.trim_end_matches('/').to_owned()
}

/// Whether an ad of a network promoted a post: `named` is the address or id that the export names, `name` that of the ad.
pub fn promotes(network: &str, named: Option<&str>, name: &str, post: &PromotedPost<'_>) -> bool {
    if family(post.channel) != network {
        return false;
    }
    if let Some(named) = named {
        let native = post.native();
        return (post.url).is_some_and(|url| url == named || bare(url) == bare(named))
            || (!native.is_empty() && native == named);
    }
    let start = post.beginning().filter(|start| !start.is_empty());
    start.is_some_and(|start| name.contains(&start))
}

/// Posts, to be found by their ads.
#[derive(Debug, Default)]
pub struct Promoted<'a> {
    posts: Vec<PromotedPost<'a>>,
    /// Network, then id, address or beginning of the text; the posts that have it.
    named: HashMap<(String, String), Vec<usize>>,
    begun: HashMap<(String, String), Vec<usize>>,
    /// Lengths of the beginnings, in letters.
    lengths: Vec<usize>,
}

impl<'a> Promoted<'a> {
    /// Of these posts; ads are answered with places among them.
    pub fn new(posts: Vec<PromotedPost<'a>>) -> Self {
        let mut all = Promoted::default();
        for (place, post) in posts.iter().enumerate() {
            let network = family(post.channel);
            let mut add = |name: String| {
                if !name.is_empty() {
                    let key = (network.clone(), name);
                    all.named.entry(key).or_default().push(place);
                }
            };
            add(post.native().to_owned());
            if let Some(url) = post.url {
                add(bare(url));
            }
            if let Some(start) = post.beginning().filter(|start| !start.is_empty()) {
                all.lengths.push(start.chars().count());
                all.begun.entry((network, start)).or_default().push(place);
            }
        }
        all.lengths.sort_unstable();
        all.lengths.dedup();
        all.posts = posts;
        all
    }

    /// The place of the post that an ad promoted. Of several, the last that was published when the ad began, else the first.
    pub fn find(&self, ad: &AdRow) -> Option<usize> {
        let places = match &ad.post {
            Some(named) => {
                let key = |name: &str| (ad.network.clone(), name.to_owned());
                let by = |name: &str| self.named.get(&key(name));
                by(named).or_else(|| by(&bare(named)))?.clone()
            }
            None => self.by_text(ad),
        };
        let end = ad.days.map_or(i64::MAX, |(first, _)| {
            let next = first.succ_opt().unwrap_or(first);
            next.and_time(chrono::NaiveTime::MIN)
                .and_utc()
                .timestamp_millis()
        });
        let at = |place: &&usize| self.posts.get(**place).map_or(0, |post| post.at);
        let before = places.iter().filter(|place| at(place) < end);
        before
            .max_by_key(at)
            .or_else(|| places.iter().min_by_key(at))
            .copied()
    }

    fn by_text(&self, ad: &AdRow) -> Vec<usize> {
        let name: Vec<char> = ad.name.chars().take(NAME_MATCH).collect();
        let mut found = Vec::new();
        // The longest beginning is the surest.
        for length in self.lengths.iter().rev() {
            for window in name.windows(*length) {
                let key = (ad.network.clone(), window.iter().collect::<String>());
                found.extend(self.begun.get(&key).into_iter().flatten().copied());
            }
            if !found.is_empty() {
                break;
            }
        }
        found
    }
}
