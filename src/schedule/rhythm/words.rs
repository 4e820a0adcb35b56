//! What a calendar and an agenda say, in English and French.

use chrono::{Datelike, NaiveDate};

/// A language of titles and agendas.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Language {
    #[default]
    English,
    French,
}

const DAYS_FR: [&str; 7] = [
    "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
];

impl Language {
    fn of(self, english: &'static str, french: &'static str) -> &'static str {
        match self {
            Language::English => english,
            Language::French => french,
        }
    }

    /// The title of a meeting of the trade; any other goes by its name.
    pub(super) fn title_of(self, name: &str) -> &str {
        match name {
            "daily" => self.of("Daily exchange", "Point du jour"),
            "editorial" => self.of("Editorial meeting", "Conférence de rédaction"),
            "committee" => self.of("Quarterly committee", "Comité trimestriel"),
            "strategy" => self.of("Strategy review", "Revue de stratégie"),
            other => other,
        }
    }

    pub(super) fn moved_from(self, day: NaiveDate, holiday: Option<&str>) -> String {
        let date = match self {
            Language::English => day.format("%A %-d %B %Y").to_string(),
            Language::French => {
                let weekday = DAYS_FR.get(day.weekday().num_days_from_monday() as usize);
                format!(
                    "{} {}",
                    weekday.copied().unwrap_or_default(),
                    day.format("%d/%m/%Y")
                )
            }
        };
        let why = holiday.map_or_else(String::new, |name| format!(" ({name})"));
        format!("{} {date}{why}", self.of("moved from", "déplacé du"))
    }

    pub(super) fn alerts(self) -> &'static str {
        self.of("Open alarms", "Alertes ouvertes")
    }

    pub(super) fn tasks(self) -> &'static str {
        self.of("Overdue tasks", "Tâches en retard")
    }

    pub(super) fn drafts(self) -> &'static str {
        self.of("Drafts waiting for approval", "Brouillons à valider")
    }

    pub(super) fn posts(self) -> &'static str {
        self.of(
            "Best and worst posts",
            "Meilleures et moins bonnes publications",
        )
    }

    pub(super) fn best(self) -> &'static str {
        self.of("Best posts", "Meilleures publications")
    }

    pub(super) fn worst(self) -> &'static str {
        self.of("Weakest posts", "Publications les plus faibles")
    }

    pub(super) fn none(self) -> &'static str {
        self.of("none", "aucune")
    }

    pub(super) fn reactions(self) -> &'static str {
        self.of("reactions", "réactions")
    }

    pub(super) fn too_few(self, posts: usize) -> String {
        match self {
            Language::English => format!("too few posts to compare ({posts})"),
            Language::French => format!("trop peu de publications pour comparer ({posts})"),
        }
    }

    pub(super) fn more(self, number: usize) -> String {
        match self {
            Language::English => format!("and {number} more"),
            Language::French => format!("et {number} de plus"),
        }
    }

    pub(super) fn due(self) -> &'static str {
        self.of("due", "échéance")
    }

    pub(super) fn since(self) -> &'static str {
        self.of("since", "depuis")
    }

    /// Between a heading and what it heads.
    pub(super) fn colon(self) -> &'static str {
        self.of(": ", "\u{a0}: ")
    }
}
