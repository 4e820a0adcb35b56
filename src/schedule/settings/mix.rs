//! What a calendar is made of: pillars and promotion within limits, campaigns in order and apart, days without posts for a client.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;

use crate::record::Draft;
use crate::time::SettingsError;

use super::DayRange;
use super::channel_key;

/// `[pillar.NAME]`: how much of a client's calendar is about one thing.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PillarSettings {
    /// Slots of a client in an ISO week; published ones count.
    pub max_per_week: Option<u32>,
    /// Slots of a client in the whole plan.
    pub max_per_plan: Option<u32>,
    /// Share of the client's slots in the whole plan, 0 to 1.
    pub max_share: Option<f64>,
}

/// `[promotion]`: how much of a client's calendar is promotion, which is what is `paid` and what belongs to these pillars.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct PromotionSettings {
    /// Pillars that are promotion whether paid for or not.
    pub pillars: Vec<String>,
    /// Slots of a client in an ISO week.
    pub max_per_week: Option<u32>,
    /// Slots of a client in the whole plan.
    pub max_per_plan: Option<u32>,
    /// Share of the client's slots in the whole plan, 0 to 1.
    pub max_share: Option<f64>,
}

/// `[campaign.NAME]`: what holds for the drafts of a campaign.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct CampaignSettings {
    /// First local day, such as `2026-12-01`.
    pub first: Option<String>,
    /// Last local day, included.
    pub last: Option<String>,
    /// Minutes between two of its posts on one channel.
    pub min_apart: Option<u32>,
    /// Whether its drafts come one after the other, in the order of the file.
    pub in_order: bool,
}

/// `[[blackout]]`: days when nothing goes out.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct BlackoutSettings {
    /// First local day.
    pub first: String,
    /// Last local day, included; the first one when absent.
    pub last: Option<String>,
    /// Only this client's drafts.
    pub client: Option<String>,
    /// Only this channel.
    pub channel: Option<String>,
    /// What it is, for `why` and reasons.
    pub label: Option<String>,
}

/// How many slots of a kind a client may have.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    /// Pillars it counts, in lower case.
    pub pillars: Vec<String>,
    /// Whether what is paid for counts too.
    pub paid: bool,
    /// As reasons name it.
    pub name: String,
    /// Per ISO week.
    pub max_per_week: Option<u32>,
    /// In the whole plan.
    pub max_per_plan: Option<u32>,
    /// Of all slots of the client.
    pub max_share: Option<f64>,
}

impl Share {
    /// Whether a draft counts.
    pub fn counts(&self, draft: &Draft) -> bool {
        let pillar = draft.pillar.as_deref().map(channel_key);
        (self.paid && draft.paid == Some(true))
            || pillar.is_some_and(|pillar| self.pillars.contains(&pillar))
    }
}

/// What holds for the drafts of a campaign.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Campaign {
    /// Its local days.
    pub first: Option<NaiveDate>,
    /// Its last day, included.
    pub last: Option<NaiveDate>,
    /// Minutes between two of its posts on one channel.
    pub min_apart: u32,
    /// Whether its drafts come one after the other.
    pub in_order: bool,
}

/// Days when nothing goes out.
#[derive(Clone, Debug, PartialEq)]
pub struct Blackout {
    /// The days.
    pub days: DayRange,
    /// Only this client's drafts.
    pub client: Option<String>,
    /// Only this channel, by its key.
    pub channel: Option<String>,
    /// What it is.
    pub label: Option<String>,
}

/// What a calendar is made of.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Mix {
    /// Limits on kinds of drafts.
    pub shares: Vec<Share>,
    /// By campaign, its name in lower case.
    pub campaigns: BTreeMap<String, Campaign>,
    /// Days without posts.
    pub blackouts: Vec<Blackout>,
}

/// The tables that make a mix.
#[derive(Clone, Debug, Default)]
pub struct MixSettings {
    /// `[pillar.NAME]`.
    pub pillars: Vec<(String, PillarSettings)>,
    /// `[promotion]`.
    pub promotion: Option<PromotionSettings>,
    /// `[campaign.NAME]`.
    pub campaigns: Vec<(String, CampaignSettings)>,
    /// `[[blackout]]`.
    pub blackouts: Vec<BlackoutSettings>,
}

impl Mix {
    /// What the settings say.
    pub fn from_settings(settings: &MixSettings) -> Result<Self, SettingsError> {
        let mut shares = Vec::new();
        for (name, pillar) in &settings.pillars {
            shares.push(Share {
                pillars: vec![channel_key(name)],
                paid: false,
                name: format!("pillar.{name}"),
                max_per_week: pillar.max_per_week,
                max_per_plan: pillar.max_per_plan,
                max_share: share(pillar.max_share, &format!("pillar.{name}.max_share"))?,
            });
        }
        if let Some(promotion) = &settings.promotion {
            shares.push(Share {
                pillars: promotion
                    .pillars
                    .iter()
                    .map(|name| channel_key(name))
                    .collect(),
                paid: true,
                name: "promotion".to_owned(),
                max_per_week: promotion.max_per_week,
                max_per_plan: promotion.max_per_plan,
                max_share: share(promotion.max_share, "promotion.max_share")?,
            });
        }
        let mut campaigns = BTreeMap::new();
        for (name, campaign) in &settings.campaigns {
            let key = format!("campaign.{name}");
            let own = Campaign {
                first: day(campaign.first.as_deref(), &format!("{key}.first"))?,
                last: day(campaign.last.as_deref(), &format!("{key}.last"))?,
                min_apart: campaign.min_apart.unwrap_or(0),
                in_order: campaign.in_order,
            };
            campaigns.insert(channel_key(name), own);
        }
        let blackouts = settings.blackouts.iter().map(blackout);
        Ok(Mix {
            shares,
            campaigns,
            blackouts: blackouts.collect::<Result<_, _>>()?,
        })
    }

    /// The campaign of a draft, when settings say something of it.
    pub fn campaign(&self, draft: &Draft) -> Option<&Campaign> {
        self.campaigns.get(&channel_key(draft.campaign.as_deref()?))
    }
}

fn blackout(settings: &BlackoutSettings) -> Result<Blackout, SettingsError> {
    let last = settings.last.as_deref().unwrap_or(&settings.first);
    let text = format!("{}..{last}", settings.first);
    let days = DayRange::parse(&text).ok_or_else(|| SettingsError::Value {
        key: "blackout".to_owned(),
        message: format!("`{text}` are no days; write first = \"2026-12-24\" and last = \"2026-12-31\", the last day included"),
    })?;
    Ok(Blackout {
        days,
        client: settings.client.clone(),
        channel: settings.channel.as_deref().map(channel_key),
        label: settings.label.clone(),
    })
}

fn day(text: Option<&str>, key: &str) -> Result<Option<NaiveDate>, SettingsError> {
    let fault = |text: &str| SettingsError::Value {
        key: key.to_owned(),
        message: format!("`{text}` is not a date; write 2026-12-25"),
    };
    text.map(|text| text.trim().parse().map_err(|_| fault(text)))
        .transpose()
}

fn share(share: Option<f64>, key: &str) -> Result<Option<f64>, SettingsError> {
    match share {
        Some(share) if !(0.0..=1.0).contains(&share) => Err(SettingsError::Value {
            key: key.to_owned(),
            message: format!("{share} is no share; write 0 to 1, such as 0.2"),
        }),
        share => Ok(share),
    }
}
