//! Germany with its Länder, Switzerland with its cantons.
//!
//! Sources: Germany, Einigungsvertrag article 2 and the Feiertagsgesetze of the Länder (days kept in parts of a Land, such as Assumption in
//! Catholic communes of Bavaria, are left out); Switzerland, Bundesamt für Justiz, "Gesetzliche Feiertage und Tage, die in der Schweiz wie
//! gesetzliche Feiertage behandelt werden" (days kept in a whole canton; those of single communes are left out).

use chrono::{Datelike, NaiveDate, TimeDelta, Weekday};

use super::rule::When::{Before, Easter, Fixed, Nth, Other};
use super::rule::{Rule, easter, rule};

pub(super) const GERMANY: &[Rule] = &[
    rule(Fixed(1, 1), "Neujahr", "New Year’s Day"),
    rule(Fixed(1, 6), "Heilige Drei Könige", "Epiphany").only(&["BW", "BY", "ST"]),
    rule(
        Fixed(3, 8),
        "Internationaler Frauentag",
        "International Women’s Day",
    )
    .only(&["BE"])
    .since(2019),
    rule(
        Fixed(3, 8),
        "Internationaler Frauentag",
        "International Women’s Day",
    )
    .only(&["MV"])
    .since(2023),
    rule(Easter(-2), "Karfreitag", "Good Friday"),
    rule(Easter(0), "Ostersonntag", "Easter Sunday").only(&["BB"]),
    rule(Easter(1), "Ostermontag", "Easter Monday"),
    rule(Fixed(5, 1), "Tag der Arbeit", "Labour Day"),
    rule(Fixed(5, 8), "Tag der Befreiung", "Liberation Day")
        .only(&["BE"])
        .once(2020),
    rule(Fixed(5, 8), "Tag der Befreiung", "Liberation Day")
        .only(&["BE"])
        .once(2025),
    rule(Easter(39), "Christi Himmelfahrt", "Ascension Day"),
    rule(Easter(49), "Pfingstsonntag", "Whit Sunday").only(&["BB"]),
    rule(Easter(50), "Pfingstmontag", "Whit Monday"),
    rule(Easter(60), "Fronleichnam", "Corpus Christi").only(&["BW", "BY", "HE", "NW", "RP", "SL"]),
    rule(
        Fixed(6, 17),
        "75. Jahrestag des 17. Juni 1953",
        "75th anniversary of 17 June 1953",
    )
    .only(&["BE"])
    .once(2028),
    rule(Fixed(8, 15), "Mariä Himmelfahrt", "Assumption Day").only(&["SL"]),
    rule(Fixed(9, 20), "Weltkindertag", "World Children’s Day")
        .only(&["TH"])
        .since(2019),
    rule(
        Fixed(10, 3),
        "Tag der Deutschen Einheit",
        "German Unity Day",
    )
    .since(1990),
    rule(Fixed(10, 31), "Reformationstag", "Reformation Day").only(&["BB", "MV", "SN", "ST", "TH"]),
    rule(Fixed(10, 31), "Reformationstag", "Reformation Day")
        .except(&["BB", "MV", "SN", "ST", "TH"])
        .once(2017),
    rule(Fixed(10, 31), "Reformationstag", "Reformation Day")
        .only(&["HB", "HH", "NI", "SH"])
        .since(2018),
    rule(Fixed(11, 1), "Allerheiligen", "All Saints’ Day").only(&["BW", "BY", "NW", "RP", "SL"]),
    rule(
        Before(11, 23, Weekday::Wed),
        "Buß- und Bettag",
        "Day of Repentance",
    )
    .only(&["SN"]),
    rule(Fixed(12, 25), "Erster Weihnachtstag", "Christmas Day"),
    rule(Fixed(12, 26), "Zweiter Weihnachtstag", "St Stephen’s Day"),
];

