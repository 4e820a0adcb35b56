//! Which team answers: one for all, the department whose matter it is, or the team of the client, product or topic.

use super::change::Change;
use super::error::{DeskError, Table};
use super::expression::{Vocabulary, one_of};
use super::queries::{Bench, Gathered};
use super::settings::{DepartmentSettings, Names, Organisation};
use crate::classify::Message;
use crate::record::{Intent, Labels};
use crate::text::query::Query;

/// The organisation in force and its departments.
#[derive(Clone, Debug, Default)]
pub(super) struct Teams {
    organisation: Organisation,
    central_team: String,
    /// By name.
    departments: Vec<Department>,
}

/// What a department takes.
#[derive(Clone, Debug)]
struct Department {
    name: String,
    intents: Vec<Intent>,
    topics: Vec<String>,
    clients: Vec<String>,
    /// Place of the query that finds its products.
    products: Option<usize>,
    owner: Option<String>,
}

impl Department {
    /// How many of its lists fit a message; none if one does not, or if it has none.
    fn fits(&self, labels: &Labels, message: &Message<'_>, bench: &Bench) -> Option<usize> {
        let topics = || {
            labels
                .topics
                .iter()
                .any(|topic| self.topics.contains(topic))
        };
        let client = || {
            message
                .client
                .is_some_and(|client| self.clients.iter().any(|own| own == client))
        };
        let lists = [
            (!self.intents.is_empty()).then(|| self.intents.contains(&labels.intent)),
            (!self.topics.is_empty()).then(topics),
            (!self.clients.is_empty()).then(client),
            self.products.map(|place| bench.found(place)),
        ];
        let mut given = lists.into_iter().flatten();
        let count = lists.into_iter().flatten().count();
        (count > 0 && given.all(|fits| fits)).then_some(count)
    }

    /// Legal matters, what is for management and the press stay where they are; but a department may be there for the press.
    fn may_take(&self, labels: &Labels) -> bool {
        match labels.department.as_str() {
            "legal" => false,
            "pr" => labels.level < 3 && self.intents.contains(&labels.intent),
            _ => labels.level < 3,
        }
    }
}

impl Teams {
    /// Checks the settings and takes over their queries.
    pub(super) fn new(
        organisation: Organisation,
        central_team: &str,
        settings: Vec<(String, DepartmentSettings)>,
        vocabulary: &Vocabulary,
        queries: &mut Gathered,
    ) -> Result<Self, DeskError> {
        let departments = settings
            .into_iter()
            .map(|(name, settings)| department(name, settings, vocabulary, queries));
        Ok(Teams {
            organisation,
            central_team: central_team.to_owned(),
            departments: departments.collect::<Result<_, _>>()?,
        })
    }

    /// Whether there is nothing to decide.
    pub(super) fn is_idle(&self) -> bool {
        self.organisation != Organisation::Central && self.departments.is_empty()
    }

    /// Gives a message of somebody else's to its team.
    pub(super) fn route(&self, change: &mut Change<'_>, message: &Message<'_>, bench: &Bench) {
        if self.organisation == Organisation::Decentralised {
            if let Some(own) = self.best(change.labels, message, bench, |_| true) {
                answers(
                    change,
                    &own.name,
                    "the team of this client, product or topic",
                );
            }
            return;
        }
        let labels = &*change.labels;
        let taken = self.best(labels, message, bench, |department| {
            department.may_take(labels)
        });
        if let Some(Department { name, .. }) = taken
            && change.department(name)
        {
            change.because("department", || format!("[department.{name}] takes it"));
        }
        if self.organisation == Organisation::Central {
            answers(change, &self.central_team, "one team answers everything");
        }
    }

    /// The department that fits by most of its lists, the first by name of equal ones.
    fn best(
        &self,
        labels: &Labels,
        message: &Message<'_>,
        bench: &Bench,
        may: impl Fn(&Department) -> bool,
    ) -> Option<&Department> {
        let mut best: Option<(usize, &Department)> = None;
        for department in self.departments.iter().filter(|department| may(department)) {
            if let Some(lists) = department.fits(labels, message, bench)
                && best.is_none_or(|(most, _)| lists > most)
            {
                best = Some((lists, department));
            }
        }
        best.map(|(_, department)| department)
    }

    /// Names who answers in the department, or else whom it asks: the owner of the matter.
    pub(super) fn own(&self, labels: &mut Labels) {
        let owner = |name: &str| {
            let named = self.departments.iter().find(|known| known.name == name);
            named.and_then(|department| department.owner.clone())
        };
        labels.owner = owner(&labels.department).or_else(|| owner(labels.matter.as_deref()?));
    }
}

/// Gives a message to a team; whose matter it is stays told.
fn answers(change: &mut Change<'_>, team: &str, reason: &str) {
    let matter = change.labels.department.clone();
    if matter == team || !change.department(team) {
        return;
    }
    change.because("department", || format!("{reason}; a matter of {matter}"));
    change.labels.matter = Some(matter);
}

fn department(
    name: String,
    settings: DepartmentSettings,
    vocabulary: &Vocabulary,
    queries: &mut Gathered,
) -> Result<Department, DeskError> {
    let table = Table::Department;
    let mut intents = Vec::new();
    if let Some(listed) = &settings.intents {
        for name in &listed.get_ref().0 {
            intents.push(intent(name).map_err(|message| DeskError::of(table, listed, message))?);
        }
    }
    if let Some(listed) = &settings.topics {
        topics_known(&listed.get_ref().0, vocabulary)
            .map_err(|message| DeskError::of(table, listed, message))?;
    }
    let products = match &settings.products {
        Some(listed) => any_of(listed.get_ref())
            .map_err(|message| DeskError::of(table, listed, message))?
            .map(|query| queries.place(query)),
        None => None,
    };
    let names = |listed: Option<toml::Spanned<Names>>| {
        listed.map_or_else(Vec::new, |listed| listed.into_inner().0)
    };
    Ok(Department {
        name,
        intents,
        topics: names(settings.topics),
        clients: settings.clients.0,
        products,
        owner: settings.owner.map(toml::Spanned::into_inner),
    })
}

/// The intent of a name, or why there is none.
pub(super) fn intent(name: &str) -> Result<Intent, String> {
    let known: Vec<&str> = Intent::ALL.iter().map(|intent| intent.name()).collect();
    one_of("intent", name, &known)?;
    Ok(Intent::parse(&name.to_lowercase()).unwrap_or_default())
}

/// Whether all topics are there.
pub(super) fn topics_known(names: &[String], vocabulary: &Vocabulary) -> Result<(), String> {
    let known: Vec<&str> = vocabulary.topics.iter().map(String::as_str).collect();
    names
        .iter()
        .try_for_each(|name| one_of("topic", name, &known))
}

/// A query that finds any of some names, each as it is written.
fn any_of(names: &Names) -> Result<Option<Query>, String> {
    let phrases: Vec<String> = names
        .0
        .iter()
        .filter(|name| !name.trim().is_empty())
        .map(|name| format!("\"{}\"", name.replace('"', " ")))
        .collect();
    if phrases.is_empty() {
        return Ok(None);
    }
    let query = Query::parse(&phrases.join(" OR "));
    query.map(Some).map_err(|error| error.message)
}
