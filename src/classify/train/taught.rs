//! Posts that people have judged, as rows to learn from or to measure with.

use std::sync::Arc;

use hashbrown::HashSet;
use serde_json::{Map, Value};

use super::corpus::{Corpus, Part, Row};
use super::head::Head;
use crate::classify::corrections::Corrections;
use crate::classify::duplicates::Sketcher;
use crate::classify::language::Lang;
use crate::classify::model::TopicLesson;
use crate::jsonl::{Object, Problem, Worker};
use crate::record::Str;

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
    /// A row for each post and label.
    pub rows: Vec<Row>,
    /// Words of the posts of which nobody said anything, when the teacher is [`Teacher::Corrections`]; at most [`Taught::MOST_OTHERS`].
    pub others: Vec<String>,
    /// Values that are no class of the model, such as a department of the user's own.
    pub left_out: usize,
    /// Posts without words: pictures, deleted ones.
    pub wordless: usize,
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

    /// Reads posts whose rows will weigh `weight`.
    pub fn new(teacher: Teacher, weight: f32) -> Self {
        Taught {
            teacher,
            weight,
            rows: Vec::new(),
            others: Vec::new(),
            left_out: 0,
            wordless: 0,
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

    fn take(&mut self, head: Head, value: &Value, lang: Option<Lang>, text: &str) {
        match class_of(head, value) {
            Some(label) => self.rows.push(Row {
                head,
                lang,
                text: text.to_owned(),
                label,
                weight: self.weight,
            }),
            None => self.left_out += 1,
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

    fn post(
        &mut self,
        id: Option<&str>,
        labels: &Map<String, Value>,
        client: Option<&str>,
        text: &str,
    ) {
        let lang = labels
            .get("lang")
            .and_then(Value::as_str)
            .and_then(Lang::parse);
        match &self.teacher {
            Teacher::Labels => {
                if let Some(model) = labels.get("model").and_then(Value::as_str) {
                    self.signed.get_or_insert_with(|| model.to_owned());
                }
                for head in Head::ALL {
                    if let Some(value) = labels.get(head.name()) {
                        self.take(head, value, lang, text);
                    }
                }
            }
            Teacher::Corrections(corrections) => {
                let corrections = Arc::clone(corrections);
                let verdicts = corrections.of(id.unwrap_or_default());
                let Some(id) = id.filter(|_| !verdicts.is_empty()) else {
                    if self.others.len() < Self::MOST_OTHERS {
                        self.others.push(text.to_owned());
                    }
                    return;
                };
                if !self.ids.insert(id.into()) {
                    return;
                }
                self.take_topics(corrections.topics(id), (client, text));
                for verdict in verdicts {
                    let named = |head: &Head| head.name() == verdict.right.label();
                    if let Some(head) = Head::ALL.into_iter().find(named) {
                        self.take(head, &verdict.right.value(), lang, text);
                    }
                }
            }
        }
    }
}

impl Worker for Taught {
    fn line(&mut self, line: &str, _: &mut Vec<u8>) -> Result<(), Problem> {
        let object = Object::read(line)?;
        let string = |key: &str| {
            let field = object.get(key);
            field.and_then(|field| serde_json::from_str::<Option<Str<'_>>>(field.value).ok()?)
        };
        if string("type").is_some_and(|kind| &*kind != "post") {
            return Ok(());
        }
        let text = [string("title"), string("text")]
            .into_iter()
            .flatten()
            .filter(|part| !part.is_empty())
            .map(|part| part.to_string())
            .collect::<Vec<_>>()
            .join("\n");
        if text.trim().is_empty() {
            self.wordless += 1;
            return Ok(());
        }
        let labels = match object.get("labels") {
            Some(field) => serde_json::from_str::<Option<Map<String, Value>>>(field.value)
                .map_err(|error| Problem::from(error).shifted(field.start))?
                .unwrap_or_default(),
            None => Map::new(),
        };
        let (id, client) = (string("id"), string("client"));
        self.post(id.as_deref(), &labels, client.as_deref(), &text);
        Ok(())
    }
}

/// The class that a value of a label names: by its name, as a number, or, of two classes, as a share of which one half and more is the second.
fn class_of(head: Head, value: &Value) -> Option<usize> {
    let classes = head.classes();
    let two = classes.len() == 2;
    match value {
        Value::Bool(flag) if two => Some(usize::from(*flag)),
        Value::Number(number) if two => number.as_f64().map(|share| usize::from(share >= 0.5)),
        value => {
            let name = value
                .as_str()
                .map_or_else(|| value.to_string(), str::to_owned);
            classes.iter().position(|class| *class == name)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Taught, Teacher};
    use crate::classify::corrections::Corrections;
    use crate::classify::train::Head;
    use crate::classify::train::corpus::Part;
    use crate::jsonl::Worker;

    fn read(mut taught: Taught, lines: &[&str]) -> Taught {
        for line in lines {
            taught.line(line, &mut Vec::new()).unwrap();
        }
        taught
    }

    #[test]
    fn labels_are_rows_of_the_heads_that_occur() {
        let taught = read(
            Taught::new(Teacher::Labels, 1.0),
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
            Taught::new(Teacher::Corrections(Arc::new(corrections)), 5.0),
            &[post, post, r#"{"id":"p:2","text":"autre"}"#],
        );
        assert_eq!((taught.rows.len(), taught.missing()), (1, 1));
        assert_eq!((taught.rows[0].label, taught.rows[0].weight), (2, 5.0));
        assert_eq!(taught.others, ["autre"]);
    }
}