/// Code and name of the Länder (ISO 3166-2:DE).
pub(super) const LAENDER: &[(&str, &str)] = &[
    ("BW", "Baden-Württemberg"),
    ("BY", "Bayern"),
    ("BE", "Berlin"),
    ("BB", "Brandenburg"),
    ("HB", "Bremen"),
    ("HH", "Hamburg"),
    ("HE", "Hessen"),
    ("MV", "Mecklenburg-Vorpommern"),
    ("NI", "Niedersachsen"),
    ("NW", "Nordrhein-Westfalen"),
    ("RP", "Rheinland-Pfalz"),
    ("SL", "Saarland"),
    ("SN", "Sachsen"),
    ("ST", "Sachsen-Anhalt"),
    ("SH", "Schleswig-Holstein"),
    ("TH", "Thüringen"),
];

pub(super) const SWITZERLAND: &[Rule] = &[
    rule(Fixed(1, 1), "Nouvel an / Neujahr", "New Year’s Day"),
    rule(
        Fixed(1, 2),
        "Saint-Berchtold / Berchtoldstag",
        "St Berchtold’s Day",
    )
    .only(&["AG", "BE", "JU", "LU", "TG", "VD"]),
    rule(Other(second_of_january), "2 janvier", "Day after New Year").only(&["NE"]),
    rule(Fixed(1, 6), "Épiphanie / Heilige Drei Könige", "Epiphany").only(&["SZ", "TI", "UR"]),
    rule(Fixed(3, 1), "Instauration de la République", "Republic Day").only(&["NE"]),
    rule(Fixed(3, 19), "Saint-Joseph / Josephstag", "St Joseph’s Day")
        .only(&["NW", "SZ", "TI", "UR", "VS"]),
    rule(Other(naefels), "Näfelser Fahrt", "Battle of Näfels").only(&["GL"]),
    rule(Easter(-2), "Vendredi saint / Karfreitag", "Good Friday").only(&[
        "AG", "AI", "AR", "BE", "BL", "BS", "FR", "GE", "GL", "JU", "LU", "NE", "NW", "OW", "SG",
        "SH", "SO", "SZ", "TG", "UR", "VD", "ZG", "ZH",
    ]),
    rule(Easter(1), "Lundi de Pâques / Ostermontag", "Easter Monday").only(MONDAYS),
    rule(
        Fixed(5, 1),
        "Fête du Travail / Tag der Arbeit",
        "Labour Day",
    )
    .only(&["AG", "BL", "BS", "JU", "NE", "SH", "TG", "TI", "ZH"]),
    rule(Easter(39), "Ascension / Auffahrt", "Ascension Day"),
    rule(
        Easter(50),
        "Lundi de Pentecôte / Pfingstmontag",
        "Whit Monday",
    )
    .only(MONDAYS),
    rule(Easter(60), "Fête-Dieu / Fronleichnam", "Corpus Christi")
        .only(CATHOLIC)
        .except(&["GL"]),
    rule(
        Fixed(6, 23),
        "Indépendance du Jura",
        "Independence of the Jura",
    )
    .only(&["JU"]),
    rule(Fixed(6, 29), "Santi Pietro e Paolo", "Sts Peter and Paul").only(&["TI"]),
    rule(Fixed(8, 1), "Fête nationale / Bundesfeier", "National Day").since(1994),
    rule(
        Fixed(8, 15),
        "Assomption / Mariä Himmelfahrt",
        "Assumption Day",
    )
    .only(CATHOLIC),
    rule(Other(genevan_fast), "Jeûne genevois", "Genevan Fast").only(&["GE"]),
    rule(Other(fast_monday), "Lundi du Jeûne", "Fast Monday").only(&["VD"]),
    rule(Fixed(9, 25), "Bruder Klaus", "St Nicholas of Flüe").only(&["OW"]),
    rule(Fixed(11, 1), "Toussaint / Allerheiligen", "All Saints’ Day").only(&[
        "AG", "AI", "GL", "JU", "LU", "NW", "OW", "SG", "SZ", "TI", "UR", "VS", "ZG",
    ]),
    rule(
        Fixed(12, 8),
        "Immaculée Conception / Mariä Empfängnis",
        "Immaculate Conception",
    )
    .only(&["AG", "AI", "LU", "NW", "OW", "SZ", "TI", "UR", "VS", "ZG"]),
    rule(Fixed(12, 25), "Noël / Weihnachten", "Christmas Day"),
    rule(
        Fixed(12, 26),
        "Saint-Étienne / Stephanstag",
        "St Stephen’s Day",
    )
    .only(&[
        "AG", "BE", "BL", "BS", "GL", "GR", "LU", "SG", "SH", "SZ", "TG", "TI", "ZH",
    ]),
    rule(Other(stephen_between), "Stephanstag", "St Stephen’s Day").only(&["AI", "AR", "UR"]),
    rule(
        Other(second_of_christmas),
        "26 décembre",
        "Day after Christmas",
    )
    .only(&["NE"]),
    rule(
        Fixed(12, 31),
        "Restauration de la République",
        "Restoration Day",
    )
    .only(&["GE"]),
];

