//! Authors once all lines are read: centrality, influence, segments, ambassadors and detractors.

use std::collections::BTreeMap;

use super::occasion::{Occasion, occasions};
use super::person::Person;
use super::segment::{Scores, Segment, scores, segment};
use super::{Authors, AuthorsOptions};
use crate::report::scope::Passed;
use crate::stats::{binomial_upper_p, pagerank, q_values};

/// Time in which who writes first is a newcomer, and after which who wrote is away, in milliseconds.
const NEW: i64 = 30 * 86_400_000;
/// Posts with labels from which an author's tone is judged.
pub(super) const JUDGED_FROM: u64 = 3;
/// Expected share of authors who are no ambassadors (or detractors) among those called so.
pub(super) const FALSE_FINDINGS: f64 = 0.1;

/// What an author is for the brand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stand {
    Ambassador,
    Detractor,
}

impl Stand {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Stand::Ambassador => "ambassador",
            Stand::Detractor => "detractor",
        }
    }
}

/// An author of the public, judged.
pub(super) struct Standing {
    /// The place among the people.
    pub(super) author: usize,
    pub(super) scores: Scores,
    pub(super) segment: Segment,
    /// PageRank times the number of nodes: 1 is the average.
    pub(super) centrality: f64,
    /// Mean of three shares: of authors with fewer followers, with less engagement, less central.
    pub(super) influence: f64,
    pub(super) stand: Option<Stand>,
}

/// All of it.
pub(super) struct Judged {
    pub(super) options: AuthorsOptions,
    pub(super) people: Vec<Person>,
    /// The most influential first.
    pub(super) standings: Vec<Standing>,
    pub(super) occasions: Vec<Occasion>,
    pub(super) links: usize,
    pub(super) passed: Passed,
    pub(super) nameless: u64,
    pub(super) over: u64,
}

impl Judged {
    pub(super) fn of(mut authors: Authors) -> Self {
        authors.sort();
        let occasions = occasions(&authors);
        let links = links(&authors);
        let ranks = pagerank(authors.people.len(), &links);
        let centrality: Vec<f64> = ranks.iter().map(|rank| rank * ranks.len() as f64).collect();
        let public: Vec<usize> = (0..authors.people.len())
            .filter(|at| authors.people.get(*at).is_some_and(Person::is_public))
            .collect();
        let people: Vec<&Person> = public
            .iter()
            .filter_map(|at| authors.people.get(*at))
            .collect();
        let central: Vec<f64> = public
            .iter()
            .filter_map(|at| centrality.get(*at).copied())
            .collect();
        let mut standings = standings(&authors, &public, &people, &central);
        for (standing, stand) in standings.iter_mut().zip(stands(&people)) {
            standing.stand = stand;
        }
        standings.sort_by(|a, b| {
            b.influence
                .total_cmp(&a.influence)
                .then(a.author.cmp(&b.author))
        });
        Judged {
            standings,
            occasions,
            links: links.len(),
            options: authors.options,
            people: authors.people,
            passed: authors.passed,
            nameless: authors.nameless,
            over: authors.over,
        }
    }
}

/// Who answered whom, how often.
fn links(authors: &Authors) -> Vec<(usize, usize, f64)> {
    let mut links: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for reply in &authors.replies {
        if let Some(parent) = authors.notes.get(&reply.parent)
            && parent.author != reply.author
        {
            *links.entry((reply.author, parent.author)).or_default() += 1.0;
        }
    }
    links
        .into_iter()
        .map(|((from, to), count)| (from, to, count))
        .collect()
}

/// Scores of recency, frequency and engagement.
fn rfm(people: &[&Person]) -> [Vec<u8>; 3] {
    let column = |read: fn(&Person) -> i64| {
        let values: Vec<i64> = people.iter().map(|person| read(person)).collect();
        scores(&values)
    };
    [
        column(|person| person.last.unwrap_or(i64::MIN)),
        column(|person| i64::try_from(person.posts).unwrap_or(i64::MAX)),
        column(|person| i64::try_from(person.engagement).unwrap_or(i64::MAX)),
    ]
}

/// The shares of people with less followers, less engagement, and less central.
fn ranks(people: &[&Person], central: &[f64]) -> [Vec<f64>; 3] {
    let column = |read: fn(&Person) -> f64| {
        let values: Vec<f64> = people.iter().map(|person| read(person)).collect();
        below(&values)
    };
    // Walks that differ in their last digits are alike.
    let walks: Vec<f64> = central.iter().map(|rank| (rank * 1e6).round()).collect();
    [
        column(|person| person.followers.unwrap_or(0) as f64),
        column(|person| person.engagement as f64),
        below(&walks),
    ]
}

fn standings(
    authors: &Authors,
    public: &[usize],
    people: &[&Person],
    central: &[f64],
) -> Vec<Standing> {
    let [recency, frequency, engagement] = rfm(people);
    let [of_followers, of_engagement, of_centrality] = ranks(people, central);
    let new_since = authors.options.end().saturating_sub(NEW);
    let goes_back = authors.begins.is_some_and(|begins| begins < new_since);
    let at = |list: &[u8], place: usize| list.get(place).copied().unwrap_or(1);
    let share = |list: &[f64], place: usize| list.get(place).copied().unwrap_or(0.0);
    people
        .iter()
        .enumerate()
        .map(|(place, person)| {
            let scores = Scores {
                recency: at(&recency, place),
                frequency: at(&frequency, place),
                engagement: at(&engagement, place),
            };
            let is_new = goes_back
                && person.posts <= 2
                && person.first.is_some_and(|first| first >= new_since);
            Standing {
                author: public.get(place).copied().unwrap_or(usize::MAX),
                scores,
                segment: segment(scores, is_new),
                centrality: share(central, place),
                influence: (share(&of_followers, place)
                    + share(&of_engagement, place)
                    + share(&of_centrality, place))
                    / 3.0,
                stand: None,
            }
        })
        .collect()
}

/// The share of values that are strictly less than each.
fn below(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let count = values.len().max(1) as f64;
    values
        .iter()
        .map(|value| sorted.partition_point(|other| other < value) as f64 / count)
        .collect()
}

/// What is counted of a person.
type Count = fn(&Person) -> u64;

/// Who is positive, or negative, more often than authors are on the whole: an exact binomial test for each, with the false discovery rate kept.
fn stands(people: &[&Person]) -> Vec<Option<Stand>> {
    let sum =
        |read: fn(&Person) -> u64| people.iter().map(|person| read(person)).sum::<u64>() as f64;
    let labelled = sum(|person| person.labelled).max(1.0);
    let (positive, negative) = (
        sum(|person| person.positive) / labelled,
        sum(|person| person.negative) / labelled,
    );
    let mut stands = vec![None; people.len()];
    let judged: Vec<usize> = (0..people.len())
        .filter(|at| {
            people
                .get(*at)
                .is_some_and(|person| person.labelled >= JUDGED_FROM)
        })
        .collect();
    let read: [(Stand, f64, Count); 2] = [
        (Stand::Ambassador, positive, |person| person.positive),
        (Stand::Detractor, negative, |person| person.negative),
    ];
    for (stand, share, count) in read {
        let p_values: Vec<f64> = judged
            .iter()
            .filter_map(|at| people.get(*at))
            .map(|person| binomial_upper_p(count(person), person.labelled, share))
            .collect();
        for (at, q_value) in judged.iter().zip(q_values(&p_values)) {
            if let Some(slot) = stands.get_mut(*at).filter(|_| q_value <= FALSE_FINDINGS) {
                *slot = Some(stand);
            }
        }
    }
    stands
}
