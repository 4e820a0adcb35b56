//! Generated cases, and a checker of every rule that knows nothing of the solver.

use std::collections::BTreeMap;

use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Timelike, Utc};

use crate::record::{Draft, DraftStatus};
use crate::time::Zone;

use super::super::{Plan, PlanOptions, plan};
use crate::schedule::settings::{ChannelRules, Rules, WeekHours};
use crate::schedule::{Rate, Rates};

/// Numbers that look random: the multiplier of Knuth's MMIX.
pub(super) struct Seed(pub(super) u64);

impl Seed {
    pub(super) fn below(&mut self, end: u32) -> u32 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(self.0 >> 33).unwrap() % end
    }

    pub(super) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(u32::try_from(from.len()).unwrap()) as usize]
    }

    fn minutes(&mut self, end: i64) -> TimeDelta {
        TimeDelta::minutes(i64::from(self.below(u32::try_from(end).unwrap())))
    }

    pub(super) fn one_in(&mut self, times: u32) -> bool {
        self.below(times) == 0
    }
}

pub(super) struct Case {
    pub(super) drafts: Vec<Draft>,
    pub(super) table: BTreeMap<(String, u8, u8), f64>,
    pub(super) options: PlanOptions,
}

/// The size of a generated case.
pub(super) struct Size {
    pub(super) days: i64,
    pub(super) drafts: u32,
    pub(super) channels: u32,
    pub(super) step: u32,
    pub(super) gaps: &'static [u32],
    pub(super) most: u32,
}

pub(super) const SMALL: Size = Size {
    days: 2,
    drafts: 4,
    channels: 2,
    step: 240,
    gaps: &[60, 300, 480],
    most: 3,
};
pub(super) const WEEK: Size = Size {
    days: 7,
    drafts: 30,
    channels: 3,
    step: 15,
    gaps: &[45, 60, 90, 240],
    most: 4,
};

pub(super) fn draft(id: &str, channels: &[&str]) -> Draft {
    Draft {
        record_type: "draft".to_owned(),
        id: id.to_owned(),
        channels: channels.iter().map(|name| (*name).to_owned()).collect(),
        ..Draft::default()
    }
}

pub(super) fn generate(number: u64, size: &Size) -> Case {
    let mut seed = Seed(number.wrapping_mul(0x9e37_79b9).wrapping_add(7));
    seed.below(2);
    let starts = [
        "2026-03-28",
        "2026-10-24",
        "2026-06-01",
        "2026-02-14",
        "2028-02-28",
    ];
    let from: NaiveDate = seed.pick(&starts).parse().unwrap();
    let to = from + TimeDelta::days(size.days);
    let mut rules = Rules::new(Zone::utc());
    rules.step = size.step;
    let names: Vec<String> = (0..=seed.below(size.channels))
        .map(|n| format!("c{n}"))
        .collect();
    let mut table = BTreeMap::new();
    for name in &names {
        rules
            .channels
            .insert(name.clone(), one_channel(&mut seed, size));
        one_table(&mut seed, name, &mut table);
    }
    let drafts = (0..=seed.below(size.drafts))
        .map(|n| one_draft(&mut seed, n, &names, from, size))
        .collect();
    let options = PlanOptions {
        effort: Some(1_500),
        ..PlanOptions::new(from, to, rules)
    };
    Case {
        drafts,
        table,
        options,
    }
}

fn one_channel(seed: &mut Seed, size: &Size) -> ChannelRules {
    let zones = [
        "Europe/Paris",
        "America/New_York",
        "UTC",
        "Africa/Casablanca",
    ];
    let night = WeekHours::parse("21:00-06:00").unwrap();
    ChannelRules {
        quiet_hours: if seed.one_in(2) {
            vec![night]
        } else {
            Vec::new()
        },
        min_gap: seed.pick(size.gaps),
        max_per_day: 1 + seed.below(size.most),
        ..ChannelRules::new(Zone::named(seed.pick(&zones)).unwrap())
    }
}

fn one_table(seed: &mut Seed, name: &str, table: &mut BTreeMap<(String, u8, u8), f64>) {
    for weekday in 0..7 {
        for hour in 0..24 {
            if !seed.one_in(3) {
                table.insert(
                    (name.to_owned(), weekday, hour),
                    f64::from(seed.below(40)) / 100.0,
                );
            }
        }
    }
}

