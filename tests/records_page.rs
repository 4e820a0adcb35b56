//! The tables of docs/records.md: every record, its fields, their types and units and who writes them, made from the schemas. `CM_BLESS=1` rewrites them.

use std::collections::BTreeSet;
use std::fs;

use cm::record::{SCHEMAS, Schema};
use serde_json::Value;

use crate::harness::{blessing, difference, project};

const END: &str = "<!-- end -->";

/// One row of a table.
struct Field {
    name: String,
    kind: String,
    unit: String,
    writer: String,
    about: String,
}

/// What the fields of a structure have in common.
struct Around<'a> {
    /// `author.` for those of an author.
    prefix: &'a str,
    unit: &'a str,
    writer: &'a str,
}

/// One record's schema, and what its own parts are called there.
struct Reading<'a> {
    schema: &'a Value,
    /// All of src/record, for the order in which the fields stand.
    source: &'a str,
    fields: Vec<Field>,
    /// Values that a field may have and what each means.
    values: Vec<String>,
}

impl<'a> Reading<'a> {
    /// The structure that a `$ref` leads to, by its name; a schema itself when it leads nowhere.
    fn follow(&self, schema: &'a Value) -> (Option<&'a str>, &'a Value) {
        let schema = schema["anyOf"]
            .as_array()
            .and_then(|choices| choices.iter().find(|choice| choice["type"] != "null"))
            .unwrap_or(schema);
        match schema["$ref"]
            .as_str()
            .and_then(|path| path.strip_prefix("#/$defs/"))
        {
            Some(name) => (Some(name), &self.schema["$defs"][name]),
            None => (None, schema),
        }
    }

    /// A type in words.
    fn kind(&self, schema: &'a Value) -> String {
        let (_, schema) = self.follow(schema);
        let plain = match &schema["type"] {
            Value::Array(types) => types.iter().find(|name| *name != "null"),
            other => Some(other),
        };
        if let Some(names) = names_of(schema) {
            return format!("one of {}", names.join(", "));
        }
        match plain.and_then(Value::as_str) {
            Some("string") if schema["format"] == "date-time" => "time".to_owned(),
            Some("string") => match schema["const"].as_str() {
                Some(word) => format!("`{word}`"),
                None => "text".to_owned(),
            },
            Some("boolean") => "true or false".to_owned(),
            Some("array") => format!("list of {}", self.kind(&schema["items"])),
            Some(name @ ("integer" | "number" | "object")) => name.to_owned(),
            _ if schema["oneOf"].is_array() => "object".to_owned(),
            _ => "anything".to_owned(),
        }
    }

    /// Adds the fields of a structure, and of those inside it.
    fn structure(&mut self, name: Option<&str>, schema: &'a Value, around: &Around) {
        for choice in schema["oneOf"].as_array().into_iter().flatten() {
            // Of several forms a record has one.
            let first = self.fields.len();
            self.structure(None, choice, around);
            for field in &mut self.fields[first..] {
                field.kind = field.kind.replace(", always", "");
            }
        }
        let Some(properties) = schema["properties"].as_object() else {
            return;
        };
        let order = name.map(|name| order_of(self.source, name));
        let mut names: Vec<&String> = properties.keys().collect();
        if let Some(order) = &order {
            names.sort_by_key(|name| order.iter().position(|other| other == *name));
        }
        for name in names {
            self.field(name, &properties[name], schema, around);
        }
    }

    fn field(&mut self, name: &str, schema: &'a Value, owner: &Value, around: &Around) {
        let said = |key: &str| schema[key].as_str();
        let path = format!("{}{name}", around.prefix);
        let (structure, inside) = self.follow(schema);
        let mut kind = self.kind(schema);
        let unit = match said("x-unit") {
            Some(unit) => unit,
            None if kind == "time" => "UTC",
            None if name.ends_with("_count") => "count",
            None => around.unit,
        };
        let writer = said("x-writer").unwrap_or(around.writer);
        let always = owner["required"]
            .as_array()
            .is_some_and(|names| names.iter().any(|other| other == name));
        if always {
            kind.push_str(", always");
        }
        if let Some(meanings) = meanings_of(inside) {
            self.values.push(format!("`{path}`: {meanings}."));
        }
        let about = said("description").unwrap_or_default();
        self.fields.push(Field {
            name: path.clone(),
            kind,
            unit: unit.to_owned(),
            writer: writer.to_owned(),
            about: about.replace('\n', " "),
        });
        let items = &inside["items"];
        let (listed, item) = self.follow(items);
        let (mapped, value) = self.follow(&inside["additionalProperties"]);
        for (structure, inside, more) in [
            (structure, inside, "."),
            (listed, item, "[]."),
            (mapped, value, ".NAME."),
        ] {
            let around = Around {
                prefix: &format!("{path}{more}"),
                unit,
                writer,
            };
            self.structure(structure, inside, &around);
        }
    }
}

/// The values that a schema allows, where they are few and named.
fn names_of(schema: &Value) -> Option<Vec<String>> {
    let list = schema["enum"].as_array().cloned().or_else(|| {
        let choices = schema["oneOf"].as_array()?;
        choices
            .iter()
            .map(|choice| choice.get("const").cloned())
            .collect()
    })?;
    Some(
        list.iter()
            .map(|name| format!("`{}`", word(name)))
            .collect(),
    )
}

