//! Names that are nobody's: empty ones, which nothing could be told by.

use std::ops::Range;

use super::error::{DeskError, Table};
use super::settings::{DepartmentSettings, Names};
use super::{DeskSettings, Organisation};

/// Whether everything that needs a name has one.
pub(super) fn check(settings: &DeskSettings) -> Result<(), DeskError> {
    for (name, topic) in &settings.topics {
        let span = || topic.query.span();
        named("a topic", name).map_err(|message| error(Table::Topic, span(), message))?;
        each("client", &topic.client).map_err(|message| error(Table::Topic, span(), message))?;
    }
    for rule in &settings.rules {
        let wrong = |message| error(Table::Rule, rule.when.span(), message);
        each("topics", &rule.topics).map_err(wrong)?;
    }
    for (name, department) in &settings.departments {
        let wrong = |message| error(Table::Department, place(department), message);
        named("a department", name).map_err(wrong)?;
        each("clients", &department.clients).map_err(wrong)?;
        if let Some(products) = &department.products {
            each("products", products.get_ref()).map_err(wrong)?;
        }
        if let Some(owner) = &department.owner {
            named("an owner", owner.get_ref())
                .map_err(|message| error(Table::Department, owner.span(), message))?;
        }
    }
    for line in &settings.reply_lines {
        let wrong = |message| error(Table::ReplyLine, line.id.span(), message);
        named("a reply line", line.id.get_ref()).map_err(wrong)?;
        each("client", &line.client).map_err(wrong)?;
    }
    if settings.organisation == Organisation::Central {
        named("the central team", &settings.central_team)
            .map_err(|message| error(Table::Department, 0..0, message))?;
    }
    Ok(())
}

fn named(what: &str, name: &str) -> Result<(), String> {
    if name.trim().is_empty() {
        return Err(format!("{what} needs a name"));
    }
    Ok(())
}

fn each(key: &str, names: &Names) -> Result<(), String> {
    if names.0.iter().any(|name| name.trim().is_empty()) {
        return Err(format!("`{key}` holds an empty name; take it out"));
    }
    Ok(())
}

/// Where something stands in a department's table.
fn place(department: &DepartmentSettings) -> Range<usize> {
    let lists = [
        &department.intents,
        &department.topics,
        &department.products,
    ];
    let lists = lists.into_iter().flatten().map(toml::Spanned::span);
    let owner = department.owner.iter().map(toml::Spanned::span);
    lists.chain(owner).next().unwrap_or_default()
}

fn error(table: Table, span: Range<usize>, message: String) -> DeskError {
    DeskError {
        table,
        span,
        text: String::new(),
        column: None,
        message,
    }
}
