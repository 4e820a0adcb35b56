//! Personal data in a text: addresses of mail, telephone numbers, accounts, cards, social security numbers, order numbers, postal addresses.
//!
//! Everything that is looked for holds a digit or an `@`, so a text without them costs one pass over its bytes. In the others each group of digits
//! is a place to look from, a bounded way to both sides: the time is linear in the text, whatever it holds. Checks that the data itself offers are
//! made (check digits, lengths, prefixes); where it offers none, the words around must say what it is.

mod address;
mod card;
mod digits;
mod iban;
mod mail;
mod order;
mod phone;
mod redact;
mod social;
#[cfg(test)]
mod tests;
mod words;

pub(super) use redact::kinds;
pub use redact::{redact, redact_json};

use digits::{Group, Numbers, Pages, survey};

/// A kind of personal data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Pii {
    /// An address of mail.
    Email,
    /// A telephone number.
    Phone,
    /// An account (ISO 13616).
    Iban,
    /// A payment card (ISO/IEC 7812).
    Card,
    /// A French social security number.
    SocialSecurity,
    /// The number of an order, a parcel, an invoice or a booking.
    OrderNumber,
    /// Where somebody lives.
    Address,
}

impl Pii {
    /// All kinds, in the order in which labels name them.
    pub const ALL: [Pii; 7] = [
        Pii::Email,
        Pii::Phone,
        Pii::Iban,
        Pii::Card,
        Pii::SocialSecurity,
        Pii::OrderNumber,
        Pii::Address,
    ];

    /// The name as labels hold it.
    pub const fn name(self) -> &'static str {
        match self {
            Pii::Email => "email",
            Pii::Phone => "phone",
            Pii::Iban => "iban",
            Pii::Card => "card",
            Pii::SocialSecurity => "social_security",
            Pii::OrderNumber => "order_number",
            Pii::Address => "address",
        }
    }

    /// What stands in the place of redacted data.
    pub const fn placeholder(self) -> &'static str {
        match self {
            Pii::Email => "[email]",
            Pii::Phone => "[phone]",
            Pii::Iban => "[iban]",
            Pii::Card => "[card]",
            Pii::SocialSecurity => "[social security number]",
            Pii::OrderNumber => "[order number]",
            Pii::Address => "[address]",
        }
    }

    /// How surely it can be told, among the kinds.
    const fn certainty(self) -> u8 {
        match self {
            Pii::Email => 6,
            Pii::Iban => 5,
            Pii::Card => 4,
            Pii::SocialSecurity => 3,
            Pii::OrderNumber => 2,
            Pii::Phone => 1,
            Pii::Address => 0,
        }
    }

    /// Whether it should not stand where everybody can read it; an order number alone says nothing to strangers.
    pub const fn is_private(self) -> bool {
        !matches!(self, Pii::OrderNumber)
    }
}

/// Personal data in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// What it is.
    pub kind: Pii,
    /// Its first byte.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
}

/// Looks for personal data; its buffers are used again and again.
#[derive(Debug, Default)]
pub struct Finder {
    pages: Pages,
    groups: Vec<Group>,
    skipped: Vec<(usize, usize)>,
    found: Vec<Found>,
}

/// Fewer digits are no telephone number, account or card.
const SHORTEST_NUMBER: usize = 7;

impl Finder {
    /// Empty buffers.
    pub fn new() -> Self {
        Finder::default()
    }

    /// The personal data in a text, in its order, without overlaps.
    pub fn find(&mut self, text: &str) -> &[Found] {
        self.found.clear();
        let seen = survey(text.as_bytes());
        if seen.has_at {
            mail::find(text, &mut self.found);
        }
        if seen.digits > 0 {
            self.look_from_digits(text, seen.digits);
        }
        &self.found
    }

    fn look_from_digits(&mut self, text: &str, digits: usize) {
        digits::addresses_of_pages(&self.pages, text, &mut self.skipped);
        self.skipped
            .extend(self.found.iter().map(|found| (found.start, found.end)));
        self.skipped.sort_unstable();
        digits::groups(text, &self.skipped, &mut self.groups);
        let kinds: &[fn(Numbers<'_>, &mut Vec<Found>)] = match digits {
            ..SHORTEST_NUMBER => &[order::find, address::find],
            _ => &[
                iban::find,
                card::find,
                social::find,
                order::find,
                phone::find,
                address::find,
            ],
        };
        for find in kinds {
            let before = self.found.len();
            find(Numbers::new(text, &self.groups), &mut self.found);
            if self.found.len() > before {
                // What one kind has found is no place to look from for the next.
                let taken = self.found.get(before..).unwrap_or_default();
                digits::leave_out(&mut self.groups, taken);
            }
        }
        self.found.sort_unstable_by_key(|found| found.start);
        self.leave_out_overlaps();
    }

    /// Of two that overlap, the one whose kind can be told more surely stays.
    fn leave_out_overlaps(&mut self) {
        self.found.dedup_by(|next, last| {
            let overlaps = next.start < last.end;
            if overlaps && next.kind.certainty() > last.kind.certainty() {
                *last = *next;
            }
            overlaps
        });
    }
}