/// What each of those values means, where it is said.
fn meanings_of(schema: &Value) -> Option<String> {
    let choices = schema["oneOf"].as_array()?;
    let meanings: Option<Vec<String>> = choices
        .iter()
        .map(|choice| {
            let about = choice["description"].as_str()?.trim_end_matches('.');
            Some(format!("`{}` {}", choice["const"].as_str()?, lower(about)))
        })
        .collect();
    Some(meanings?.join("; "))
}

fn word(value: &Value) -> &str {
    value.as_str().unwrap_or("null")
}

/// With a small letter at the beginning, unless it is one that belongs to a name.
fn lower(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => text.to_owned(),
    }
}

/// The fields of a structure as its source has them, by the names that records use.
fn order_of(source: &str, structure: &str) -> Vec<String> {
    let start = format!("pub struct {structure} {{");
    let (_, after) = source
        .split_once(&start)
        .unwrap_or_else(|| panic!("src/record has no {structure}"));
    let (body, _) = after.split_once("\n}").unwrap_or((after, ""));
    body.lines()
        .filter_map(|line| line.trim_start().strip_prefix("pub ")?.split_once(':'))
        .map(|(name, _)| match name {
            "record_type" | "media_type" => "type".to_owned(),
            name => name.to_owned(),
        })
        .collect()
}

/// The table of one record, and what its values mean.
fn section(schema: &Schema, source: &str) -> (String, Vec<Field>) {
    let json = schema.json();
    let mut reading = Reading {
        schema: &json,
        source,
        fields: Vec::new(),
        values: Vec::new(),
    };
    let structure = {
        let mut letters = schema.name.chars();
        let first = letters.next().expect("a name").to_ascii_uppercase();
        format!("{first}{}", letters.as_str())
    };
    let around = Around {
        prefix: "",
        unit: "",
        writer: schema.written_by,
    };
    reading.structure(Some(&structure), &json, &around);
    let mut text = format!(
        "\n### `{}`: {}\n\n| field | type | unit | written by | what |\n|---|---|---|---|---|\n",
        schema.name, schema.about
    );
    for field in &reading.fields {
        let cells = [&field.kind, &field.unit, &field.writer, &field.about]
            .map(|cell| cell.replace('|', "\\|").replace("<http", "&lt;http"));
        text.push_str(&format!("| `{}` | {} |\n", field.name, cells.join(" | ")));
    }
    if json["additionalProperties"] == true {
        text.push_str(
            "\nAny other field names a group: `client`, `source`, `lang`, ... to its value.\n",
        );
    }
    for value in &reading.values {
        text.push_str(&format!("\n{value}\n"));
    }
    (text, reading.fields)
}

/// The page with what stands between `begin` and the next end replaced.
fn with(page: &str, begin: &str, made: &str) -> String {
    let (before, rest) = page
        .split_once(begin)
        .unwrap_or_else(|| panic!("docs/records.md has no line {begin}"));
    let (_, after) = rest.split_once(END).expect("an end");
    format!("{before}{begin}\n{made}{END}{after}")
}

#[test]
fn the_tables_of_records_are_made_from_the_schemas() {
    let folder = fs::read_dir(project("src/record")).expect("src/record");
    let source: String = folder
        .map(|entry| fs::read_to_string(entry.expect("entry").path()).expect("source"))
        .collect();
    let mut overview = "| type | what | written by | read by |\n|---|---|---|---|\n".to_owned();
    let mut fields = String::new();
    let mut without_unit = BTreeSet::new();
    for schema in SCHEMAS {
        overview.push_str(&format!(
            "| [`{0}`](#{0}-{1}) | {2} | {3} | {4} |\n",
            schema.name,
            anchor(schema.about),
            schema.about,
            schema.written_by,
            schema.read_by
        ));
        let (text, rows) = section(schema, &source);
        assert!(rows.len() > 3, "{}", schema.name);
        fields.push_str(&text);
        without_unit.extend(
            rows.iter()
                .filter(|field| field.kind.contains("integer") || field.kind.contains("number"))
                .filter(|field| field.unit.is_empty())
                .map(|field| format!("{}.{}", schema.name, field.name)),
        );
    }
    assert!(
        without_unit.is_empty(),
        "numbers of which no `x-unit` says what is counted: {without_unit:?}"
    );
    let path = project("docs/records.md");
    let kept = fs::read_to_string(&path).expect("docs/records.md");
    let made = with(&kept, "<!-- begin: every record -->", &overview);
    let made = with(&made, "<!-- begin: every field -->", &fields);
    if blessing() {
        fs::write(&path, &made).expect("docs/records.md");
        return;
    }
    assert!(
        kept == made,
        "the tables of docs/records.md are stale; CM_BLESS=1 cargo test rewrites them\n{}",
        difference(&kept, &made)
    );
}

/// The part of a heading's address that follows the record's name, as code hosts make it.
fn anchor(about: &str) -> String {
    about
        .to_lowercase()
        .chars()
        .filter_map(|c| match c {
            ' ' => Some('-'),
            c if c.is_alphanumeric() => Some(c),
            _ => None,
        })
        .collect()
}
