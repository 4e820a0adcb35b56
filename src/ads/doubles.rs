//! What two exports both hold, counted once.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::{AdRow, AdSheet};

/// What tells a row from those of other ads and other days.
type Identity<'a> = ([&'a str; 8], Option<(NaiveDate, NaiveDate)>, [u64; 6]);

/// The rows of all exports, in their order, and how many were left out because another export holds them.
///
/// Rows of one ad (network, account, campaign, ad set, ad, post, currency) on the same days that stand in several exports are one: those of the export that counted the most
/// impressions are taken, since counts only grow, and of equals the first. Within one export they are parts (by age, by place) and all count. Rows without
/// days are the same only when their figures are.
pub fn without_doubles(sheets: &[AdSheet]) -> (Vec<&AdRow>, u64) {
    let mut places: BTreeMap<Identity<'_>, BTreeMap<usize, Vec<usize>>> = BTreeMap::new();
    for (file, sheet) in sheets.iter().enumerate() {
        for (at, row) in sheet.rows.iter().enumerate() {
            let of_file = places.entry(identity(row)).or_default();
            of_file.entry(file).or_default().push(at);
        }
    }
    let mut taken: Vec<(usize, usize)> = Vec::new();
    let mut doubled = 0;
    for (_, by_file) in places {
        let rows = |file: usize, places: &[usize]| -> [f64; 4] {
            let of_file = sheets.get(file).map_or(&[][..], |sheet| &sheet.rows);
            let sum = |get: fn(&AdRow) -> f64| {
                let rows = places.iter().filter_map(|at| of_file.get(*at));
                rows.map(get).sum::<f64>()
            };
            [
                sum(|row| row.impressions.unwrap_or(0.0)),
                sum(|row| row.reach.unwrap_or(0.0)),
                sum(|row| row.engagement.unwrap_or(0.0)),
                sum(|row| row.spend),
            ]
        };
        let mut best: Option<(usize, [f64; 4])> = None;
        for (file, places) in &by_file {
            let counted = rows(*file, places);
            if best.is_none_or(|(_, most)| {
                counted.partial_cmp(&most) == Some(std::cmp::Ordering::Greater)
            }) {
                best = Some((*file, counted));
            }
        }
        for (file, places) in by_file {
            if best.is_some_and(|(kept, _)| kept == file) {
                taken.extend(places.into_iter().map(|at| (file, at)));
            } else {
                doubled += places.len() as u64;
            }
        }
    }
    taken.sort_unstable();
    let row = |(file, at): (usize, usize)| sheets.get(file)?.rows.get(at);
    (taken.into_iter().filter_map(row).collect(), doubled)
}

fn identity(row: &AdRow) -> Identity<'_> {
    fn word(word: Option<&String>) -> &str {
        word.map(String::as_str).unwrap_or_default()
    }
    let figures = match row.days {
        Some(_) => [0; 6],
        None => [
            Some(row.spend),
            row.reach,
            row.impressions,
            row.engagement,
            row.clicks,
            row.results,
        ]
        .map(|figure| figure.map_or(u64::MAX, f64::to_bits)),
    };
    let words = [
        row.network.as_str(),
        word(row.account.as_ref()),
        word(row.campaign.as_ref()),
        word(row.group.as_ref()),
        row.name.as_str(),
        word(row.ad_id.as_ref()),
        word(row.post.as_ref()),
        word(row.currency.as_ref()),
    ];
    (words, row.days, figures)
}
