//! The posts of an account: a client's on a network.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::book::{Key, OTHER};
use super::uplift::{Beside, FEWEST, Side};
use crate::ads::family;
use crate::report::posts::effect::compare;
use crate::report::posts::kept::OwnPost;
use crate::report::posts::usual::{Beside as Usual, beside};
use crate::report::posts::{Feature, Trait};
use crate::report::rate::Per;
use crate::stats::Change;
use crate::time::Range;

/// Posts that can be compared, and how each does.
struct Account<'a> {
    /// Places among all posts, in order.
    places: Vec<usize>,
    usual: Vec<Usual>,
    never: Side,
    ever: &'a HashSet<usize>,
}

/// All accounts, by network and client.
pub(super) struct Accounts<'a> {
    accounts: BTreeMap<(String, String), Account<'a>>,
}

impl<'a> Accounts<'a> {
    /// Posts of the range; `ever` are those that were promoted at some time, `comparable` those whose figures are ripe.
    pub(super) fn new(
        posts: &[OwnPost],
        ever: &'a HashSet<usize>,
        per: Per,
        range: Range,
        comparable: &dyn Fn(&OwnPost) -> bool,
    ) -> Self {
        let mut members: BTreeMap<(String, String), Vec<usize>> = BTreeMap::new();
        let mut families: HashMap<&str, String> = HashMap::new();
        for (place, post) in posts.iter().enumerate() {
            if range.contains_millis(post.at) {
                let channel = families
                    .entry(post.channel.as_str())
                    .or_insert_with(|| family(&post.channel));
                let client = post.client.clone().unwrap_or_default();
                let account = members.entry((channel.clone(), client));
                account.or_default().push(place);
            }
        }
        let account = |places: Vec<usize>| {
            let post = |place: &usize| posts.get(*place);
            let never = places.iter().filter(|place| !ever.contains(place));
            let never = Side::of(never.filter_map(post));
            let ripe = |place: &usize| {
                post(place).is_some_and(|post| comparable(post) && post.exposure(per).is_some())
            };
            let places: Vec<usize> = places.into_iter().filter(ripe).collect();
            let rows: Vec<&OwnPost> = places.iter().filter_map(post).collect();
            Account {
                usual: beside(&rows, per),
                places,
                never,
                ever,
            }
        };
        let accounts = members
            .into_iter()
            .map(|(name, places)| (name, account(places)));
        Accounts {
            accounts: accounts.collect(),
        }
    }

    fn of(&self, key: &Key) -> Option<&Account<'a>> {
        let name = (key.network.clone(), key.client.clone());
        self.accounts.get(&name)
    }

    /// Posts of the account that were never promoted.
    pub(super) fn others(&self, key: &Key) -> Side {
        self.of(key)
            .map(|account| account.never)
            .unwrap_or_default()
    }

    /// The promoted posts of a group beside those never promoted; nothing for a group of several accounts.
    pub(super) fn beside(&self, key: &Key, promoted: &[usize]) -> Option<Beside> {
        if key.network == OTHER {
            return None;
        }
        let Some(account) = self.of(key) else {
            return Some(Beside::default());
        };
        let (mut members, mut rows) = (Vec::new(), Vec::new());
        for (place, usual) in account.places.iter().zip(&account.usual) {
            let is_member = promoted.binary_search(place).is_ok();
            if is_member {
                members.push(rows.len());
            }
            if is_member || !account.ever.contains(place) {
                rows.push(*usual);
            }
        }
        let (boosted, others) = (members.len(), rows.len() - members.len());
        let of = Trait {
            feature: Feature::Campaign,
            value: String::new(),
        };
        let effect = compare(of, members, &rows, FEWEST);
        Some(Beside {
            boosted,
            others,
            ratio: effect.map(|effect| Change {
                estimate: effect.ratio,
                low: effect.low,
                high: effect.high,
            }),
        })
    }
}
