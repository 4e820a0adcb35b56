//! Posts that people have judged, as rows to learn from or to measure with.

use std::sync::Arc;

use hashbrown::HashSet;
use serde_json::{Map, Value};

use super::corpus::{Corpus, Part, Row};
use super::head::Head;
use crate::classify::corrections::Corrections;
use crate::classify::duplicates::Sketcher;
use crate::classify::language::Lang;
use crate::classify::message::Options;
use crate::classify::model::TopicLesson;
use crate::classify::posted::{Posted, string};
use crate::jsonl::{Object, Problem, Worker};
use crate::text::closest::{closest, hint};

/// Where the right labels of a post stand.
#[derive(Clone, Debug)]
pub enum Teacher {
    /// Under `labels` of the post.
    Labels,
    /// In corrections of the post; posts without any are kept apart.
    Corrections(Arc<Corrections>),
}

/// Reads posts and keeps what was said of them.
#[derive(Debug)]
pub struct Taught {
    teacher: Teacher,
    weight: f32,
    /// From which share on the right answer to a question of two classes is the second one.
    options: Options,
    /// A row for each post and label.
    pub rows: Vec<Row>,
    /// The post of each row, with all that the judgement reads of it.
    posts: Vec<Arc<Posted<'static>>>,
    /// Words of the posts of which nobody said anything, when the teacher is [`Teacher::Corrections`]; at most [`Taught::MOST_OTHERS`].
    pub others: Vec<String>,
    /// Values that are no class of the model, such as a department of the user's own.
    pub left_out: usize,
    /// The first of them, until it is told.
    odd: Option<(Head, String)>,
    /// Posts without words: pictures, deleted ones.
    pub wordless: usize,
    /// Posts of our own, which are labelled without being judged: nothing is learnt from their labels, and nothing measured.
    pub own: usize,
    /// What was said of topics.
    pub topics: Vec<TopicLesson>,
    /// Corrections of topics of texts with too few words to know them again.
    pub short: usize,
    /// Id of a model that signed labels which are taken for a person's.
    pub signed: Option<String>,
    /// Posts of which something was said; each counts once.
    ids: HashSet<Box<str>>,
    sketcher: Sketcher,
}

impl Taught {
    /// Posts that are kept of those of which nobody said anything; the first ones.
    pub const MOST_OTHERS: usize = 500;

    /// Reads posts whose rows will weigh `weight`; shares are told by the thresholds of `options`, as judgements are.
    pub fn new(teacher: Teacher, weight: f32, options: Options) -> Self {
        Taught {
            teacher,
            weight,
            options,
            rows: Vec::new(),
            posts: Vec::new(),
            others: Vec::new(),
            left_out: 0,
            odd: None,
            wordless: 0,
            own: 0,
            topics: Vec::new(),
            short: 0,
            sketcher: Sketcher::default(),
            signed: None,
            ids: HashSet::new(),
        }
    }

    /// Corrected posts that were not among those read.
    pub fn missing(&self) -> usize {
        match &self.teacher {
            Teacher::Labels => 0,
            Teacher::Corrections(corrections) => corrections.len() - self.ids.len(),
        }
    }

    /// The rows as corpora, one for each head that occurs.
    pub fn corpora(&self, name: &str, part: Part) -> Vec<Corpus> {
        let corpora = Head::ALL.into_iter().map(|head| Corpus {
            name: format!("{name} ({})", head.name()),
            part,
            licence: "the user's own".to_owned(),
            rows: self
                .rows
                .iter()
                .filter(|row| row.head == head)
                .cloned()
                .collect(),
            left_out: 0,
        });
        corpora.filter(|corpus| !corpus.rows.is_empty()).collect()
    }