fn one_draft(
    seed: &mut Seed,
    number: u32,
    names: &[String],
    from: NaiveDate,
    size: &Size,
) -> Draft {
    let mut one = draft(&format!("d{number}"), &[]);
    one.channels = names.iter().filter(|_| !seed.one_in(3)).cloned().collect();
    if one.channels.is_empty() {
        one.channels.push(names[0].clone());
    }
    one.priority = Some(seed.pick(&[1, 2, 3, 4, 5]));
    let midnight = from.and_hms_opt(0, 0, 0).unwrap().and_utc();
    let minutes = size.days * 24 * 60;
    if seed.one_in(2) {
        let start = midnight + seed.minutes(minutes);
        one.earliest_at = Some(start);
        one.latest_at = Some(start + seed.minutes(minutes));
    }
    if number > 0 && seed.one_in(4) {
        one.after.push(format!("d{}", seed.below(number)));
    }
    if number > 0 && seed.one_in(12) {
        one.after.push(format!("d{}", seed.below(number)));
    }
    if seed.one_in(10) {
        one.at = Some(midnight + seed.minutes(minutes));
    }
    let statuses = [
        DraftStatus::Published,
        DraftStatus::Rejected,
        DraftStatus::Idea,
        DraftStatus::Approved,
    ];
    if seed.one_in(6) {
        one.status = Some(seed.pick(&statuses));
    }
    one
}

impl Case {
    fn rates(&self) -> Rates {
        Rates::new(
            self.table
                .iter()
                .map(|((channel, weekday, hour), rate)| Rate {
                    channel: channel.clone(),
                    weekday: *weekday,
                    hour: *hour,
                    rate: *rate,
                }),
        )
    }

    pub(super) fn plan(&self) -> Plan {
        plan(&self.drafts, &self.rates(), &self.options).unwrap()
    }

    pub(super) fn draft(&self, id: &str) -> &Draft {
        self.drafts.iter().find(|draft| draft.id == id).unwrap()
    }

    pub(super) fn value(&self, draft: &Draft, channel: &str, at: DateTime<Utc>) -> f64 {
        let local = self.options.rules.of(channel).zone.local(at);
        let key = (
            channel.to_owned(),
            u8::try_from(local.weekday().num_days_from_monday()).unwrap(),
            u8::try_from(local.hour()).unwrap(),
        );
        let rate = self.table.get(&key).copied().unwrap_or(0.0);
        2_f64.powi(i32::from(draft.priority.unwrap_or(3)) - 1) * rate
    }

    /// The rules that one placed draft may break by itself.
    pub(super) fn check_alone(
        &self,
        draft: &Draft,
        channel: &str,
        at: DateTime<Utc>,
    ) -> Result<(), String> {
        let rules = self.options.rules.of(channel);
        let local = rules.zone.local(at);
        let minute = local.hour() * 60 + local.minute();
        let fault = |what: &str| Err(format!("{} on {channel} at {at}: {what}", draft.id));
        if local.date() < self.options.from || local.date() >= self.options.to {
            return fault("outside the range");
        }
        if draft.earliest_at.is_some_and(|earliest| at < earliest)
            || draft.latest_at.is_some_and(|latest| at >= latest)
        {
            return fault("outside its window");
        }
        if let Some(fixed) = draft.at {
            return if at == fixed {
                Ok(())
            } else {
                fault("not where it is fixed")
            };
        }
        if rules
            .quiet_hours
            .iter()
            .any(|quiet| quiet.contains(0, minute))
        {
            return fault("in quiet hours");
        }
        if !minute.is_multiple_of(self.options.rules.step) || local.second() != 0 {
            return fault("off the grid");
        }
        Ok(())
    }

