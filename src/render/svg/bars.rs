//! Bars: upright over time, lying beside their names; stacked when a chart has several lines.

use super::scale::Frame;
use super::{Drawing, NAME, WIDTH, class, label, letters, number, rect};
use crate::document::{Chart, ChartKind};
use crate::render::markup::clipped;
use crate::render::number::shown;
use crate::render::{RenderOptions, words};

/// Height of a lying bar and the gap below it.
const BAR: f64 = 18.0;
const ROW: f64 = 26.0;

/// Figures of a place: each line's, none below 0.
fn parts(chart: &Chart, at: usize) -> Vec<f64> {
    let value = |values: &Vec<Option<f64>>| values.get(at).copied().flatten().unwrap_or(0.0);
    chart
        .lines
        .iter()
        .map(|line| value(&line.values).max(0.0))
        .collect()
}

/// The ends of the interval of a bar.
fn ends(chart: &Chart, line: usize, at: usize) -> Option<(f64, f64)> {
    let band = chart.lines.get(line)?.band.get(at).copied().flatten();
    band.filter(|(low, high)| low.is_finite() && high.is_finite())
}

/// An interval as a line with an end at each side.
fn whisker(out: &mut String, low: f64, high: f64, middle: f64) {
    let [low, high, top, bottom, middle] =
        [low, high, middle - 4.0, middle + 4.0, middle].map(number);
    out.push_str(&format!(
        "<path class=\"whisker\" d=\"M{low} {top}V{bottom}M{high} {top}V{bottom}M{low} {middle}H{high}\"/>"
    ));
}

/// The longest bar, its interval with it.
fn longest(chart: &Chart) -> f64 {
    let bar = |at| {
        let parts = parts(chart, at);
        if chart.kind == ChartKind::Stacked {
            parts.iter().sum()
        } else {
            let ends = (0..chart.lines.len()).filter_map(|line| ends(chart, line, at));
            let ends = ends.map(|(_, high)| high);
            parts.into_iter().chain(ends).fold(0.0, f64::max)
        }
    };
    (0..chart.places.len()).map(bar).fold(0.0, f64::max)
}

fn told(chart: &Chart, line: usize, name: &str, value: f64, options: &RenderOptions) -> String {
    let value = shown(&chart.unit.cell(value), options);
    match chart.lines.get(line) {
        Some(line) if chart.lines.len() > 1 => format!("{name}, {}: {value}", line.label),
        _ => format!("{name}: {value}"),
    }
}

pub(super) fn draw_upright(chart: &Chart, options: &RenderOptions) -> Drawing {
    let mut frame = Frame::new(chart, 0.0, longest(chart), options);
    let stacked = chart.kind == ChartKind::Stacked;
    let room = frame.step() * 0.8;
    let width = if stacked {
        room
    } else {
        room / chart.lines.len().max(1) as f64
    };
    let mut shapes: Vec<String> = vec![String::new(); chart.lines.len()];
    for at in 0..chart.places.len() {
        let mut sum = 0.0;
        let left = frame.x(at) - room / 2.0;
        let name = frame.names.get(at).cloned().unwrap_or_default();
        for (index, (value, out)) in parts(chart, at).into_iter().zip(&mut shapes).enumerate() {
            if value <= 0.0 {
                continue;
            }
            let (x, from) = if stacked {
                (left, sum)
            } else {
                (left + index as f64 * width, 0.0)
            };
            let (bottom, top) = (frame.y(from), frame.y(from + value));
            let title = told(chart, index, &name, value, options);
            rect(out, [x, top, width, bottom - top], &title);
            sum += value;
        }
    }
    group(&mut frame.drawing.shapes, chart, &shapes);
    frame.drawing
}

fn group(out: &mut String, chart: &Chart, shapes: &[String]) {
    for (index, (line, shapes)) in chart.lines.iter().zip(shapes).enumerate() {
        out.push_str(&format!("<g class=\"{}\">{shapes}</g>", class(line, index)));
    }
}

pub(super) fn draw_lying(chart: &Chart, options: &RenderOptions) -> Drawing {
    let names: Vec<String> = words::places(chart, options)
        .iter()
        .map(|name| clipped(name, NAME))
        .collect();
    let left = names.iter().map(|name| letters(name)).fold(0.0, f64::max) + 10.0;
    let longest = longest(chart);
    let stacked = chart.kind == ChartKind::Stacked;
    // Room for the figure at the end of the longest bar.
    let room = WIDTH - left - 70.0;
    let height = if stacked {
        BAR
    } else {
        BAR / chart.lines.len().max(1) as f64
    };
    let mut drawing = Drawing {
        height: names.len() as f64 * ROW + 6.0,
        shapes: String::new(),
    };
    let mut shapes: Vec<String> = vec![String::new(); chart.lines.len()];
    let mut whiskers = String::new();
    for (at, name) in names.iter().enumerate() {
        let top = at as f64 * ROW + 4.0;
        label(&mut drawing.shapes, left - 8.0, top + 13.5, "e", name);
        let (mut sum, mut end) = (0.0, left);
        for (index, (value, out)) in parts(chart, at).into_iter().zip(&mut shapes).enumerate() {
            if value <= 0.0 {
                continue;
            }
            let width = value / longest * room;
            let (x, y) = if stacked {
                (left + sum / longest * room, top)
            } else {
                (left, top + index as f64 * height)
            };
            let title = told(chart, index, name, value, options);
            rect(out, [x, y, width, height], &title);
            sum += value;
            end = end.max(x + width);
            if let Some((low, high)) = ends(chart, index, at).filter(|_| !stacked) {
                let [low, high] = [low, high].map(|value| left + value.max(0.0) / longest * room);
                whisker(&mut whiskers, low, high, y + height / 2.0);
                end = end.max(high);
            }
        }
        if stacked || chart.lines.len() == 1 {
            let text = shown(&chart.unit.cell(sum), options);
            label(&mut drawing.shapes, end + 6.0, top + 13.5, "b", &text);
        }
    }
    group(&mut drawing.shapes, chart, &shapes);
    drawing.shapes.push_str(&whiskers);
    drawing
}
