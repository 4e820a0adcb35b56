//! The user's rules: when a condition holds, labels are set. In order; each sees what those before it have set.

use toml::Spanned;

use super::change::Change;
use super::error::{DeskError, Table};
use super::expression::field::Flag;
use super::expression::{Expression, Vocabulary, one_of};
use super::organisation::intent;
use super::queries::Gathered;
use super::settings::RuleSettings;
use crate::classify::known::Known;
use crate::classify::math::round3;
use crate::record::{Intent, Labels, Sentiment, Stance};

/// A value that is set, or only raised.
#[derive(Clone, Copy, Debug, Default)]
struct Setting<T> {
    exact: Option<T>,
    least: Option<T>,
}

impl<T: PartialOrd + Copy> Setting<T> {
    /// What a value becomes, if anything is to be done.
    fn of(&self, value: T) -> Option<T> {
        let exact = self.exact.unwrap_or(value);
        let new = match self.least {
            Some(least) if least > exact => least,
            _ => exact,
        };
        (new != value || self.exact.is_some()).then_some(new)
    }
}

/// A rule that has been checked.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    when: Expression,
    /// Whether it looks at posts of our own.
    sees_own: bool,
    /// What `why` says.
    reason: String,
    department: Option<String>,
    level: Setting<u8>,
    stance: Option<Stance>,
    priority: Setting<u8>,
    urgency: Setting<f64>,
    intent: Option<Intent>,
    sentiment: Option<Sentiment>,
    topics: Vec<String>,
}

impl Rule {
    /// Checks a rule and takes over its queries; `number` counts from 1.
    pub(super) fn new(
        number: usize,
        settings: &RuleSettings,
        vocabulary: &Vocabulary,
        queries: &mut Gathered,
    ) -> Result<Self, DeskError> {
        let mut when = Expression::parse(settings.when.get_ref(), vocabulary)
            .map_err(|error| DeskError::expression(Table::Rule, &settings.when, error))?;
        when.place_queries(&mut |query| queries.place(query));
        let rule = Rule {
            sees_own: when.names(Flag::Own),
            reason: reason(number, settings, &when),
            when,
            department: named(settings.department.as_ref(), |name| {
                let known: Vec<&str> = vocabulary.departments.iter().map(String::as_str).collect();
                one_of("department", name, &known)
                    .map_err(|message| format!("{message}; [department.{name}] makes it one"))?;
                Ok(name.to_owned())
            })?,
            level: Setting {
                exact: whole(settings.level.as_ref(), 1, 3)?,
                least: whole(settings.level_at_least.as_ref(), 1, 3)?,
            },
            stance: named(settings.stance.as_ref(), stance)?,
            priority: Setting {
                exact: whole(settings.priority.as_ref(), 0, 100)?,
                least: whole(settings.priority_at_least.as_ref(), 0, 100)?,
            },
            urgency: Setting {
                exact: share(settings.urgency.as_ref())?,
                least: share(settings.urgency_at_least.as_ref())?,
            },
            intent: named(settings.intent.as_ref(), intent)?,
            sentiment: named(settings.sentiment.as_ref(), sentiment)?,
            topics: settings.topics.0.clone(),
        };
        if rule.sets_nothing() {
            let message = "this rule sets nothing; give it a department, level, stance, priority, urgency, intent, sentiment or topics";
            return Err(DeskError::of(Table::Rule, &settings.when, message));
        }
        Ok(rule)
    }

    fn sets_nothing(&self) -> bool {
        let numbers = self.level.exact.or(self.level.least).is_none()
            && self.priority.exact.or(self.priority.least).is_none()
            && self.urgency.exact.or(self.urgency.least).is_none();
        let words = self.department.is_none() && self.stance.is_none();
        let judgement = self.intent.is_none() && self.sentiment.is_none();
        numbers && words && judgement && self.topics.is_empty()
    }

    /// The condition.
    pub(super) fn when(&self) -> &Expression {
        &self.when
    }

