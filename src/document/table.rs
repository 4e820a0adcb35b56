//! A table: named, typed columns and rows of cells.

use super::{Cell, CellKind};

/// Rows under named columns.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    /// From left to right.
    pub columns: Vec<Column>,
    /// From top to bottom; each as long as `columns`.
    pub rows: Vec<Vec<Cell>>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The stable name that programs use, in `snake_case`.
    pub name: String,
    /// The words that people read.
    pub label: String,
    /// What its cells are.
    pub kind: CellKind,
    /// What it is for.
    pub role: Role,
}

/// What a column is for, which decides what gives way when room is short.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Says what a row is about; always shown.
    Key,
    /// A figure for people; the higher the number, the earlier it is left out.
    Figure(u8),
    /// For programs and spreadsheets only.
    Data,
}

impl Table {
    /// A table without rows.
    pub fn new(columns: Vec<Column>) -> Self {
        Table {
            columns,
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    pub fn push(&mut self, row: Vec<Cell>) {
        debug_assert_eq!(row.len(), self.columns.len(), "a cell for each column");
        self.rows.push(row);
    }
}

impl Column {
    /// A column.
    pub fn new(name: &str, label: &str, kind: CellKind, role: Role) -> Self {
        Column {
            name: name.to_owned(),
            label: label.to_owned(),
            kind,
            role,
        }
    }

    /// A column that says what a row is about.
    pub fn key(name: &str, label: &str) -> Self {
        Column::new(name, label, CellKind::Text, Role::Key)
    }

    /// A column of numbers, left out the earlier the higher `order` is.
    pub fn figure(name: &str, label: &str, order: u8) -> Self {
        Column::new(name, label, CellKind::Number, Role::Figure(order))
    }

    /// A column of numbers that people do not see in a narrow table.
    pub fn data(name: &str) -> Self {
        Column::new(name, &name.replace('_', " "), CellKind::Number, Role::Data)
    }
}
