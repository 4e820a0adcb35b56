//! What makes the difference in a burst: words, hashtags, links, authors, sources, tone; and which post began it.

use std::collections::{HashMap, HashSet};

use super::cell::Digest;
use super::crisis::Crisis;
use crate::stats::{Contrast, benjamini_hochberg};

/// Share of chance among the words that are named.
const FALSE_DISCOVERIES: f64 = 0.05;
/// Posts that must hold a word, and words that are named.
const FEWEST: usize = 3;
const WORDS: usize = 6;
/// The prior's weight in posts: what is usual counts as so many posts of the burst.
const PRIOR: f64 = 20.0;
/// Share of the burst from which a link, an author or a source is named, and how many times its usual share that must be.
const SHARE: f64 = 0.15;
const TIMES: f64 = 2.0;

/// Sentences about a burst, beside the usual talk.
pub(super) fn why<'a>(
    crisis: &Crisis,
    background: impl Iterator<Item = &'a Digest>,
) -> Vec<String> {
    let mut why = vec![height(crisis)];
    if crisis.sample.is_empty() {
        why.push("only counts were given: no words, authors or first post".to_owned());
        why.extend(tone(crisis));
        return why;
    }
    let background: Vec<&Digest> = background.collect();
    let here: Vec<&Digest> = crisis.sample.iter().collect();
    why.extend(tone(crisis));
    why.extend(words(&here, &background));
    let shares = [
        (
            "link",
            (|digest| digest.link.as_deref()) as fn(&Digest) -> Option<&str>,
        ),
        ("author", |digest| digest.author.as_deref()),
        ("source", |digest| digest.source.as_deref()),
    ];
    for (what, read) in shares {
        why.extend(share(what, read, &here, &background));
    }
    if let Some(first) = &crisis.first {
        let author = first.author.as_deref();
        let by = author.map_or_else(String::new, |author| format!(" by {author}"));
        why.push(format!("began with {}{by}", name(&first.id)));
    }
    why
}

fn name(id: &str) -> &str {
    if id.is_empty() {
        "a post without id"
    } else {
        id
    }
}

fn height(crisis: &Crisis) -> String {
    let top = crisis.top();
    let (kind, highest) = match (top.by_weight, top.window) {
        (false, 0) => ("", "highest"),
        (true, 0) => ("weighted by reach and tone, ", "highest"),
        (false, 1) => ("", "highest hour"),
        (true, 1) => ("weighted by tone, ", "highest hour"),
        (false, _) => ("", "highest six hours"),
        (true, _) => ("weighted by tone, ", "highest six hours"),
    };
    format!(
        "{} posts where {:.1} were expected; {kind}{:.1} times the {highest} of the last weeks",
        crisis.posts,
        crisis.expected,
        crisis.ratio()
    )
}

fn tone(crisis: &Crisis) -> Option<String> {
    if crisis.labelled == 0 {
        return None;
    }
    let percent = |share: f64| (share * 100.0).round();
    let share = percent(crisis.negative as f64 / crisis.labelled as f64);
    let usual = crisis.usual_tone.map_or_else(String::new, |usual| {
        format!(", usually {} %", percent(usual))
    });
    Some(format!("{share} % negative{usual}"))
}

fn words(here: &[&Digest], background: &[&Digest]) -> Option<String> {
    let count = |digests: &[&Digest]| {
        let mut counts: HashMap<String, usize> = HashMap::new();
        for word in digests.iter().flat_map(|digest| &digest.words) {
            *counts.entry(word.clone()).or_default() += 1;
        }
        counts
    };
    let (ours, theirs) = (count(here), count(background));
    let (n, m) = (here.len() as f64, background.len() as f64);
    let mut tested: Vec<(&String, usize, Contrast)> = ours
        .iter()
        .filter(|(_, count)| **count >= FEWEST)
        .map(|(word, count)| {
            let there = theirs.get(word).copied().unwrap_or(0) as f64;
            let usual = (there + *count as f64) / (n + m);
            let prior = (usual * PRIOR, PRIOR);
            (
                word,
                *count,
                Contrast::new((*count as f64, n), (there, m), prior),
            )
        })
        .collect();
    let p: Vec<f64> = tested.iter().map(|(_, _, contrast)| contrast.p).collect();
    let limit = benjamini_hochberg(&p, p.len(), FALSE_DISCOVERIES)?;
    tested.retain(|(_, _, contrast)| contrast.p <= limit && contrast.z > 0.0);
    tested.sort_by(|a, b| b.2.z.total_cmp(&a.2.z).then_with(|| a.0.cmp(b.0)));
    let named: Vec<String> = tested
        .iter()
        .take(WORDS)
        .map(|(word, count, _)| format!("\"{word}\" ({count} of {})", here.len()))
        .collect();
    (!named.is_empty()).then(|| format!("words: {}", named.join(", ")))
}

fn share(
    what: &str,
    read: fn(&Digest) -> Option<&str>,
    here: &[&Digest],
    background: &[&Digest],
) -> Option<String> {
    let values: HashSet<&str> = here.iter().filter_map(|digest| read(digest)).collect();
    let part = |digests: &[&Digest], value: &str| {
        let with = digests.iter().filter(|digest| read(digest) == Some(value));
        (with.count(), digests.len().max(1))
    };
    let mut shares: Vec<(usize, &str)> = values
        .into_iter()
        .map(|value| (part(here, value).0, value))
        .filter(|(count, _)| *count >= FEWEST)
        .collect();
    shares.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(b.1)));
    let (count, value) = *shares.first()?;
    let ours = count as f64 / here.len().max(1) as f64;
    let (there, of) = part(background, value);
    let usual = there as f64 / of as f64;
    if ours < SHARE || ours < TIMES * usual {
        return None;
    }
    Some(format!(
        "{what} {value}: {:.0} % of the posts, usually {:.0} %",
        ours * 100.0,
        usual * 100.0
    ))
}
