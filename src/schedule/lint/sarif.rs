//! Findings as SARIF 2.1.0 (OASIS), which code hosts and editors show beside the lines of a file.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::rule::{RULES, Severity};
use crate::record::Finding;

/// The levels of SARIF, section 3.27.10.
fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Info => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

/// One run with all rules and the findings; `texts` are the files that are drafts themselves, whose columns are columns of
/// the file; `version` is the program's.
pub fn sarif(findings: &[Finding], texts: &BTreeSet<String>, version: &str) -> Value {
    let rules: Vec<Value> = RULES
        .iter()
        .map(|rule| {
            json!({
                "id": rule.id,
                "shortDescription": {"text": rule.about},
                "defaultConfiguration": {"level": level(rule.severity)},
            })
        })
        .collect();
    let results: Vec<Value> = findings
        .iter()
        .map(|finding| result(finding, texts.contains(&finding.file)))
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": {"driver": {"name": "cm-schedule lint", "version": version, "rules": rules}},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn result(finding: &Finding, plain: bool) -> Value {
    let text = match &finding.hint {
        Some(hint) => format!("{}; {hint}", finding.message),
        None => finding.message.clone(),
    };
    let place = if finding.channels.is_empty() {
        finding.place.clone()
    } else {
        format!("{} ({})", finding.place, finding.channels.join(", "))
    };
    // Columns of a text inside a JSON or CSV field are not columns of the file.
    let mut region = json!({"startLine": finding.line});
    if let (true, Some(column), Some(end_line), Some(end_column)) =
        (plain, finding.column, finding.end_line, finding.end_column)
    {
        region = json!({"startLine": finding.line, "startColumn": column, "endLine": end_line, "endColumn": end_column});
    }
    let name = match (finding.text_line, finding.column) {
        (Some(line), Some(column)) => format!("{place}:{line}:{column}"),
        _ => place,
    };
    json!({
        "ruleId": finding.rule,
        "ruleIndex": RULES.iter().position(|rule| rule.id == finding.rule),
        "level": level(finding.severity),
        "message": {"text": text},
        "locations": [{
            "physicalLocation": {"artifactLocation": {"uri": uri(&finding.file)}, "region": region},
            "logicalLocations": [{"name": name, "fullyQualifiedName": format!("{}/{name}", finding.id)}],
        }],
    })
}

/// The name of a file as a URI reference (RFC 3986, section 4.1); standard input has the name `stdin`.
fn uri(file: &str) -> String {
    if file == "-" {
        return "stdin".to_owned();
    }
    let mut uri = String::with_capacity(file.len() + 7);
    // A reference that begins with a slash cannot be joined to the root of a project.
    if file.starts_with('/') {
        uri.push_str("file://");
    }
    for byte in file.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                uri.push(char::from(byte));
            }
            byte => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
}
