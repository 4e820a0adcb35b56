//! Rows of exports booked under network, client, objective and currency, in millionths, so that sums are exact whatever their order.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::spent::{AdKey, Spent, millionths};
use super::{BoostsOptions, Told};
use crate::ads::{AdRow, AdSheet, Promoted, PromotedPost, family, without_doubles};
use crate::report::posts::kept::OwnPost;
use crate::text::sheet::folded;

/// What groups that are too small are put under.
pub(super) const OTHER: &str = "other";
/// What ads are grouped by.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    pub(super) network: String,
    pub(super) client: String,
    pub(super) objective: String,
    /// Empty when campaigns are not told apart.
    pub(super) campaign: String,
    /// Two currencies are never added.
    pub(super) currency: String,
}

/// All that was booked: the period asked for, and the one before.
pub(super) struct Book {
    pub(super) groups: BTreeMap<Key, [Spent; 2]>,
    /// Posts that any row promotes, of whatever time.
    pub(super) ever: HashSet<usize>,
    pub(super) told: Told,
    /// Engagement, reach and impressions that ads brought each post.
    paid: BTreeMap<usize, [i128; 3]>,
}

/// Whose posts are on which network.
struct Clients {
    on: BTreeMap<String, BTreeSet<String>>,
}

impl Clients {
    fn of(posts: &[OwnPost]) -> Self {
        let mut on: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for post in posts {
            let client = post.client.clone().unwrap_or_default();
            on.entry(family(&post.channel)).or_default().insert(client);
        }
        Clients { on }
    }

    /// Whose ad it is: its post's client, else the one that its account is called after, else the only one with posts on the network.
    fn of_ad(&self, row: &AdRow, post: Option<&OwnPost>) -> String {
        if let Some(post) = post {
            return post.client.clone().unwrap_or_default();
        }
        if let Some(account) = row.account.as_deref().map(folded) {
            let mut named = self.on.values().flatten();
            if let Some(client) = named.find(|client| folded(client) == account) {
                return client.clone();
            }
        }
        let mut there = self.on.get(&row.network).into_iter().flatten();
        match (there.next(), there.next()) {
            (Some(only), None) => only.clone(),
            _ => String::new(),
        }
    }
}

impl Book {
    pub(super) fn new(options: &BoostsOptions, posts: &[OwnPost], sheets: &[AdSheet]) -> Self {
        let (rows, doubled) = without_doubles(sheets);
        let named = posts.iter().map(|post| PromotedPost {
            channel: &post.channel,
            id: &post.id,
            url: post.url.as_deref(),
            text: &post.text,
            at: post.at,
        });
        let promoted = Promoted::new(named.collect());
        let clients = Clients::of(posts);
        let mut book = Book {
            groups: BTreeMap::new(),
            ever: HashSet::new(),
            told: Told {
                doubled,
                ..Told::default()
            },
            paid: BTreeMap::new(),
        };
        for row in rows {
            let place = promoted.find(row);
            let post = place.and_then(|place| posts.get(place));
            if let Some(place) = place {
                book.ever.insert(place);
                let paid = book.paid.entry(place).or_default();
                for (sum, count) in
                    paid.iter_mut()
                        .zip([row.engagement, row.reach, row.impressions])
                {
                    *sum += millionths(count.unwrap_or(0.0));
                }
            }
            let client = clients.of_ad(row, post);
            book.enter(options, row, (place, post), client);
        }
        book
    }

    fn enter(
        &mut self,
        options: &BoostsOptions,
        row: &AdRow,
        (place, post): (Option<usize>, Option<&OwnPost>),
        client: String,
    ) {
        let asked = &options.scope.clients;
        if !asked.is_empty() && !asked.contains(&client) {
            let told = &mut self.told;
            let count = if client.is_empty() {
                &mut told.unknown_client
            } else {
                &mut told.other_client
            };
            *count += 1;
            return;
        }
        let Some(period) = self.period(options, row, post) else {
            return;
        };
        if period == 0 {
            self.told.rows += 1;
            self.told.unmatched += u64::from(place.is_none());
            self.told.no_currency += u64::from(row.currency.is_none());
        }
        let key = key(row, client, options.by_campaign);
        let named = ad_key(row, &key);
        let periods = self.groups.entry(key).or_default();
        if let Some(spent) = periods.get_mut(period) {
            spent.ads.entry(named).or_default().add(row, place);
        }
    }

