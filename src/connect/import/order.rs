//! Whether the day or the month comes first in the dates of a column.

use crate::time::Zone;
use crate::time::lenient::{Dates, DayOrder, proven_order};

/// What is known of the order.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Ground {
    /// The user said it.
    Said,
    /// A date that can be read one way only.
    Proven,
    /// Nothing yet; perhaps a date that can be read both ways.
    Open(Option<String>),
    /// A date with the day first, and one with the month first.
    Mixed,
    /// Nothing at first, but this date, on this line, has the other order.
    Late {
        read: String,
        contrary: String,
        line: u64,
    },
}

/// The order in force, and what it rests on.
#[derive(Clone, Debug)]
pub(super) struct DateOrder {
    pub(super) order: DayOrder,
    ground: Ground,
}

impl DateOrder {
    /// The order that the user said, if any.
    pub(super) fn said(day_first: Option<bool>) -> Self {
        DateOrder {
            order: match day_first {
                Some(false) => DayOrder::MonthFirst,
                _ => DayOrder::DayFirst,
            },
            ground: match day_first {
                Some(_) => Ground::Said,
                None => Ground::Open(None),
            },
        }
    }

    /// Decides by the first date that can only be read one way.
    pub(super) fn decide<'a>(&mut self, dates: impl Iterator<Item = &'a str>) {
        if self.ground == Ground::Said {
            return;
        }
        let mut first = None;
        for date in dates.filter(|date| begins_with_two(date)) {
            match (proven_order(date), &self.ground) {
                (Some(order), Ground::Open(_)) => {
                    self.order = order;
                    self.ground = Ground::Proven;
                }
                (Some(order), Ground::Proven) if order != self.order => self.ground = Ground::Mixed,
                (None, Ground::Open(_)) if first.is_none() && is_ambiguous(date) => {
                    first = Some(date.trim().to_owned());
                }
                _ => {}
            }
        }
        if let Ground::Open(example) = &mut self.ground {
            *example = first;
        }
    }

    /// Whether later dates may still prove something.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.ground, Ground::Open(_))
    }

    /// Looks at a date that comes after those that were to decide.
    pub(super) fn watch(&mut self, date: &str, line: u64) {
        let Ground::Open(example) = &mut self.ground else {
            return;
        };
        if !begins_with_two(date) {
            return;
        }
        match proven_order(date) {
            Some(order) if order == self.order => self.ground = Ground::Proven,
            Some(order) => match example.take() {
                Some(read) => {
                    let contrary = date.trim().to_owned();
                    self.ground = Ground::Late {
                        read,
                        contrary,
                        line,
                    };
                }
                // Nothing was read yet that could have been wrong.
                None => {
                    self.order = order;
                    self.ground = Ground::Proven;
                }
            },
            None if example.is_none() && is_ambiguous(date) => {
                *example = Some(date.trim().to_owned());
            }
            None => {}
        }
    }

    /// What the user should know.
    pub(super) fn note(&self) -> Option<String> {
        let other = match self.order {
            DayOrder::DayFirst => "--month-first",
            DayOrder::MonthFirst => "--day-first",
        };
        match &self.ground {
            Ground::Said | Ground::Proven | Ground::Open(None) => None,
            Ground::Open(Some(date)) => Some(format!(
                "{date} is read as {}; {other} reads it the other way",
                self.read(date)
            )),
            Ground::Mixed => Some("some dates have the day first and some the month; say which with --day-first or --month-first".to_owned()),
            Ground::Late {
                read,
                contrary,
                line,
            } => Some(format!(
                "{read} was read as {}, but {contrary} on line {line} has it the other way; import the file again with {other}",
                self.read(read)
            )),
        }
    }

    fn read(&self, date: &str) -> String {
        let at = in_order(self.order).parse(date);
        at.map(|at| at.format("%-d %B").to_string())
            .unwrap_or_default()
    }
}

/// Whether a text begins with one or two digits and a sign, as every date does that has an order.
fn begins_with_two(text: &str) -> bool {
    let text = text.trim_start();
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    (1..=2).contains(&digits)
        && matches!(text.as_bytes().get(digits), Some(b'/' | b'-' | b'.' | b' '))
}

fn in_order(order: DayOrder) -> Dates {
    Dates {
        zone: Zone::utc(),
        order,
        serial: false,
    }
}

/// Whether a date can be read both ways.
fn is_ambiguous(date: &str) -> bool {
    let day_first = in_order(DayOrder::DayFirst).parse(date);
    day_first.is_some() && day_first != in_order(DayOrder::MonthFirst).parse(date)
}

#[cfg(test)]
mod tests {
    use super::{DateOrder, DayOrder};

    fn decided(dates: &[&str], later: &[&str]) -> (DayOrder, Option<String>) {
        let mut order = DateOrder::said(None);
        order.decide(dates.iter().copied());
        for (index, date) in later.iter().enumerate() {
            order.watch(date, 1000 + u64::try_from(index).expect("small"));
        }
        (order.order, order.note())
    }

    #[test]
    fn orders() {
        let (order, note) = decided(&["2026-01-02", "03/04/2026", "04/04/2026"], &[]);
        assert_eq!(order, DayOrder::DayFirst);
        assert_eq!(
            note.as_deref(),
            Some("03/04/2026 is read as 3 April; --month-first reads it the other way")
        );
        assert_eq!(
            decided(&["03/04/2026", "04/13/2026"], &[]),
            (DayOrder::MonthFirst, None)
        );
        assert_eq!(
            decided(&["04/04/2026", "4 May 2026"], &[]),
            (DayOrder::DayFirst, None)
        );
        let mixed = decided(&["13/04/2026", "04/13/2026"], &[]).1;
        assert!(mixed.is_some_and(|note| note.contains("some the month")));
        assert_eq!(decided(&["03/04/2026"], &["13/04/2026"]).1, None);
        let late = decided(&["03/04/2026"], &["04/13/2026"])
            .1
            .unwrap_or_default();
        assert!(late.contains("04/13/2026 on line 1000"), "{late}");
        assert_eq!(
            decided(&["2026-01-02"], &["04/13/2026"]).0,
            DayOrder::MonthFirst
        );
        let mut said = DateOrder::said(Some(false));
        said.decide(["03/04/2026"].into_iter());
        assert_eq!(said.note(), None);
    }
}
