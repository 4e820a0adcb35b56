//! The desk: what is done with a judgement by the client's own rules. Topics, history, open alarms, organisation, rules, reply lines and deadlines, in
//! this order; what comes later has the last word, and sees what came before.
//!
//! A [`Desk`] is built once, checked, and shared by all threads; nothing in it changes while messages pass.

mod alarm;
mod change;
mod context;
mod deadline;
mod error;
mod expression;
mod facts;
mod history;
mod named;
mod organisation;
mod queries;
mod reply_line;
mod rule;
mod settings;
#[cfg(test)]
mod tests;

pub use alarm::{AlarmReader, Alarms};
pub use context::{Context, Surroundings};
pub use deadline::Deadlines;
pub use error::{DeskError, Table};
pub use history::{History, HistoryReader, Past, Who};
pub use queries::Bench;
pub use settings::{
    CENTRAL_TEAM, DepartmentSettings, Names, Organisation, ReplyLineSettings, RuleSettings,
    TopicSettings,
};

use chrono::{DateTime, Utc};

use change::Change;
use expression::Vocabulary;
use facts::Case;
use organisation::Teams;
use queries::Gathered;
use reply_line::ReplyLines;
use rule::Rule;

use crate::classify::Message;
use crate::classify::known::Known;
use crate::classify::model::DEPARTMENTS;
use crate::record::Labels;
use crate::text::query::{Query, QuerySet};
use crate::time::Zone;

/// Everything a desk is made of. The default does nothing.
#[derive(Clone, Debug)]
pub struct DeskSettings {
    /// `[topic.NAME]`, in the order in which they are told.
    pub topics: Vec<(String, TopicSettings)>,
    /// `[[rule]]`, in their order.
    pub rules: Vec<RuleSettings>,
    /// How the people who answer are organised.
    pub organisation: Organisation,
    /// The team of the organisation `central`.
    pub central_team: String,
    /// `[department.NAME]`.
    pub departments: Vec<(String, DepartmentSettings)>,
    /// `[[reply_line]]`, in their order.
    pub reply_lines: Vec<ReplyLineSettings>,
    /// Service levels and business hours; without them no `reply_by`.
    pub deadlines: Option<Deadlines>,
    /// The posts of earlier runs.
    pub history: Option<History>,
    /// The alarms.
    pub alarms: Option<Alarms>,
    /// The zone of hours, weekdays and the ends of days.
    pub zone: Zone,
    /// Tell in `why` what decided.
    pub explain: bool,
}

impl Default for DeskSettings {
    fn default() -> Self {
        DeskSettings {
            topics: Vec::new(),
            rules: Vec::new(),
            organisation: Organisation::default(),
            central_team: CENTRAL_TEAM.to_owned(),
            departments: Vec::new(),
            reply_lines: Vec::new(),
            deadlines: None,
            history: None,
            alarms: None,
            zone: Zone::utc(),
            explain: false,
        }
    }
}

/// A topic; its query has the same place in the list as the topic.
#[derive(Clone, Debug)]
struct Topic {
    name: String,
    clients: Vec<String>,
}

/// Decides by the client's own rules.
#[derive(Clone, Debug)]
pub struct Desk {
    topics: Vec<Topic>,
    /// The names of all departments: those that the model knows and those of the configuration.
    departments: Vec<String>,
    rules: Vec<Rule>,
    teams: Teams,
    lines: ReplyLines,
    deadlines: Option<Deadlines>,
    history: Option<History>,
    alarms: Option<Alarms>,
    queries: Option<QuerySet>,
    zone: Zone,
    explain: bool,
}

impl Desk {
    /// Checks the settings. The first thing that makes no sense is the error.
    pub fn new(settings: DeskSettings) -> Result<Self, DeskError> {
        named::check(&settings)?;
        let vocabulary = vocabulary(&settings);
        let mut queries = Gathered::default();
        let mut topics = Vec::new();
        // Topics come first, so that a query's place is its topic's.
        for (name, topic) in settings.topics {
            let query = Query::parse(topic.query.get_ref())
                .map_err(|error| DeskError::query(Table::Topic, &topic.query, error))?;
            queries.place(query);
            topics.push(Topic {
                name,
                clients: topic.client.0,
            });
        }
        let teams = Teams::new(
            settings.organisation,
            &settings.central_team,
            settings.departments,
            &vocabulary,
            &mut queries,
        )?;
        let rules = (1..)
            .zip(&settings.rules)
            .map(|(number, rule)| Rule::new(number, rule, &vocabulary, &mut queries));
        let rules = rules.collect::<Result<_, _>>()?;
        let zone = settings.zone;
        let lines = ReplyLines::new(settings.reply_lines, &vocabulary, &mut queries, &zone)?;
        Ok(Desk {
            topics,
            departments: vocabulary.departments,
            rules,
            teams,
            lines,
            deadlines: settings.deadlines,
            history: settings.history,
            alarms: settings.alarms,
            queries: queries.set(),
            zone,
            explain: settings.explain,
        })
    }

    /// Whether it leaves every judgement as it is.
    pub fn is_idle(&self) -> bool {
        self.topics.is_empty()
            && self.rules.is_empty()
            && self.teams.is_idle()
            && self.lines.is_empty()
            && self.deadlines.is_none()
            && self.history.is_none()
            && self.alarms.is_none()
    }

    /// Reply lines that are never proposed, and why.
    pub fn warnings(&self, now: DateTime<Utc>) -> Vec<String> {
        self.lines.unsayable(now)
    }

