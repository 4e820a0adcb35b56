//! Cells of a sheet: how each kind is written, and what a string may be.

use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder, Worksheet, XlsxError};

use crate::document::{Cell, Language};
use crate::render::RenderOptions;
use crate::render::number::shown;
use crate::render::words::local;
use crate::text::terminal;

/// Longest string of a cell, in UTF-16 units (Microsoft, "Excel specifications and limits").
const LONGEST: usize = 32_767;

/// The formats of a workbook.
pub(super) struct Formats {
    pub(super) title: Format,
    pub(super) heading: Format,
    pub(super) strong: Format,
    pub(super) head: Format,
    pub(super) head_right: Format,
    pub(super) head_beside: Format,
    pub(super) dim: Format,
    pub(super) note: Format,
    pub(super) warning: Format,
    text: Format,
    beside: Format,
    guarded: Format,
    integer: Format,
    decimals: Vec<Format>,
    share: Format,
    duration: Format,
    day: Format,
    time: Format,
}

impl Formats {
    pub(super) fn new(language: Language) -> Self {
        let number = |format: &str| Format::new().set_num_format(format);
        let dim = Color::RGB(0x0057_606A);
        let head = Format::new()
            .set_bold()
            .set_text_wrap()
            .set_align(FormatAlign::Bottom)
            .set_background_color(Color::RGB(0x00F4_F6F8))
            .set_border_bottom(FormatBorder::Thin);
        let date = match language {
            Language::English => "yyyy-mm-dd",
            Language::French => "dd/mm/yyyy",
        };
        let note = Format::new().set_text_wrap().set_align(FormatAlign::Top);
        Formats {
            title: Format::new().set_bold().set_font_size(16),
            heading: Format::new().set_bold().set_font_size(13),
            strong: Format::new().set_bold(),
            head_beside: head.clone().set_align(FormatAlign::Left).set_indent(1),
            head_right: head.clone().set_align(FormatAlign::Right),
            head,
            dim: Format::new().set_font_color(dim),
            warning: note.clone().set_font_color(Color::RGB(0x00C2_410C)),
            note,
            text: Format::new(),
            beside: Format::new().set_indent(1),
            guarded: Format::new().set_quote_prefix(),
            integer: number("#,##0"),
            decimals: (0..=6)
                .map(|digits| match digits {
                    0 => number("#,##0"),
                    digits => number(&format!("#,##0.{}", "0".repeat(digits))),
                })
                .collect(),
            share: number("0.0%"),
            duration: number("[h]:mm:ss"),
            day: number(date).set_align(FormatAlign::Left),
            time: number(&format!("{date} hh:mm")).set_align(FormatAlign::Left),
        }
    }
}

/// A string that a cell may hold: one line, nothing that acts, no longer than the limit; `…` ends what was longer.
pub(super) fn string(text: &str) -> String {
    let line = terminal::one_line(text);
    let mut units = 0;
    for (at, c) in line.char_indices() {
        units += c.len_utf16();
        if units > LONGEST {
            let cut = line.get(..at).unwrap_or_default();
            // One letter more goes, to make room for the mark.
            let mut short: String = cut.to_owned();
            short.pop();
            short.push('…');
            return short;
        }
    }
    line.into_owned()
}

/// Writes a cell; what is unknown stays empty.
pub(super) fn put(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    cell: &Cell,
    formats: &Formats,
    options: &RenderOptions,
) -> Result<(), XlsxError> {
    match cell {
        Cell::Text(text) => put_string(sheet, (row, column), text, formats)?,
        Cell::Phrase(_) => put_string(sheet, (row, column), &shown(cell, options), formats)?,
        Cell::Flag(flag) => {
            sheet.write_boolean(row, column, *flag)?;
        }
        Cell::Integer(number) => {
            sheet.write_number_with_format(row, column, *number as f64, &formats.integer)?;
        }
        Cell::Decimal { value, digits } if value.is_finite() => {
            let format = formats.decimals.get(usize::from(*digits));
            let format = format.unwrap_or(&formats.text);
            sheet.write_number_with_format(row, column, *value, format)?;
        }
        Cell::Share(share) | Cell::Estimate { share, .. } if share.is_finite() => {
            sheet.write_number_with_format(row, column, *share, &formats.share)?;
        }
        // What is unknown, or no number, stays empty.
        Cell::Empty | Cell::Decimal { .. } | Cell::Share(_) | Cell::Estimate { .. } => {}
        Cell::Duration(seconds) => {
            let days = *seconds as f64 / 86_400.0;
            sheet.write_number_with_format(row, column, days, &formats.duration)?;
        }
        Cell::Day(day) if in_calendar(*day) => {
            sheet.write_datetime_with_format(row, column, day, &formats.day)?;
        }
        Cell::Time { at, offset } if in_calendar(local(*at, *offset).date()) => {
            let local = local(*at, *offset);
            sheet.write_datetime_with_format(row, column, local, &formats.time)?;
        }
        Cell::Day(_) | Cell::Time { .. } => {
            put_string(sheet, (row, column), &shown(cell, options), formats)?;
        }
    }
    Ok(())
}

/// A string as a string. What a spreadsheet would take for a formula or a number if somebody pressed Enter on it is marked as text.
fn put_string(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    text: &str,
    formats: &Formats,
) -> Result<(), XlsxError> {
    let text = string(text);
    if text.is_empty() {
        return Ok(());
    }
    let acts = text.starts_with(['=', '+', '-', '@', '\'']);
    let format = if acts || text.parse::<f64>().is_ok() {
        &formats.guarded
    } else if column == 0 {
        &formats.text
    } else {
        // Words must not touch the number at their left.
        &formats.beside
    };
    sheet.write_string_with_format(row, column, text, format)?;
    Ok(())
}

/// The days that a workbook can tell: 1900-03-01, before which Excel and others count differently, to 9999.
fn in_calendar(day: NaiveDate) -> bool {
    (1901..=9999).contains(&day.year())
}

#[cfg(test)]
mod tests {
    use super::string;

    #[test]
    fn strings_fit_a_cell() {
        let long = string(&"😀".repeat(40_000));
        assert!(long.encode_utf16().count() <= 32_767 && long.ends_with('…'));
        assert_eq!(string("a\nb\u{202e}"), "a b\u{fffd}");
        assert_eq!(string(&"x".repeat(32_767)).len(), 32_767);
    }
}
