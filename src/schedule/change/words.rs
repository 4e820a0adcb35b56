//! What a rule would have to say so that a place is free, in the words of flags, tables and fields.

use chrono::{DateTime, NaiveDate, SecondsFormat};

use crate::schedule::problem::Channel;
use crate::schedule::settings::WeekHours;

use super::about::About;
use super::ground::{Shut, Spot};
use super::obstacle::Obstacle;
use super::{Advisor, Change, Kind};

impl Advisor<'_> {
    /// The change that takes an obstacle away; `None` when only somebody else can.
    pub(super) fn change(&self, about: &About, spot: &Spot, obstacle: &Obstacle) -> Option<Change> {
        let own = self.of_itself(about, spot, obstacle);
        let own = own.or_else(|| self.of_number(about, spot, obstacle));
        let (kind, amount, text) = own.or_else(|| self.of_distance(about, spot, obstacle))?;
        Some(Change {
            rank: (kind, spot.rate <= 0.0, amount, spot.at),
            text,
        })
    }

    /// Of its own window, its days, its approval, what is closed, and the whole it belongs to.
    fn of_itself(
        &self,
        about: &About,
        spot: &Spot,
        obstacle: &Obstacle,
    ) -> Option<(Kind, i64, String)> {
        let home = &self.setting.problem.channels[about.channel];
        Some(match obstacle {
            Obstacle::Early(by) => {
                let text = format!("earliest_at = \"{}\"", stamp(spot.at));
                (Kind::Window, *by, text)
            }
            Obstacle::Late(by) => {
                // The window ends before its last instant: the place itself must lie inside.
                let text = format!("latest_at = \"{}\"", stamp(spot.at + 60_000));
                (Kind::Window, by + 60_000, text)
            }
            Obstacle::Sooner(day) => self.more_days(about, "--from", *day, spot)?,
            Obstacle::Beyond(day) => self.more_days(about, "--to", day.succ_opt()?, spot)?,
            Obstacle::Shut(shut) => self.opened(home, spot, *shut)?,
            Obstacle::First(_) | Obstacle::Last(_) | Obstacle::Far(..) => {
                self.nearer_campaign(about, obstacle)?
            }
            Obstacle::Approval => (Kind::Approval, 0, "status = \"approved\"".to_owned()),
            Obstacle::Gone(pred) => (Kind::Order, 0, self.no_longer_after(about, *pred)?),
            Obstacle::Share(share, needed) => {
                let share = self.options.rules.mix.shares.get(*share)?;
                let text = format!("{}.max_share = {needed}", share.name);
                (Kind::Share, 0, text)
            }
            _ => return None,
        })
    }

    /// A smaller gap, one more of a number.
    fn of_number(
        &self,
        about: &About,
        spot: &Spot,
        obstacle: &Obstacle,
    ) -> Option<(Kind, i64, String)> {
        let home = &self.setting.problem.channels[about.channel];
        let name = &home.name;
        Some(match obstacle {
            Obstacle::Gap(who) => {
                let minutes = self.room(spot, who)?;
                let less = i64::from(home.rules.min_gap) - minutes;
                // Two drafts never share an instant.
                let text = format!("min_gap = {minutes} on {name}");
                (minutes > 0 && less > 0).then_some((Kind::Gap, less, text))?
            }
            Obstacle::Day(who) => {
                let needed = who.len() + 1;
                let more = count(needed) - i64::from(home.rules.max_per_day);
                let text = format!("max_per_day = {needed} on {name}");
                (Kind::Number, 2 * more, text)
            }
            Obstacle::Limit(limit, who) => {
                let limit = about.limits.get(*limit)?;
                let needed = who.len() + 1;
                let rule = if limit.weekly {
                    "max_per_week"
                } else {
                    "max_per_plan"
                };
                let text = match limit.share {
                    None => format!("{rule} = {needed} on {name}"),
                    Some(share) => {
                        let share = self.options.rules.mix.shares.get(share)?;
                        format!("{}.{rule} = {needed}", share.name)
                    }
                };
                let more = count(needed) - i64::from(limit.most);
                (Kind::Number, 2 * more + 1, text)
            }
            _ => return None,
        })
    }

    /// A smaller distance to its own kind, and whom it comes after.
    fn of_distance(
        &self,
        about: &About,
        spot: &Spot,
        obstacle: &Obstacle,
    ) -> Option<(Kind, i64, String)> {
        Some(match obstacle {
            Obstacle::Apart(who) => {
                let minutes = self.room(spot, who)?;
                let less = i64::from(self.options.rules.min_apart) - minutes;
                (Kind::Gap, less, format!("min_apart = {minutes}"))
            }
            Obstacle::CampaignApart(who) => {
                let minutes = self.room(spot, who)?;
                let campaign = self.drafts[about.draft].campaign.as_deref()?;
                let text = format!("campaign.{}.min_apart = {minutes}", campaign.trim());
                (Kind::Campaign, -minutes, text)
            }
            Obstacle::After(who) => {
                let mut drafts = who.iter().filter_map(|post| self.standing.posts.get(*post));
                let first = drafts.next()?.draft;
                let only = drafts.all(|post| post.draft == first);
                (
                    Kind::Order,
                    0,
                    only.then(|| self.no_longer_after(about, first))??,
                )
            }
            _ => return None,
        })
    }

    /// A time of its own.
    pub(super) fn other_time(&self, about: &About, spot: &Spot) -> Change {
        let own = self.drafts[about.draft].at;
        let (kind, away) = match own {
            Some(own) => (Kind::Window, (own.timestamp_millis() - spot.at).abs()),
            None => (Kind::Number, 0),
        };
        Change {
            rank: (kind, own.is_none() && spot.rate <= 0.0, away, spot.at),
            text: format!("at = \"{}\"", stamp(spot.at)),
        }
    }

    fn more_days(
        &self,
        about: &About,
        flag: &str,
        day: NaiveDate,
        spot: &Spot,
    ) -> Option<(Kind, i64, String)> {
        let now = self.options.not_before;
        let past = now.is_some_and(|now| spot.at < now.timestamp_millis());
        let more = if flag == "--to" {
            (day - self.options.to).num_days()
        } else {
            (self.options.from - day).num_days()
        };
        (!past).then(|| (about.more_days, more, format!("{flag} {day}")))
    }

    /// How far the nearest of some posts are, in whole minutes.
    fn room(&self, spot: &Spot, who: &[usize]) -> Option<i64> {
        let posts = who.iter().filter_map(|post| self.standing.posts.get(*post));
        let away = posts.map(|post| post.at.saturating_sub(spot.at).abs());
        away.min().map(|away| away / 60_000)
    }

    fn opened(&self, home: &Channel, spot: &Spot, shut: Shut) -> Option<(Kind, i64, String)> {
        let (day, name) = (spot.day, &home.name);
        let text = match shut {
            Shut::Quiet => return self.less_quiet(home, spot),
            Shut::Closed => return Some(self.longer_open(home, spot)),
            Shut::Blackout => format!("blackout without {day} on {name}"),
            Shut::Holiday => format!("holidays = [] on {name}"),
            Shut::Mixed(number) => {
                let label = self.options.rules.mix.blackouts.get(number)?.label.as_ref();
                let label = label.map(|label| format!(" ({label})")).unwrap_or_default();
                format!("blackout without {day}{label}")
            }
            Shut::Busy(number) => {
                let busy = self.options.busy.get(number)?;
                let start = stamp(busy.start.timestamp_millis());
                format!("move \"{}\" away from {start}", busy.label)
            }
        };
        Some((Kind::Closed, 0, text))
    }

    fn less_quiet(&self, home: &Channel, spot: &Spot) -> Option<(Kind, i64, String)> {
        let step = self.options.rules.step;
        let (mut lost, mut left) = (0, Vec::new());
        for hours in &home.rules.quiet_hours {
            if !hours.contains(spot.weekday, spot.minute) {
                left.push(*hours);
            } else if let Some((shorter, minutes)) = hours.without(spot.minute, step) {
                left.push(shorter);
                lost += i64::from(minutes);
            } else {
                lost += i64::from(step);
            }
        }
        let free = left
            .iter()
            .all(|hours| !hours.contains(spot.weekday, spot.minute));
        free.then(|| (Kind::Hours, lost, listed("quiet_hours", &left, &home.name)))
    }

    fn longer_open(&self, home: &Channel, spot: &Spot) -> (Kind, i64, String) {
        let step = self.options.rules.step;
        let mut open = home.rules.open_hours.clone();
        let longer = open.iter().enumerate().filter_map(|(number, hours)| {
            let (longer, added) = hours.with(spot.weekday, spot.minute, step)?;
            Some((added, number, longer))
        });
        let added = match longer.min_by_key(|(added, number, _)| (*added, *number)) {
            Some((added, number, longer)) => {
                if let Some(hours) = open.get_mut(number) {
                    *hours = longer;
                }
                i64::from(added)
            }
            // A day that has no hours at all is more than a longer one.
            None => {
                open.push(WeekHours::on(spot.weekday, spot.minute, step));
                24 * 60
            }
        };
        (Kind::Hours, added, listed("open_hours", &open, &home.name))
    }

    fn nearer_campaign(&self, about: &About, obstacle: &Obstacle) -> Option<(Kind, i64, String)> {
        let record = &self.drafts[about.draft];
        let campaign = record.campaign.as_deref()?.trim();
        let own = self.options.rules.mix.campaign(record);
        let (amount, text) = match obstacle {
            Obstacle::First(day) => {
                let by = (own?.first? - *day).num_days();
                (by * 24 * 60, format!("campaign.{campaign}.first = {day}"))
            }
            Obstacle::Last(day) => {
                let by = (*day - own?.last?).num_days();
                (by * 24 * 60, format!("campaign.{campaign}.last = {day}"))
            }
            Obstacle::Far(busy, minutes) => {
                let busy = self.options.busy.get(*busy)?;
                let length = match (minutes / 60, minutes % 60) {
                    (0, minutes) => format!("{minutes}m"),
                    (hours, 0) => format!("{hours}h"),
                    (hours, minutes) => format!("{hours}h{minutes}m"),
                };
                (*minutes, format!("within {length} of \"{}\"", busy.label))
            }
            _ => return None,
        };
        Some((Kind::Campaign, amount, text))
    }

    /// What a draft says itself of those before it; the order of a campaign is not its own.
    fn no_longer_after(&self, about: &About, pred: usize) -> Option<String> {
        let id = &self.drafts[pred].id;
        let own = &self.given.get(about.draft)?.after;
        own.contains(id).then(|| format!("after without \"{id}\""))
    }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// Hours as a list of `cm.toml`.
fn listed(key: &str, hours: &[WeekHours], channel: &str) -> String {
    let texts: Vec<String> = hours.iter().map(|hours| format!("\"{hours}\"")).collect();
    format!("{key} = [{}] on {channel}", texts.join(", "))
}

/// What is said where no single change would help.
pub(super) fn no_single(two: Option<[String; 2]>) -> Vec<String> {
    let mut why = vec!["no single change would make a place for it".to_owned()];
    if let Some([one, other]) = two {
        why.push(format!("two together would: {one}, and {other}"));
    }
    why
}

/// An instant as records hold it.
pub(super) fn stamp(at: i64) -> String {
    let at = DateTime::from_timestamp_millis(at).unwrap_or_default();
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
        .replace(".000Z", "Z")
}