    /// The rules between drafts, for any list of (draft, channel, instant).
    pub(super) fn check_together(
        &self,
        placed: &[(&Draft, &str, DateTime<Utc>)],
    ) -> Result<(), String> {
        let past = self
            .drafts
            .iter()
            .filter(|draft| draft.status == Some(DraftStatus::Published));
        let walls = past.flat_map(|draft| {
            draft
                .channels
                .iter()
                .map(move |channel| (draft, channel.as_str(), draft.at))
        });
        let walls: Vec<(&Draft, &str, DateTime<Utc>)> =
            walls.filter_map(|(d, c, at)| Some((d, c, at?))).collect();
        for (index, (draft, channel, at)) in placed.iter().enumerate() {
            let rules = self.options.rules.of(channel);
            let gap = TimeDelta::minutes(i64::from(rules.min_gap));
            let others = placed
                .iter()
                .enumerate()
                .filter(|(other, _)| *other != index)
                .map(|(_, other)| other);
            let mates: Vec<_> = others
                .chain(&walls)
                .filter(|(_, name, _)| name == channel)
                .collect();
            if let Some((other, _, _)) = mates.iter().find(|(_, _, when)| (*at - *when).abs() < gap)
            {
                return Err(format!(
                    "{} and {} on {channel}: too near",
                    draft.id, other.id
                ));
            }
            let day = rules.zone.day(*at);
            let count = 1 + mates
                .iter()
                .filter(|(_, _, when)| rules.zone.day(*when) == day)
                .count();
            if count > rules.max_per_day as usize {
                return Err(format!("{day} on {channel}: {count} drafts"));
            }
            for before in &draft.after {
                self.check_after(placed, draft, before, *at)?;
            }
        }
        Ok(())
    }

    fn check_after(
        &self,
        placed: &[(&Draft, &str, DateTime<Utc>)],
        draft: &Draft,
        before: &str,
        at: DateTime<Utc>,
    ) -> Result<(), String> {
        let before = self.draft(before);
        if before.status == Some(DraftStatus::Published) {
            return match before.at {
                Some(when) if when >= at => Err(format!(
                    "{} before {}, which was published later",
                    draft.id, before.id
                )),
                _ => Ok(()),
            };
        }
        for channel in &before.channels {
            let stands = placed
                .iter()
                .find(|(other, name, _)| other.id == before.id && name == channel);
            if stands.is_none_or(|(_, _, when)| *when >= at) {
                return Err(format!("{} before {} on {channel}", draft.id, before.id));
            }
        }
        Ok(())
    }

    /// Holds a plan against every rule, and its figures against its slots.
    pub(super) fn check(&self, plan: &Plan) -> Result<(), String> {
        let mut placed = Vec::new();
        let mut sum = 0.0;
        for slot in &plan.slots {
            let draft = self.draft(&slot.draft);
            if matches!(
                draft.status,
                Some(DraftStatus::Published | DraftStatus::Rejected | DraftStatus::Expired)
            ) {
                return Err(format!("{} is not to be placed", draft.id));
            }
            self.check_alone(draft, &slot.channel, slot.at)?;
            let value = self.value(draft, &slot.channel, slot.at);
            sum += value;
            if (value - slot.value).abs() > 1e-9 || slot.why.is_empty() {
                return Err(format!("{}: value {} is {value}", slot.id, slot.value));
            }
            placed.push((draft, slot.channel.as_str(), slot.at));
        }
        self.check_together(&placed)?;
        let live = self.drafts.iter().filter(|draft| {
            !matches!(
                draft.status,
                Some(DraftStatus::Published | DraftStatus::Rejected | DraftStatus::Expired)
            )
        });
        let mut wanted: Vec<String> = live
            .flat_map(|draft| {
                draft
                    .channels
                    .iter()
                    .map(|channel| format!("{}@{channel}", draft.id))
            })
            .collect();
        let slots = plan.slots.iter().map(|slot| slot.id.clone());
        let mut got: Vec<String> = slots
            .chain(plan.unplaced.iter().map(|unplaced| unplaced.id.clone()))
            .collect();
        wanted.sort();
        got.sort();
        if wanted != got {
            return Err(format!("wanted {wanted:?}, got {got:?}"));
        }
        if (sum - plan.objective).abs() > 1e-6 || plan.bound < plan.objective {
            return Err(format!(
                "sum {sum}, objective {}, bound {}",
                plan.objective, plan.bound
            ));
        }
        Ok(())
    }
}
