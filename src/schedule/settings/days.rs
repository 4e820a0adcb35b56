//! Stretches of local days: `2026-12-24`, `2026-12-24..2026-12-31`.

use chrono::NaiveDate;

/// Some local days, the last one included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayRange {
    /// The first day.
    pub first: NaiveDate,
    /// The last day, included.
    pub last: NaiveDate,
}

impl DayRange {
    /// Reads a day, or two with `..` between them; the second may not be the earlier one.
    pub fn parse(text: &str) -> Option<Self> {
        let (first, last) = text.split_once("..").unwrap_or((text, text));
        let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
        (first <= last).then_some(DayRange { first, last })
    }

    /// Whether a day is one of them.
    pub fn contains(&self, day: NaiveDate) -> bool {
        (self.first..=self.last).contains(&day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_days_belong_to_a_range() {
        let range = DayRange::parse("2026-12-24..2026-12-26").unwrap();
        let day = |text: &str| text.parse().unwrap();
        assert!(range.contains(day("2026-12-24")) && range.contains(day("2026-12-26")));
        assert!(!range.contains(day("2026-12-27")));
        assert!(
            DayRange::parse("2028-02-29")
                .unwrap()
                .contains(day("2028-02-29"))
        );
        assert_eq!(DayRange::parse("2026-12-26..2026-12-24"), None);
        assert_eq!(DayRange::parse("Christmas"), None);
    }
}
