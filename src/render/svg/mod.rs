//! Charts as SVG (1.1, as HTML embeds it): shapes and text only, no script, no style attribute, colours by class so that a page's style rules them.
//!
//! A chart is 480 units wide, which a telephone shows at three quarters of its size and a desktop a little larger.

mod bars;
mod heat;
mod line;
mod scale;

use std::fmt::Write;

use super::RenderOptions;
use super::markup::{clipped, escaped};
use super::words;
use crate::document::{Chart, ChartKind, Line, Tone};

/// Width of every chart.
const WIDTH: f64 = 480.0;
/// Height of charts over time.
const HEIGHT: f64 = 230.0;
/// Room that a letter takes at a font size of 13, in the wide faces that some systems have.
const LETTER: f64 = 7.8;
/// Colours there are for lines that mean nothing in particular.
const COLOURS: usize = 6;
/// Letters of a name beside a bar.
const NAME: usize = 22;

/// A chart as an `svg` element with a title and a description; nothing when no figure is known.
pub(super) fn chart(chart: &Chart, id: &str, options: &RenderOptions) -> Option<String> {
    chart.range()?;
    let drawing = match chart.kind {
        ChartKind::Line => line::draw(chart, options),
        ChartKind::Heat => heat::draw(chart, options),
        ChartKind::Bars | ChartKind::Stacked if chart.over_time() || are_numbers(chart) => {
            bars::draw_upright(chart, options)
        }
        ChartKind::Bars | ChartKind::Stacked => bars::draw_lying(chart, options),
    };
    Some(format!(
        "<svg viewBox=\"0 0 {} {}\" role=\"img\" aria-labelledby=\"{id}-t {id}-d\"><title id=\"{id}-t\">{}</title><desc id=\"{id}-d\">{}</desc>{}</svg>",
        number(WIDTH),
        number(drawing.height),
        escaped(&clipped(&chart.title, 200)),
        escaped(&clipped(&words::description(chart, options), 400)),
        drawing.shapes
    ))
}

fn are_numbers(chart: &Chart) -> bool {
    chart
        .places
        .iter()
        .all(|place| matches!(place, crate::document::Cell::Integer(_)))
}

/// The class that gives a line its colour.
pub(super) fn class(line: &Line, index: usize) -> String {
    match line.tone {
        Tone::Good => "good".to_owned(),
        Tone::Neutral => "neutral".to_owned(),
        Tone::Bad => "bad".to_owned(),
        Tone::Plain => format!("s{}", index % COLOURS),
    }
}

/// Shapes, and how high they reach.
struct Drawing {
    height: f64,
    shapes: String,
}

/// A bar as wide as its share of the largest, for a table.
pub(super) fn small_bar(part: f64) -> String {
    let width = (part.clamp(0.0, 1.0) * 60.0).max(if part > 0.0 { 1.0 } else { 0.0 });
    format!(
        "<svg class=\"bar\" viewBox=\"0 0 60 10\" aria-hidden=\"true\"><rect width=\"{}\" height=\"10\"/></svg>",
        number(width)
    )
}

/// A coordinate: a tenth of a unit is finer than anybody sees.
fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map_or(text.clone(), str::to_owned)
}

fn rect(out: &mut String, [x, y, width, height]: [f64; 4], title: &str) {
    let [x, y, width, height] = [x, y, width.max(0.5), height.max(0.5)].map(number);
    let _ = write!(
        out,
        "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"><title>{}</title></rect>",
        escaped(title)
    );
}

fn label(out: &mut String, x: f64, y: f64, class: &str, text: &str) {
    let _ = write!(
        out,
        "<text x=\"{}\" y=\"{}\" class=\"{class}\">{}</text>",
        number(x),
        number(y),
        escaped(text)
    );
}

fn letters(text: &str) -> f64 {
    text.chars().count() as f64 * LETTER
}