    /// 0 for the time asked for, 1 for the time before: that of the row's first day, else that of its post.
    fn period(
        &mut self,
        options: &BoostsOptions,
        row: &AdRow,
        post: Option<&OwnPost>,
    ) -> Option<usize> {
        let range = options.scope.range;
        if range.is_open() {
            return Some(0);
        }
        let midnight = |day| options.scope.zone.midnight(day).timestamp_millis();
        let first = row.days.map(|(first, _)| midnight(first));
        let Some(at) = first.or(post.map(|post| post.at)) else {
            self.told.undated += 1;
            return None;
        };
        let before = options
            .before
            .is_some_and(|before| before.contains_millis(at));
        let period = match (range.contains_millis(at), before) {
            (true, _) => 0,
            (_, true) => 1,
            _ => {
                self.told.other_time += 1;
                return None;
            }
        };
        let ends_there = |(_, last)| {
            let same = if period == 0 {
                Some(range)
            } else {
                options.before
            };
            same.is_some_and(|range| range.contains_millis(midnight(last)))
        };
        self.told.across += u64::from(row.days.is_some_and(|days| !ends_there(days)));
        Some(period)
    }

    /// Takes what ads brought off the figures of the posts.
    pub(super) fn take_off(&self, posts: &mut [OwnPost]) {
        for (place, [engagement, reach, impressions]) in &self.paid {
            let Some(post) = posts.get_mut(*place) else {
                continue;
            };
            let less = |count: u64, paid: &i128| {
                let left = i128::from(count) - (paid + 500_000).div_euclid(1_000_000);
                u64::try_from(left).unwrap_or(0)
            };
            post.engagement = less(post.engagement, engagement);
            post.reach = post.reach.map(|count| less(count, reach));
            post.impressions = post.impressions.map(|count| less(count, impressions));
        }
    }

    /// Puts groups of fewer ads than `least` together, by currency; what is still too small is left out and counted.
    pub(super) fn fold_small(&mut self, least: u64) {
        let small = |periods: &[Spent; 2]| {
            let mut counts = periods.iter().map(|spent| spent.ads.len() as u64);
            counts.any(|count| (1..least).contains(&count))
        };
        let mut folded: BTreeMap<Key, [Spent; 2]> = BTreeMap::new();
        for (key, periods) in std::mem::take(&mut self.groups) {
            let into = if small(&periods) {
                Key {
                    network: OTHER.to_owned(),
                    currency: key.currency,
                    ..Key::default()
                }
            } else {
                key
            };
            let mine = folded.entry(into).or_default();
            for (mine, theirs) in mine.iter_mut().zip(periods) {
                mine.merge(theirs);
            }
        }
        folded.retain(|_, periods| {
            let left = small(periods);
            if left {
                let now = periods.first().map_or(0, |now| now.ads.len());
                self.told.suppressed += now as u64;
            }
            !left
        });
        self.groups = folded;
    }
}

fn key(row: &AdRow, client: String, by_campaign: bool) -> Key {
    let currency = row.currency.as_deref().unwrap_or_default().to_uppercase();
    let objective = row.objective.as_ref().or(row.result_kind.as_ref());
    Key {
        network: row.network.clone(),
        client,
        objective: objective.cloned().unwrap_or_default(),
        campaign: match &row.campaign {
            Some(campaign) if by_campaign => campaign.clone(),
            _ => String::new(),
        },
        currency: match currency.as_str() {
            "€" => "EUR".to_owned(),
            "£" => "GBP".to_owned(),
            _ => currency,
        },
    }
}

fn ad_key(row: &AdRow, key: &Key) -> AdKey {
    let word = |word: &Option<String>| word.clone().unwrap_or_default();
    let is_nameless = row.name.is_empty() && row.post.is_none() && row.ad_id.is_none();
    let name = if is_nameless {
        // A row without a name is an ad of its own.
        format!("row {}", row.line)
    } else {
        row.name.clone()
    };
    [
        key.network.clone(),
        key.client.clone(),
        key.objective.clone(),
        word(&row.account),
        word(&row.campaign),
        word(&row.group),
        name,
        format!("{} {}", word(&row.ad_id), word(&row.post)),
    ]
}
