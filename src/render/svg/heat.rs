//! Heat maps: a square for each figure, the darker the larger.

use std::fmt::Write;

use super::{Drawing, WIDTH, class, label, letters, number};
use crate::document::Chart;
use crate::render::markup::{clipped, escaped};
use crate::render::number::shown;
use crate::render::{RenderOptions, words};

/// Height of a row.
const ROW: f64 = 24.0;
/// Shades there are: the style of the page has as many.
const SHADES: f64 = 8.0;

pub(super) fn draw(chart: &Chart, options: &RenderOptions) -> Drawing {
    let names = words::places(chart, options);
    let rows: Vec<String> = chart
        .lines
        .iter()
        .map(|line| clipped(&line.label, 16))
        .collect();
    let left = rows.iter().map(|row| letters(row)).fold(0.0, f64::max) + 14.0;
    let step = (WIDTH - left - 2.0) / (names.len() as f64).max(1.0);
    let largest = chart.range().map_or(0.0, |(_, high)| high);
    let mut drawing = Drawing {
        height: rows.len() as f64 * ROW + 22.0,
        shapes: String::new(),
    };
    let class = chart
        .lines
        .first()
        .map_or_else(String::new, |line| class(line, 0));
    let _ = write!(drawing.shapes, "<g class=\"{class}\">");
    for (row, line) in chart.lines.iter().enumerate() {
        for (at, name) in names.iter().enumerate() {
            let value = line.values.get(at).copied().flatten();
            let shade = value.map_or(0.0, |value| {
                let part = if largest > 0.0 { value / largest } else { 0.0 };
                // Something is never drawn as nothing.
                (part * SHADES).ceil().clamp(0.0, SHADES)
            });
            let told = value.map_or("–".to_owned(), |value| {
                shown(&chart.unit.cell(value), options)
            });
            let _ = write!(
                drawing.shapes,
                "<rect class=\"h{shade:.0}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"><title>{}</title></rect>",
                number(left + at as f64 * step),
                number(row as f64 * ROW),
                number((step - 2.0).max(1.0)),
                number(ROW - 2.0),
                escaped(&format!("{} {name}: {told}", line.label))
            );
        }
    }
    drawing.shapes.push_str("</g>");
    for (row, name) in rows.iter().enumerate() {
        label(
            &mut drawing.shapes,
            left - 6.0,
            row as f64 * ROW + 15.5,
            "e",
            name,
        );
    }
    name_places(&mut drawing, &names, left, step);
    drawing
}

fn name_places(drawing: &mut Drawing, names: &[String], left: f64, step: f64) {
    let widest = names.iter().map(|name| letters(name)).fold(0.0, f64::max);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "at least 1, and `as` saturates"
    )]
    let stride = ((widest + 6.0) / step).ceil().max(1.0) as usize;
    let y = drawing.height - 6.0;
    for (at, name) in names.iter().enumerate().step_by(stride) {
        let x = left + (at as f64 + 0.5) * step - 1.0;
        label(&mut drawing.shapes, x, y, "m", name);
    }
}