    /// The words of a reply line.
    pub fn reply_line(&self, id: &str) -> Option<&str> {
        self.lines.text(id)
    }

    /// Decides on a message that has been judged; what is known of it stands. `again` judges its words anew when more is known: a rule that sets the
    /// intent or the tone is to be followed by all that rests on them.
    pub fn decide(
        &self,
        bench: &mut Bench,
        labels: &mut Labels,
        message: &Message<'_>,
        context: &Context<'_>,
        known: &Known,
        again: &mut dyn FnMut(&Known) -> Labels,
    ) {
        match &self.queries {
            Some(set) => bench.read(set, message, context),
            None => bench.clear(),
        }
        self.find_topics(bench, labels, message, known);
        let mut change = Change::new(labels, known, self.explain);
        let history = self.history.as_ref();
        let past = history.map(|history| history.past(message, context));
        self.before_rules(&mut change, past, bench, message, context);
        self.apply_rules(&mut change, past, bench, (message, context, known), again);
        if !message.own {
            self.teams.own(labels);
            let queries = (&*bench, self.queries.as_ref());
            let line = self.lines.best(labels, message, context.now, queries);
            labels.reply_line = line.map(str::to_owned);
            if let Some(deadlines) = &self.deadlines {
                deadlines.apply(labels, message, context);
            }
        }
    }

    /// History, alarms and teams.
    fn before_rules(
        &self,
        change: &mut Change<'_>,
        past: Option<Past>,
        bench: &Bench,
        message: &Message<'_>,
        context: &Context<'_>,
    ) {
        if message.own {
            return;
        }
        if let Some(past) = past {
            past.apply(change);
        }
        if let Some(alarms) = &self.alarms {
            alarms.apply(change, message, context.now);
        }
        self.teams.route(change, message, bench);
    }

    /// The topics whose query finds the message, in their order, but for those of which somebody said otherwise.
    fn find_topics(
        &self,
        bench: &Bench,
        labels: &mut Labels,
        message: &Message<'_>,
        known: &Known,
    ) {
        let said = std::mem::take(&mut labels.topics);
        for (place, topic) in self.topics.iter().enumerate() {
            let found = || bench.found(place) && topic.is_for(message.client);
            if known.topic(&topic.name).unwrap_or_else(found) {
                labels.topics.push(topic.name.clone());
                if self.explain && known.topic(&topic.name).is_none() {
                    let reasons = labels.why.entry("topics".to_owned()).or_default();
                    reasons.push(format!("query of [topic.{}]", topic.name));
                }
            }
        }
        // Those that no query knows come last.
        for topic in said {
            if !labels.topics.contains(&topic) {
                labels.topics.push(topic);
            }
        }
    }

    /// The names of the topics.
    pub fn topics(&self) -> impl Iterator<Item = &str> {
        self.topics.iter().map(|topic| topic.name.as_str())
    }

    /// The names of the departments.
    pub fn departments(&self) -> impl Iterator<Item = &str> {
        self.departments.iter().map(String::as_str)
    }

    fn apply_rules(
        &self,
        change: &mut Change<'_>,
        past: Option<Past>,
        bench: &Bench,
        (message, context, known): (&Message<'_>, &Context<'_>, &Known),
        again: &mut dyn FnMut(&Known) -> Labels,
    ) {
        let mut ruled: Option<Known> = None;
        let mut fired: Vec<&Rule> = Vec::new();
        for rule in &self.rules {
            if message.own && !rule.sees_own() {
                continue;
            }
            let case = Case {
                labels: change.labels,
                message,
                context,
                past,
                alarms: self.alarms.as_ref(),
                bench,
                zone: &self.zone,
            };
            if !rule.when().holds(&case) {
                continue;
            }
            fired.push(rule);
            let now = ruled.as_ref().unwrap_or(known);
            let Some(more) = rule.judges_otherwise(now, change.labels) else {
                rule.apply(change);
                continue;
            };
            // All that rests on the intent is decided anew, and what the rules so far have set is set again.
            let mut labels = again(&more);
            self.find_topics(bench, &mut labels, message, known);
            change.restart(labels);
            self.before_rules(change, past, bench, message, context);
            for rule in &fired {
                rule.apply(change);
            }
            ruled = Some(more);
        }
    }
}

impl Topic {
    fn is_for(&self, client: Option<&str>) -> bool {
        self.clients.is_empty()
            || client.is_some_and(|client| self.clients.iter().any(|own| own == client))
    }
}

/// The names that conditions may compare with: those of the configuration, and those that rules add.
fn vocabulary(settings: &DeskSettings) -> Vocabulary {
    let topics = settings.topics.iter().map(|(name, _)| name.clone());
    let added = settings.rules.iter().flat_map(|rule| rule.topics.0.clone());
    let own = settings.departments.iter().map(|(name, _)| name.clone());
    let built_in = DEPARTMENTS.iter().map(|&name| name.to_owned());
    let central =
        (settings.organisation == Organisation::Central).then(|| settings.central_team.clone());
    let mut vocabulary = Vocabulary {
        topics: topics.chain(added).collect(),
        departments: built_in.chain(own).chain(central).collect(),
    };
    for names in [&mut vocabulary.topics, &mut vocabulary.departments] {
        let mut seen = std::collections::HashSet::new();
        names.retain(|name| seen.insert(name.clone()));
    }
    vocabulary
}
