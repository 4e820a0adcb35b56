//! Tests of holidays: known days, substitutes, names.

use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn on(code: &str, date: &str) -> Option<&'static str> {
    Holidays::named(code).unwrap().on(day(date))
}

#[test]
fn fixed_and_moveable_days_of_each_country() {
    for (code, date, name) in [
        ("FR", "2026-04-06", "Lundi de Pâques"),
        ("FR", "2027-05-06", "Ascension"),
        ("fr-57", "2026-04-03", "Vendredi saint"),
        ("FR-ALSACE", "2026-12-26", "Saint-Étienne"),
        ("BE", "2026-07-21", "Fête nationale / Nationale feestdag"),
        ("CH-GE", "2026-09-10", "Jeûne genevois"),
        ("CH-GL", "2026-04-09", "Näfelser Fahrt"),
        ("CH-VD", "2026-09-21", "Lundi du Jeûne"),
        ("LU", "2019-05-09", "Journée de l’Europe"),
        ("CA-QC", "2026-05-18", "Journée nationale des patriotes"),
        ("DE-SN", "2026-11-18", "Buß- und Bettag"),
        ("DE-BY", "2026-06-04", "Fronleichnam"),
        ("DE", "2017-10-31", "Reformationstag"),
        ("ES", "2026-10-12", "Fiesta Nacional de España"),
        ("IT", "2026-10-04", "San Francesco"),
        ("PT", "2026-06-04", "Corpo de Deus"),
        ("US", "2026-11-26", "Thanksgiving Day"),
    ] {
        assert_eq!(on(code, date), Some(name), "{code} {date}");
    }
    for (code, date) in [
        ("FR", "2026-04-03"),
        ("LU", "2018-05-09"),
        ("PT", "2014-12-01"),
        ("DE", "2026-06-04"),
        ("GB-SCT", "2026-04-06"),
        ("US", "2020-06-19"),
        ("IT", "2025-10-04"),
    ] {
        assert_eq!(on(code, date), None, "{code} {date}");
    }
}

#[test]
fn holidays_on_a_weekend_are_kept_as_each_law_says() {
    // Christmas 2021 was a Saturday, Boxing Day the Sunday after it; in 2022 Christmas was a Sunday.
    assert_eq!(on("GB-ENG", "2021-12-27"), Some("Christmas Day"));
    assert_eq!(on("GB-ENG", "2021-12-28"), Some("Boxing Day"));
    assert_eq!(on("GB", "2022-12-26"), Some("Boxing Day"));
    assert_eq!(on("GB", "2022-12-27"), Some("Christmas Day"));
    assert_eq!(on("GB-SCT", "2022-01-03"), Some("New Year’s Day"));
    assert_eq!(on("GB-SCT", "2022-01-04"), Some("2nd January"));
    // New Year's Day 2022 was a Saturday: free in the old year in the United States.
    assert_eq!(on("US", "2021-12-31"), Some("New Year’s Day"));
    assert_eq!(on("US", "2026-07-03"), Some("Independence Day"));
    assert_eq!(on("CA-QC", "2029-06-25"), Some("Fête nationale du Québec"));
    assert_eq!(on("CA-QC", "2029-07-02"), Some("Fête du Canada"));
    assert_eq!(on("FR", "2027-08-16"), None);
}

#[test]
fn a_stretch_lists_its_days_in_order() {
    let days = Holidays::named("US")
        .unwrap()
        .between(day("2021-12-20"), day("2022-01-03"));
    let dates: Vec<(String, bool)> = days
        .iter()
        .map(|holiday| (holiday.date.to_string(), holiday.observed))
        .collect();
    let expected = [
        ("2021-12-24", true),
        ("2021-12-25", false),
        ("2021-12-31", true),
        ("2022-01-01", false),
    ];
    assert_eq!(
        dates,
        expected.map(|(date, observed)| (date.to_owned(), observed))
    );
}

#[test]
fn every_code_is_known_and_an_unknown_one_suggests_another() {
    for code in Holidays::codes() {
        assert_eq!(Holidays::named(&code).unwrap().code(), code);
    }
    let message = |code: &str| Holidays::named(code).unwrap_err().to_string();
    assert_eq!(
        message("FR-ALSAC"),
        "unknown place `FR-ALSAC` for public holidays; did you mean `FR-ALSACE`?"
    );
    assert_eq!(
        message("France"),
        "unknown place `France` for public holidays; did you mean `FR`?"
    );
    assert!(message("Atlantis").contains("known are FR, BE, CH"));
    assert!(Holidays::named("").is_err());
    assert!(Holidays::named("FR-").is_err());
}

#[test]
fn no_year_is_beyond_the_rules() {
    let france = Holidays::named("GB").unwrap();
    for date in [
        NaiveDate::MIN,
        NaiveDate::MAX,
        day("0001-01-01"),
        day("9999-12-31"),
    ] {
        let _ = france.holiday(date);
    }
}
