//! Rows of one ad added up, for who learns from ads and not from days.

use std::collections::BTreeMap;

use super::AdRow;

/// What an ad cost and brought.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AdResult {
    /// `meta`, `linkedin`, `x`, `tiktok`, `google`, or what a column calls it.
    pub network: String,
    /// The name of the ad or campaign.
    pub name: String,
    /// Address or id of the post that was promoted, where the export says it.
    pub post: Option<String>,
    /// Money spent, above 0.
    pub spend: f64,
    /// ISO 4217 code or sign, as the export has it.
    pub currency: Option<String>,
    /// Engagements the network counted.
    pub engagement: Option<f64>,
    /// People reached; unknown when several rows were added up, since they are not other people each day.
    pub reach: Option<f64>,
}

/// One for each ad on which money was spent; refunds are taken off.
pub fn results(rows: &[AdRow]) -> Vec<AdResult> {
    let mut ads: BTreeMap<[String; 4], AdResult> = BTreeMap::new();
    for row in rows.iter().filter(|row| row.spend.abs() > 0.0) {
        let name = if row.name.is_empty() && row.post.is_none() {
            // A row without name and post is an ad of its own.
            format!("row {}", row.line)
        } else {
            row.name.clone()
        };
        let key = [
            row.network.clone(),
            name,
            row.post.clone().unwrap_or_default(),
            row.currency.clone().unwrap_or_default(),
        ];
        let engagement = row.engagement.filter(|_| !row.engagement_is_blank);
        match ads.get_mut(&key) {
            Some(known) => {
                known.spend += row.spend;
                known.engagement = match (known.engagement, engagement) {
                    (Some(a), Some(b)) => Some(a + b),
                    (a, b) => a.or(b),
                };
                known.reach = None;
            }
            None => {
                let ad = AdResult {
                    network: row.network.clone(),
                    name: row.name.clone(),
                    post: row.post.clone(),
                    spend: row.spend,
                    currency: row.currency.clone(),
                    engagement,
                    reach: row.reach,
                };
                ads.insert(key, ad);
            }
        }
    }
    ads.into_values().filter(|ad| ad.spend > 0.0).collect()
}