const MONDAYS: &[&str] = &[
    "AG", "AI", "AR", "BE", "BL", "BS", "GE", "GL", "GR", "JU", "LU", "SG", "SH", "SZ", "TG", "TI",
    "UR", "VD", "ZH",
];

const CATHOLIC: &[&str] = &[
    "AG", "AI", "JU", "LU", "NW", "OW", "SZ", "TI", "UR", "VS", "ZG",
];

/// Code and name of the cantons (ISO 3166-2:CH).
pub(super) const CANTONS: &[(&str, &str)] = &[
    ("AG", "Aargau"),
    ("AI", "Appenzell Innerrhoden"),
    ("AR", "Appenzell Ausserrhoden"),
    ("BE", "Bern"),
    ("BL", "Basel-Landschaft"),
    ("BS", "Basel-Stadt"),
    ("FR", "Fribourg"),
    ("GE", "Genève"),
    ("GL", "Glarus"),
    ("GR", "Graubünden"),
    ("JU", "Jura"),
    ("LU", "Luzern"),
    ("NE", "Neuchâtel"),
    ("NW", "Nidwalden"),
    ("OW", "Obwalden"),
    ("SG", "St. Gallen"),
    ("SH", "Schaffhausen"),
    ("SO", "Solothurn"),
    ("SZ", "Schwyz"),
    ("TG", "Thurgau"),
    ("TI", "Ticino"),
    ("UR", "Uri"),
    ("VD", "Vaud"),
    ("VS", "Valais"),
    ("ZG", "Zug"),
    ("ZH", "Zürich"),
];

/// Neuchâtel keeps 2 January and 26 December in the years in which the day before is a Sunday.
fn second_of_january(year: i32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, 1, 2).filter(|day| day.weekday() == Weekday::Mon)
}

fn second_of_christmas(year: i32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, 12, 26).filter(|day| day.weekday() == Weekday::Mon)
}

/// Both Appenzells and Uri keep 26 December unless it would make three or four free days in a row: not on a Tuesday or Saturday.
fn stephen_between(year: i32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, 12, 26)
        .filter(|day| ![Weekday::Tue, Weekday::Sat].contains(&day.weekday()))
}

/// The first Thursday of April, a week later when that is Maundy Thursday.
fn naefels(year: i32) -> Option<NaiveDate> {
    let first = Nth(4, Weekday::Thu, 1);
    let day = rule(first, "", "").day(year)?;
    if easter(year)? - day == TimeDelta::days(3) {
        day.checked_add_signed(TimeDelta::days(7))
    } else {
        Some(day)
    }
}

/// The Thursday after the first Sunday of September.
fn genevan_fast(year: i32) -> Option<NaiveDate> {
    NaiveDate::from_weekday_of_month_opt(year, 9, Weekday::Sun, 1)?
        .checked_add_signed(TimeDelta::days(4))
}

/// The Monday after the third Sunday of September.
fn fast_monday(year: i32) -> Option<NaiveDate> {
    NaiveDate::from_weekday_of_month_opt(year, 9, Weekday::Sun, 3)?.succ_opt()
}