    /// The posts of the rows of a head, in their order: what [`Taught::corpora`] gives has no room for them.
    pub fn posts_of(&self, head: Head) -> Vec<Arc<Posted<'static>>> {
        let pairs = self.rows.iter().zip(&self.posts);
        let of_head = pairs.filter(|(row, _)| row.head == head);
        of_head.map(|(_, post)| Arc::clone(post)).collect()
    }

    fn take(&mut self, head: Head, value: &Value, lang: Option<Lang>, post: &Said) {
        match class_of(head, value, &self.options) {
            Some(label) => {
                self.rows.push(Row {
                    head,
                    lang,
                    text: post.words.clone(),
                    label,
                    weight: self.weight,
                });
                self.posts.push(Arc::clone(&post.posted));
            }
            None => {
                if self.left_out == 0 {
                    self.odd = Some((head, text_of(value)));
                }
                self.left_out += 1;
            }
        }
    }

    /// What was said of the topics of a text.
    fn take_topics(
        &mut self,
        said: Vec<(String, bool, String)>,
        (client, text): (Option<&str>, &str),
    ) {
        if said.is_empty() {
            return;
        }
        let sketch = self.sketcher.sketch(client, None, text).to_vec();
        if sketch.is_empty() {
            self.short += 1;
            return;
        }
        let topics = said.into_iter().map(|(name, has, _)| (name, has)).collect();
        self.topics.push(TopicLesson { sketch, topics });
    }

    fn post(&mut self, id: Option<&str>, labels: &Map<String, Value>, post: &Said) {
        let message = post.posted.message();
        let lang = labels
            .get("lang")
            .and_then(Value::as_str)
            .and_then(Lang::parse);
        match &self.teacher {
            Teacher::Labels if message.own => self.own += 1,
            Teacher::Labels => {
                if let Some(model) = labels.get("model").and_then(Value::as_str) {
                    self.signed.get_or_insert_with(|| model.to_owned());
                }
                for head in Head::ALL {
                    if let Some(value) = labels.get(head.name()) {
                        self.take(head, value, lang, post);
                    }
                }
            }
            Teacher::Corrections(corrections) => {
                let corrections = Arc::clone(corrections);
                let verdicts = corrections.of(id.unwrap_or_default());
                let Some(id) = id.filter(|_| !verdicts.is_empty()) else {
                    if self.others.len() < Self::MOST_OTHERS {
                        self.others.push(post.words.clone());
                    }
                    return;
                };
                if !self.ids.insert(id.into()) {
                    return;
                }
                self.take_topics(corrections.topics(id), (message.client, &post.words));
                if message.own {
                    self.own += 1;
                    return;
                }
                for verdict in verdicts {
                    let named = |head: &Head| head.name() == verdict.right.label();
                    if let Some(head) = Head::ALL.into_iter().find(named) {
                        self.take(head, &verdict.right.value(), lang, post);
                    }
                }
            }
        }
    }
}

/// A value as people write it.
fn text_of(value: &Value) -> String {
    let text = value.as_str();
    text.map_or_else(|| value.to_string(), str::to_owned)
}

impl Worker for Taught {
    fn line(&mut self, line: &str, _: &mut Vec<u8>) -> Result<(), Problem> {
        let object = Object::read(line)?;
        if string(&object, "type")?.is_some_and(|kind| &*kind != "post") {
            return Ok(());
        }
        let posted = Posted::read(&object)?;
        let words = posted.words();
        if words.trim().is_empty() {
            self.wordless += 1;
            return Ok(());
        }
        let labels = match object.get("labels") {
            Some(field) => serde_json::from_str::<Option<Map<String, Value>>>(field.value)
                .map_err(|error| Problem::from(error).shifted(field.start))?
                .unwrap_or_default(),
            None => Map::new(),
        };
        // An id that is no string names no post of a correction.
        let id = string(&object, "id").ok().flatten();
        let post = Said {
            posted: Arc::new(posted.into_owned()),
            words,
        };
        self.post(id.as_deref(), &labels, &post);
        Ok(())
    }

    fn note(&mut self) -> Option<Problem> {
        let (head, value) = self.odd.take()?;
        let name = head.name();
        let classes = head.classes();
        let meant = hint(closest(&value, classes.iter().copied()));
        let whose = match self.teacher {
            Teacher::Labels => "of its labels",
            Teacher::Corrections(_) => "of its corrections",
        };
        let classes = classes.join(", ");
        let message = format!(
            "`{name}` {whose} is `{value}`, which the model has no class for{meant} (there are {classes})"
        );
        Some(Problem::new(1, message))
    }
}

/// A post of which something may be said.
struct Said {
    posted: Arc<Posted<'static>>,
    /// Its words in one piece, as rows hold them.
    words: String,
}

