//! The smallest change that makes a place for a draft that got none, while everybody else stays where they are.
//!
//! Every place of the draft's channel, closed ones and those after the plan's last day too, is held against all rules. Where one rule alone is in
//! the way, what that rule would have to say is a change; where one other draft alone is, moving or leaving it out is. Of all of them the smallest of
//! the kind that asks least of people is named; where there is none, the two that would have to come together are.

mod about;
mod ground;
mod obstacle;
mod others;
mod standing;
mod words;

use std::cell::{Cell, OnceCell};
use std::collections::HashMap;

use crate::record::{Draft, DraftStatus};

use super::check::Checked;
use super::constraint::Setting;
use super::plan::PlanOptions;
use super::settings::channel_key;
use super::solver::State;

use about::{About, Missing};
use ground::{Ground, Spot};
use obstacle::Obstacle;
use standing::{Standing, World};

/// Places that are looked at for all drafts of a plan together, so that the advice never takes longer than the plan.
const MOST_PLACES: u64 = 8_000_000;

/// What would help a draft that got no place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Advice {
    /// The smallest change.
    pub(super) change: Option<String>,
    /// Why there is none.
    pub(super) why: Vec<String>,
}

/// A change, and how much it asks: what kind it is, whether the hour is worth nothing, how far it goes, where.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Change {
    rank: (Kind, bool, i64, i64),
    text: String,
}

/// Kinds of changes, those that ask least of people first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// One more in a day, in a week, of a pillar.
    Number,
    /// Its own window or time.
    Window,
    /// Another draft elsewhere.
    Move,
    /// A smaller gap between posts.
    Gap,
    /// Another share of the whole.
    Share,
    /// Quiet hours, opening hours.
    Hours,
    /// It is approved.
    Approval,
    /// The days or distances of its campaign.
    Campaign,
    /// A day that is closed, something of another calendar.
    Closed,
    /// No longer after another.
    Order,
    /// Another draft not at all.
    Drop,
    /// More days.
    Range,
}

/// Says what would help, of a finished plan.
pub(super) struct Advisor<'a> {
    /// As they came.
    given: &'a [Draft],
    /// With the order of campaigns.
    drafts: &'a [Draft],
    checked: &'a Checked,
    options: &'a PlanOptions,
    setting: &'a Setting<'a>,
    ids: HashMap<&'a str, usize>,
    /// Who waits for a draft.
    followers: HashMap<usize, Vec<usize>>,
    standing: Standing,
    grounds: Vec<OnceCell<Ground>>,
    looked_at: Cell<u64>,
}

impl<'a> Advisor<'a> {
    /// `given` are the drafts before the order of campaigns was added to `drafts`.
    pub(super) fn new(
        (given, drafts): (&'a [Draft], &'a [Draft]),
        checked: &'a Checked,
        options: &'a PlanOptions,
        setting: &'a Setting<'a>,
        state: &State<'_>,
    ) -> Self {
        let numbered = || drafts.iter().enumerate();
        let ids: HashMap<&str, usize> = numbered()
            .rev()
            .map(|(number, draft)| (draft.id.as_str(), number))
            .collect();
        let mut followers: HashMap<usize, Vec<usize>> = HashMap::new();
        for (number, draft) in numbered() {
            for first in draft.after.iter().filter_map(|id| ids.get(id.as_str())) {
                followers.entry(*first).or_default().push(number);
            }
        }
        Advisor {
            given,
            drafts,
            checked,
            options,
            setting,
            ids,
            followers,
            standing: Standing::of(setting, state),
            grounds: setting
                .problem
                .channels
                .iter()
                .map(|_| OnceCell::new())
                .collect(),
            looked_at: Cell::new(0),
        }
    }

    /// What would help a draft on a channel.
    pub(super) fn advise(&self, draft: usize, channel: &str) -> Advice {
        if !self.options.advise {
            return Advice::default();
        }
        let none = |why: &str| Advice {
            change: None,
            why: vec![why.to_owned()],
        };
        if self.checked.faults.contains_key(&draft) {
            return none("what is wrong with the draft itself must be mended first");
        }
        let key = channel_key(channel);
        let mut channels = self.setting.problem.channels.iter();
        let Some(channel) = channels.position(|own| channel_key(&own.name) == key) else {
            return none("it names no channel to look for a place on");
        };
        let about = match self.about(draft, channel) {
            Ok(about) => about,
            Err(Missing { draft, channel }) => {
                let text = format!("place draft {} on {channel} first", self.drafts[draft].id);
                return Advice {
                    change: Some(text),
                    why: Vec::new(),
                };
            }
        };
        if self.looked_at.get() > MOST_PLACES {
            return none("no change was looked for: too many drafts are without a place");
        }
        self.search(&about)
    }

