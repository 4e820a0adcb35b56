//! Tasks to look at: who does what by when, in the local time of the business hours.

use super::{fields, joined, some, time, times, words};
use crate::document::{Block, Cell, Column, Document, Note, Role, Section, Table};
use crate::record::{Task, TaskStatus};
use crate::time::Zone;

/// All tasks.
pub(in crate::cli::schedule) fn tasks_document(tasks: &[Task], zone: &Zone) -> Document {
    let late = tasks.iter().filter(|task| task.breach == Some(true));
    let late = late.count();
    let blocks = if tasks.is_empty() {
        vec![Block::Note(Note::remark("nothing is to be done"))]
    } else {
        let text = format!("times are those of {}", zone.name());
        vec![
            Block::Table(for_people(tasks, zone)),
            Block::Note(Note::remark(text)),
        ]
    };
    Document {
        title: format!("Tasks: {}, {late} of them late", tasks.len()),
        data: data(tasks, zone),
        sections: vec![Section {
            heading: None,
            blocks,
        }],
    }
}

fn for_people(tasks: &[Task], zone: &Zone) -> Table {
    let mut table = Table::new(vec![
        times("due_at", "Due", Role::Key),
        words("late", "Late", 1),
        Column::key("assignee", "Who"),
        Column::key("kind", "What"),
        Column::figure("level", "Level", 5),
        words("client", "Client", 3),
        Column::key("title", "Message"),
        words("status", "Status", 2),
    ]);
    let clients = tasks.iter().map(|task| &task.client);
    let one_client = clients.clone().min() == clients.max();
    for task in tasks {
        let open = task.status == TaskStatus::Open;
        let late = task.breach == Some(true);
        let client = task.client.as_deref().filter(|_| !one_client);
        table.push(vec![
            time(task.due_at, zone),
            Cell::text(if late { "late" } else { "" }),
            Cell::text(task.assignee.as_deref().unwrap_or("nobody")),
            Cell::text(task.kind.name()),
            Cell::Integer(i64::from(task.level)),
            Cell::text(client.unwrap_or_default()),
            some(task.title.as_ref().or(task.post.as_ref())),
            Cell::text(if open { "" } else { status_name(task.status) }),
        ]);
    }
    table
}

/// The name as records hold it.
pub(super) fn status_name(status: TaskStatus) -> &'static str {
    match status {
        TaskStatus::Open => "open",
        TaskStatus::Pending => "pending",
        TaskStatus::Snoozed => "snoozed",
        TaskStatus::Resolved => "resolved",
    }
}

fn data(tasks: &[Task], zone: &Zone) -> Table {
    let mut columns = Vec::from(fields(["type", "id", "kind", "status", "assignee"]));
    let instant = |name: &str| times(name, name, Role::Data);
    columns.extend(["due_at", "start_at"].map(instant));
    columns.extend(["minutes", "level", "priority"].map(Column::data));
    columns.extend(fields(["department", "client", "breach", "on_call"]));
    columns.extend(fields(["title", "lang", "stance", "reply_line", "owner"]));
    columns.extend(fields(["post", "draft", "url", "conversation_id"]));
    columns.push(Column::data("duplicate_count"));
    columns.extend(fields(["duplicates"]));
    columns.extend(["snoozed_until", "resolved_at"].map(instant));
    columns.extend(fields(["why"]));
    let mut table = Table::new(columns);
    let number = |value: Option<u32>| Cell::some(value, |value| Cell::Integer(value.into()));
    let when = |at| Cell::some(at, |at| time(at, zone));
    for task in tasks {
        table.push(vec![
            Cell::text("task"),
            Cell::text(&task.id),
            Cell::text(task.kind.name()),
            Cell::text(status_name(task.status)),
            some(task.assignee.as_ref()),
            time(task.due_at, zone),
            when(task.start_at),
            number(task.minutes),
            Cell::Integer(i64::from(task.level)),
            number(task.priority.map(u32::from)),
            some(task.department.as_ref()),
            some(task.client.as_ref()),
            Cell::some(task.breach, Cell::Flag),
            Cell::some(task.on_call, Cell::Flag),
            some(task.title.as_ref()),
            some(task.lang.as_ref()),
            some(task.stance.as_ref()),
            some(task.reply_line.as_ref()),
            some(task.owner.as_ref()),
            some(task.post.as_ref()),
            some(task.draft.as_ref()),
            some(task.url.as_ref()),
            some(task.conversation_id.as_ref()),
            Cell::some(task.duplicate_count, Cell::count),
            joined(&task.duplicates),
            when(task.snoozed_until),
            when(task.resolved_at),
            joined(&task.why),
        ]);
    }
    table
}