/// The class that a value of a label names: by its name, as a number, or, of two classes, as a share, which is read as a judged one is.
fn class_of(head: Head, value: &Value, options: &Options) -> Option<usize> {
    let classes = head.classes();
    let two = classes.len() == 2;
    match value {
        Value::Bool(flag) if two => Some(usize::from(*flag)),
        Value::Number(number) if two => {
            // As our own labels hold it; of what a person says, 0 is no and 1 is yes, whatever the thresholds.
            let share = narrow(number.as_f64()?);
            let second = share > 0.0 && (share >= 1.0 || share >= head.threshold(options));
            Some(usize::from(second))
        }
        value => {
            let name = text_of(value);
            classes.iter().position(|class| *class == name)
        }
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "our own labels are written in single precision"
)]
fn narrow(value: f64) -> f32 {
    value as f32
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Taught, Teacher};
    use crate::classify::corrections::Corrections;
    use crate::classify::message::Options;
    use crate::classify::train::Head;
    use crate::classify::train::corpus::Part;
    use crate::jsonl::Worker;

    fn read(mut taught: Taught, lines: &[&str]) -> Taught {
        for line in lines {
            taught.line(line, &mut Vec::new()).unwrap();
        }
        taught
    }

    fn taught_by(corrections: Corrections) -> Taught {
        let teacher = Teacher::Corrections(Arc::new(corrections));
        Taught::new(teacher, 5.0, Options::default())
    }

    #[test]
    fn labels_are_rows_of_the_heads_that_occur() {
        let taught = read(
            Taught::new(Teacher::Labels, 1.0, Options::default()),
            &[
                r#"{"text":"a","labels":{"intent":"defect","toxicity":0.8,"lang":"fr"}}"#,
                r#"{"title":"b","text":"c","labels":{"intent":"plumbing","spam":false,"model":"cm-1"}}"#,
                r#"{"type":"alert","id":"x"}"#,
            ],
        );
        let found: Vec<(Head, usize, &str)> = taught
            .rows
            .iter()
            .map(|row| (row.head, row.label, row.text.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                (Head::Intent, 3, "a"),
                (Head::Toxicity, 1, "a"),
                (Head::Spam, 0, "b\nc")
            ]
        );
        assert_eq!(
            (taught.left_out, taught.signed.as_deref()),
            (1, Some("cm-1"))
        );
        assert_eq!(
            taught.corpora("x.jsonl", Part::Dev)[0].name,
            "x.jsonl (intent)"
        );
    }

    #[test]
    fn corrections_are_joined_with_their_posts_once() {
        let mut corrections = Corrections::default();
        for line in [
            r#"{"id":"p:1","label":"sentiment","value":"positive"}"#,
            r#"{"id":"p:1","label":"priority","value":9}"#,
            r#"{"id":"p:9","label":"intent","value":"job"}"#,
        ] {
            corrections.line(line, &mut Vec::new()).unwrap();
        }
        let post = r#"{"id":"p:1","text":"merci","labels":{"sentiment":"negative","lang":"fr"}}"#;
        let taught = read(
            taught_by(corrections),
            &[post, post, r#"{"id":"p:2","text":"autre"}"#],
        );
        assert_eq!((taught.rows.len(), taught.missing()), (1, 1));
        assert_eq!((taught.rows[0].label, taught.rows[0].weight), (2, 5.0));
        assert_eq!(taught.others, ["autre"]);
    }

    #[test]
    fn shares_are_read_as_judged_ones_are() {
        let options = Options {
            toxicity_threshold: 0.3,
            ..Options::default()
        };
        let taught = read(
            Taught::new(Teacher::Labels, 1.0, options),
            &[
                r#"{"text":"a","labels":{"toxicity":0.3,"spam":0.499,"urgency":0.699}}"#,
                r#"{"text":"b","labels":{"toxicity":0.299,"spam":0.5,"urgency":0.7}}"#,
                r#"{"text":"c","labels":{"toxicity":1,"spam":0,"urgency":1}}"#,
            ],
        );
        let classes: Vec<usize> = taught.rows.iter().map(|row| row.label).collect();
        assert_eq!(classes, [1, 0, 0, 0, 1, 1, 1, 0, 1]);
    }

    #[test]
    fn posts_of_our_own_teach_nothing_but_topics() {
        let own = r#"{"id":"p:1","own":true,"text":"we are open on Sunday from nine","labels":{"intent":"other"}}"#;
        let taught = read(
            Taught::new(Teacher::Labels, 1.0, Options::default()),
            &[own],
        );
        assert_eq!((taught.rows.len(), taught.own), (0, 1));
        let mut corrections = Corrections::default();
        for line in [
            r#"{"id":"p:1","label":"intent","value":"praise"}"#,
            r#"{"id":"p:1","label":"topics","value":"opening"}"#,
        ] {
            corrections.line(line, &mut Vec::new()).unwrap();
        }
        let taught = read(taught_by(corrections), &[own]);
        assert_eq!((taught.rows.len(), taught.own), (0, 1));
        assert_eq!((taught.topics.len(), taught.missing()), (1, 0));
    }
}