    fn ground(&self, channel: usize) -> &Ground {
        let home = &self.setting.problem.channels[channel];
        self.grounds[channel].get_or_init(|| Ground::of(home, self.setting.rates, self.options))
    }

    /// The smallest change of all places.
    fn search(&self, about: &About) -> Advice {
        let world = World::new(&self.standing);
        let mut search = Search::default();
        let own = about.fixed.then(|| self.own_spot(about)).flatten();
        let ground = self.ground(about.channel);
        self.looked_at
            .set(self.looked_at.get() + ground.spots.len() as u64);
        for (spot, fixed) in own
            .iter()
            .map(|spot| (spot, true))
            .chain(ground.spots.iter().map(|spot| (spot, false)))
        {
            if fixed || !about.fixed {
                let found = self.obstacles(&world, about, spot, fixed);
                self.weigh(&world, about, spot, &found, &mut search);
            } else if about.alone && self.obstacles(&world, about, spot, false).is_empty() {
                search.offer(self.other_time(about, spot));
            }
        }
        if search
            .best
            .as_ref()
            .is_none_or(|best| best.rank.0 > Kind::Move)
        {
            self.ask_others(about, &mut search);
        }
        match (search.best, search.two) {
            (Some(best), _) => Advice {
                change: Some(best.text),
                why: Vec::new(),
            },
            (None, two) => Advice {
                change: None,
                why: words::no_single(two.map(|(_, texts)| texts)),
            },
        }
    }

    /// Takes the obstacles of a place into account.
    fn weigh(
        &self,
        world: &World<'_>,
        about: &About,
        spot: &Spot,
        found: &[Obstacle],
        search: &mut Search,
    ) {
        match found {
            // It was free all along; a time of its own holds on all its channels, so that it is no help to a draft that has several.
            [] if about.alone => search.offer(self.other_time(about, spot)),
            [] => {}
            [only] => {
                search.blame(self.culprits(world, about, found), spot);
                if let Some(change) = self.change(about, spot, only) {
                    search.offer(change);
                }
            }
            [one, other] => {
                search.blame(self.culprits(world, about, found), spot);
                let both = self
                    .change(about, spot, one)
                    .zip(self.change(about, spot, other));
                if let Some((one, other)) = both {
                    search.offer_two(one, other);
                }
            }
            more => search.blame(self.culprits(world, about, more), spot),
        }
    }

    /// The place where a fixed draft was to stand.
    fn own_spot(&self, about: &About) -> Option<Spot> {
        let at = self.drafts[about.draft].at?;
        let home = &self.setting.problem.channels[about.channel];
        Some(Spot::alone(home, at, self.setting.rates))
    }

    /// Whether a draft is still to be placed at all.
    fn is_live(&self, draft: usize) -> bool {
        !matches!(
            self.drafts[draft].status,
            Some(DraftStatus::Published | DraftStatus::Rejected | DraftStatus::Expired)
        )
    }
}

/// Somebody else whose absence alone would free a place.
#[derive(Clone, Debug)]
struct Culprit {
    /// Number among the posts that stand.
    post: usize,
    spot: Spot,
}

/// What was found so far.
#[derive(Default)]
struct Search {
    best: Option<Change>,
    /// The two that together would do, and what they ask.
    two: Option<((Kind, Kind, i64), [String; 2])>,
    culprits: Vec<Culprit>,
}

/// Others that are looked at for a draft.
const MOST_CULPRITS: usize = 24;

impl Search {
    fn offer(&mut self, change: Change) {
        if self.best.as_ref().is_none_or(|best| change < *best) {
            self.best = Some(change);
        }
    }

    fn offer_two(&mut self, one: Change, other: Change) {
        let (first, second) = if one <= other {
            (one, other)
        } else {
            (other, one)
        };
        let rank = (
            second.rank.0,
            first.rank.0,
            first.rank.2.saturating_add(second.rank.2),
        );
        if first.text != second.text && self.two.as_ref().is_none_or(|(best, _)| rank < *best) {
            self.two = Some((rank, [first.text, second.text]));
        }
    }

    /// Of each culprit the place that is worth most is kept.
    fn blame(&mut self, posts: Vec<usize>, spot: &Spot) {
        for post in posts {
            let room = self.culprits.len() < MOST_CULPRITS;
            match self.culprits.iter_mut().find(|known| known.post == post) {
                Some(known) if known.spot.rate < spot.rate => known.spot = spot.clone(),
                None if room => self.culprits.push(Culprit {
                    post,
                    spot: spot.clone(),
                }),
                _ => {}
            }
        }
    }
}