    /// Whether it is asked about posts of our own: only if its condition names `own`.
    pub(super) fn sees_own(&self) -> bool {
        self.sees_own
    }

    /// What is known once it has set the intent or the tone, if it sets another one than was judged.
    pub(super) fn judges_otherwise(&self, known: &Known, labels: &Labels) -> Option<Known> {
        known.ruled(labels, self.intent, self.sentiment)
    }

    /// Sets what it sets.
    pub(super) fn apply(&self, change: &mut Change<'_>) {
        let told = |change: &mut Change<'_>, label: &str| {
            change.because(label, || self.reason.clone());
        };
        if let Some(intent) = self.intent
            && change.intent(intent)
        {
            told(change, "intent");
        }
        if let Some(sentiment) = self.sentiment
            && change.sentiment(sentiment)
        {
            told(change, "sentiment");
        }
        let added = self.topics.iter().filter(|topic| change.topic(topic));
        if added.count() > 0 {
            told(change, "topics");
        }
        if let Some(urgency) = self.urgency.of(f64::from(change.labels.urgency))
            && change.urgency(urgency)
        {
            told(change, "urgency");
        }
        if let Some(level) = self.level.of(change.labels.level)
            && change.level(level)
        {
            told(change, "level");
        }
        if let Some(stance) = self.stance
            && change.stance(stance)
        {
            told(change, "stance");
        }
        if let Some(priority) = self.priority.of(change.labels.priority)
            && change.priority(priority, self.priority.exact.is_some())
        {
            told(change, "priority");
        }
        if let Some(department) = &self.department
            && change.department(department)
        {
            told(change, "department");
        }
    }
}

fn reason(number: usize, settings: &RuleSettings, when: &Expression) -> String {
    let name = match &settings.name {
        Some(name) => format!("rule `{name}`"),
        None => format!("rule {number}"),
    };
    match &settings.why {
        Some(why) => format!("{name}: {why}"),
        None => format!("{name}: {when}"),
    }
}

/// The tone of a name, or why there is none.
fn sentiment(name: &str) -> Result<Sentiment, String> {
    let known: Vec<&str> = Sentiment::ALL.iter().map(|tone| tone.name()).collect();
    one_of("sentiment", name, &known)?;
    Ok(Sentiment::parse(&name.to_lowercase()).unwrap_or_default())
}

/// The stance of a name, or why there is none.
pub(super) fn stance(name: &str) -> Result<Stance, String> {
    let known: Vec<&str> = Stance::ALL.iter().map(|stance| stance.name()).collect();
    one_of("stance", name, &known)?;
    Ok(Stance::parse(&name.to_lowercase()).unwrap_or_default())
}

fn named<T>(
    value: Option<&Spanned<String>>,
    read: impl Fn(&str) -> Result<T, String>,
) -> Result<Option<T>, DeskError> {
    let Some(value) = value else {
        return Ok(None);
    };
    let read = read(value.get_ref());
    read.map(Some)
        .map_err(|message| DeskError::of(Table::Rule, value, message))
}

fn whole(value: Option<&Spanned<i64>>, least: u8, most: u8) -> Result<Option<u8>, DeskError> {
    let Some(value) = value else {
        return Ok(None);
    };
    let number = u8::try_from(*value.get_ref()).ok();
    let number = number.filter(|number| (least..=most).contains(number));
    number.map(Some).ok_or_else(|| {
        let message = format!(
            "{} is out of range; write {least} to {most}",
            value.get_ref()
        );
        DeskError::of(Table::Rule, value, message)
    })
}

fn share(value: Option<&Spanned<f64>>) -> Result<Option<f64>, DeskError> {
    let Some(value) = value else {
        return Ok(None);
    };
    let number = *value.get_ref();
    if (0.0..=1.0).contains(&number) {
        // As labels hold it, so that setting it again changes nothing.
        return Ok(Some(f64::from(round3(number))));
    }
    let message = format!("{number} is out of range; write 0 to 1");
    Err(DeskError::of(Table::Rule, value, message))
}
