//! Holding slots.

use chrono::{DateTime, TimeDelta, Utc};

use crate::record::{OPEN_FOR, Severity, Slot, SlotStatus};

use super::alarms::{Alarm, Alarms};

/// What is held.
#[derive(Clone, Debug)]
pub struct HoldOptions {
    /// The present: what has gone out is left alone.
    pub now: DateTime<Utc>,
    /// Alarms from this severity on hold a calendar.
    pub hold_at: Severity,
    /// How long an alarm that says no end stays open after it was last seen.
    pub open_for: TimeDelta,
    /// Only this client's slots.
    pub client: Option<String>,
}

impl HoldOptions {
    /// Critical alarms hold, everybody's slots.
    pub fn new(now: DateTime<Utc>) -> Self {
        HoldOptions {
            now,
            hold_at: Severity::Critical,
            open_for: OPEN_FOR,
            client: None,
        }
    }

    /// Whether a slot is asked about, and still to come.
    fn wants(&self, slot: &Slot) -> bool {
        let of = slot.client.as_ref().or(self.client.as_ref());
        slot.at > self.now && of.is_none_or(|of| self.client.as_ref().is_none_or(|only| only == of))
    }
}

/// What holding did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Held {
    /// Slots held now that were not before.
    pub held: usize,
    /// Of those, whose text has terms of the alarm.
    pub touching: usize,
    /// Slots that were held before.
    pub before: usize,
}

/// Holds the slots that an open alarm is about. Those held before stay as they are.
pub fn hold(slots: &mut [Slot], alarms: &Alarms, options: &HoldOptions) -> Held {
    let mut open = alarms.open(options.now, options.open_for);
    open.retain(|alarm| alarm.severity >= options.hold_at);
    put(slots, options, |slot| {
        let client = slot.client.as_deref().or(options.client.as_deref());
        let mut concerned = open.iter().filter(|alarm| alarm.concerns(client));
        let first: &Alarm = concerned.next()?;
        let text = slot.text.as_deref().unwrap_or_default();
        let mut touches = first.terms.in_text(text);
        for other in concerned {
            for term in other.terms.in_text(text) {
                if !touches.contains(&term) {
                    touches.push(term);
                }
            }
        }
        Some((first.id.clone(), first.told(), touches))
    })
}

/// The alarms that would hold a slot to come, if there were one of their client.
pub fn idle<'a>(slots: &[Slot], alarms: &'a Alarms, options: &HoldOptions) -> Vec<&'a Alarm> {
    let mut open = alarms.open(options.now, options.open_for);
    open.retain(|alarm| {
        let concerned = |slot: &Slot| {
            let client = slot.client.as_deref().or(options.client.as_deref());
            slot.at > options.now && alarm.concerns(client)
        };
        alarm.severity >= options.hold_at && !slots.iter().any(concerned)
    });
    open
}

/// Slots to come that no open alarm holds since they name no client, and the clients whose alarms would hold them if they were theirs.
pub fn nameless<'a>(
    slots: &[Slot],
    alarms: &'a Alarms,
    options: &HoldOptions,
) -> (usize, Vec<&'a str>) {
    let mut open = alarms.open(options.now, options.open_for);
    open.retain(|alarm| alarm.severity >= options.hold_at);
    if options.client.is_some() || open.iter().any(|alarm| alarm.client.is_none()) {
        return (0, Vec::new());
    }
    let goes_out = |slot: &&Slot| {
        slot.client.is_none() && slot.status != Some(SlotStatus::Held) && slot.at > options.now
    };
    let mut clients: Vec<&str> = Vec::new();
    for client in open.iter().filter_map(|alarm| alarm.client.as_deref()) {
        if !clients.contains(&client) {
            clients.push(client);
        }
    }
    (slots.iter().filter(goes_out).count(), clients)
}

/// Holds slots because somebody says so.
pub fn by_hand(slots: &mut [Slot], reason: &str, options: &HoldOptions) -> Held {
    put(slots, options, |_| {
        Some(("hand".to_owned(), reason.to_owned(), Vec::new()))
    })
}

fn put(
    slots: &mut [Slot],
    options: &HoldOptions,
    by: impl Fn(&Slot) -> Option<(String, String, Vec<String>)>,
) -> Held {
    let mut held = Held::default();
    for slot in slots {
        if slot.status == Some(SlotStatus::Held) {
            held.before += 1;
            continue;
        }
        if !options.wants(slot) {
            continue;
        }
        let Some((id, reason, touches)) = by(slot) else {
            continue;
        };
        held.held += 1;
        held.touching += usize::from(!touches.is_empty());
        slot.status = Some(SlotStatus::Held);
        slot.held_by = Some(id);
        slot.reason = Some(reason);
        slot.touches = touches;
    }
    held
}

/// The order in which a team reads them: what touches the alarm, what else is held, the rest.
pub fn rank(slot: &Slot) -> u8 {
    match (slot.status, slot.touches.is_empty()) {
        (Some(SlotStatus::Held), false) => 0,
        (Some(SlotStatus::Held), true) => 1,
        (None, _) => 2,
    }
}
