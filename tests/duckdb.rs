//! docs/examples/duckdb.sql: the types of every record for DuckDB, made from the schemas, so that no column is guessed. `CM_BLESS=1` rewrites it.

use std::fs;

use cm::record::{SCHEMAS, schema_of};
use serde_json::Value;

use crate::harness::{blessing, difference, project};

const HEAD: &str = "\
-- The records of cm for DuckDB, made from their types by `CM_BLESS=1 cargo test`; do not edit.
--
--   duckdb cm.duckdb < duckdb.sql
--   duckdb cm.duckdb \"SELECT count(*) FROM posts('labelled.jsonl')\"
--
-- A macro takes what read_json takes: a file, 'folder/*.jsonl', a list of them, also .gz and .zst. What a line does not have is NULL.
-- Times are instants; what the days and hours of `SET TimeZone = 'Europe/Paris'` are is the session's.
";

/// Groups that a bucket may have beside what its type names.
const GROUPS: [&str; 14] = [
    "client",
    "query",
    "source",
    "instance",
    "kind",
    "lang",
    "sentiment",
    "intent",
    "topic",
    "department",
    "stance",
    "day",
    "week",
    "month",
];

/// The DuckDB type of a schema.
fn column(root: &Value, schema: &Value) -> String {
    let schema = schema["anyOf"]
        .as_array()
        .and_then(|choices| choices.iter().find(|choice| choice["type"] != "null"))
        .unwrap_or(schema);
    if let Some(path) = schema["$ref"].as_str() {
        return column(root, &root["$defs"][path.trim_start_matches("#/$defs/")]);
    }
    let plain = match &schema["type"] {
        Value::Array(types) => types.iter().find(|name| *name != "null"),
        other => Some(other),
    };
    match plain.and_then(Value::as_str) {
        Some("string") if schema["format"] == "date-time" => "TIMESTAMPTZ".to_owned(),
        Some("string") => "VARCHAR".to_owned(),
        Some("boolean") => "BOOLEAN".to_owned(),
        Some("integer") => "BIGINT".to_owned(),
        Some("number") => "DOUBLE".to_owned(),
        Some("array") => format!("{}[]", column(root, &schema["items"])),
        Some("object") if schema["properties"].is_object() => {
            let fields: Vec<String> = fields(root, schema)
                .into_iter()
                .map(|(name, kind)| format!("\"{name}\" {kind}"))
                .collect();
            format!("STRUCT({})", fields.join(", "))
        }
        Some("object") if schema["additionalProperties"].is_object() => {
            let value = column(root, &schema["additionalProperties"]);
            format!("MAP(VARCHAR, {value})")
        }
        _ if schema["oneOf"][0]["const"].is_string() => "VARCHAR".to_owned(),
        _ => "JSON".to_owned(),
    }
}

fn fields(root: &Value, schema: &Value) -> Vec<(String, String)> {
    let properties = schema["properties"].as_object().into_iter().flatten();
    properties
        .map(|(name, schema)| (name.clone(), column(root, schema)))
        .collect()
}

#[test]
fn duckdb_is_told_the_types_of_every_record() {
    let mut text = HEAD.to_owned();
    for schema in SCHEMAS.iter().filter(|schema| schema.name != "labels") {
        let root = schema.json();
        let mut columns = fields(&root, &root);
        if schema.name == "post" {
            let labels = schema_of("labels").expect("labels").json();
            columns.push(("labels".to_owned(), column(&labels, &labels)));
        }
        if root["additionalProperties"] == true {
            columns.extend(GROUPS.map(|name| (name.to_owned(), "VARCHAR".to_owned())));
        }
        let name = match schema.name {
            "gone" | "unplaced" => schema.name.to_owned(),
            name => format!("{name}s"),
        };
        text.push_str(&format!(
            "\n-- {}\nCREATE OR REPLACE MACRO {name}(file) AS TABLE SELECT * FROM read_json(file, format = 'newline_delimited', columns = {{\n",
            schema.about
        ));
        let lines: Vec<String> = columns
            .iter()
            .map(|(name, kind)| format!("  \"{name}\": '{kind}'"))
            .collect();
        text.push_str(&lines.join(",\n"));
        text.push_str("\n});\n");
    }
    let path = project("docs/examples/duckdb.sql");
    if blessing() {
        fs::write(&path, &text).expect("docs/examples/duckdb.sql");
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == text,
        "docs/examples/duckdb.sql is stale; CM_BLESS=1 cargo test rewrites it\n{}",
        difference(&kept, &text)
    );
}
