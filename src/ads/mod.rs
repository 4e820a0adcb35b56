//! Ad results from the exports of the ad managers of Meta, LinkedIn, X, TikTok and Google: CSV with headers in English or French.
//!
//! Columns are found by their names, wherever they stand, and the header may come after a few lines of explanation, as LinkedIn and Google write
//! them. Rows of totals and rows without money are passed over and counted. What stands in two exports is one row ([`without_doubles`]); which post an ad promoted
//! is told by [`Promoted`].

mod amount;
mod day;
mod doubles;
mod header;
mod promoted;
mod reading;
mod result;
#[cfg(test)]
mod tests;

use chrono::NaiveDate;

pub use doubles::without_doubles;
pub use promoted::{Promoted, PromotedPost, family, promotes};
pub use reading::read_ads;
pub use result::{AdResult, results};

/// What an ad cost and brought on some days.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AdRow {
    /// Its line in the file, from 1.
    pub line: u64,
    /// `meta`, `linkedin`, `x`, `tiktok`, `google`, or what a column calls it.
    pub network: String,
    /// The advertiser's account.
    pub account: Option<String>,
    /// The campaign.
    pub campaign: Option<String>,
    /// The ad set or ad group.
    pub group: Option<String>,
    /// The name of the ad, or of the campaign when rows are no finer.
    pub name: String,
    /// The manager's id of the ad.
    pub ad_id: Option<String>,
    /// Address or id of the post that was promoted, where the export says it.
    pub post: Option<String>,
    /// What the campaign is for, as the manager calls it.
    pub objective: Option<String>,
    /// What a result is, as the manager calls it.
    pub result_kind: Option<String>,
    /// First and last day it is about, in the account's zone.
    pub days: Option<(NaiveDate, NaiveDate)>,
    /// Money spent; below 0 for a refund.
    pub spend: f64,
    /// ISO 4217 code or sign, as the export has it.
    pub currency: Option<String>,
    /// People reached; of several rows not to be added up without saying so, since they may be the same people.
    pub reach: Option<f64>,
    /// Times shown.
    pub impressions: Option<f64>,
    /// Engagements the network counted; 0 where its cell is blank.
    pub engagement: Option<f64>,
    /// Whether the cell of the engagements was blank.
    pub engagement_is_blank: bool,
    /// Clicks, on links where they are counted apart; 0 where the cell is blank.
    pub clicks: Option<f64>,
    /// What the campaign was for; 0 where the cell is blank.
    pub results: Option<f64>,
}

/// The rows of an export, and what could not be read.
#[derive(Clone, Debug, Default)]
pub struct AdSheet {
    /// In the order of the file.
    pub rows: Vec<AdRow>,
    /// What is wrong with other rows.
    pub faults: Vec<AdError>,
    /// Rows of totals, and rows without money or without a name, which were passed over.
    pub passed: u64,
    /// A date such as `03/04/2026`, when nothing in the file says whether the day or the month comes first.
    pub doubtful_date: Option<String>,
}

/// An export that cannot be read, or one row of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}: {}{message}", field.map(|field| format!("{field}: ")).unwrap_or_default())]
pub struct AdError {
    /// Name of the file, as the caller gave it.
    pub file: String,
    /// Line, from 1.
    pub line: u64,
    /// The field, when one is at fault.
    pub field: Option<&'static str>,
    /// What is wrong and what to write.
    pub message: String,
}
