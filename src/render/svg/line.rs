//! Lines over time, with gaps where nothing is known and bands for intervals.

use std::fmt::Write;

use super::scale::Frame;
use super::{Drawing, class, number};
use crate::document::{Chart, Line};
use crate::render::RenderOptions;
use crate::render::markup::escaped;
use crate::render::number::shown;

/// With more places than this a point is not marked.
const MARKED: usize = 45;

pub(super) fn draw(chart: &Chart, options: &RenderOptions) -> Drawing {
    let (mut low, mut high) = chart.range().unwrap_or((0.0, 1.0));
    for (bottom, top) in chart
        .lines
        .iter()
        .flat_map(|line| line.band.iter().flatten())
    {
        low = low.min(*bottom);
        high = high.max(*top);
    }
    let mut frame = Frame::new(chart, low, high, options);
    for (index, line) in chart.lines.iter().enumerate() {
        let mut shapes = format!("<g class=\"{}\">", class(line, index));
        band(&mut shapes, &frame, line);
        path(&mut shapes, &frame, line);
        points(&mut shapes, &frame, chart, line, options);
        shapes.push_str("</g>");
        frame.drawing.shapes.push_str(&shapes);
    }
    frame.drawing
}

/// Neighbouring places of which something is known, as their numbers.
fn runs<T>(values: &[Option<T>]) -> Vec<std::ops::Range<usize>> {
    let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
    for (at, _) in values
        .iter()
        .enumerate()
        .filter(|(_, value)| value.is_some())
    {
        match runs.last_mut() {
            Some(run) if run.end == at => run.end += 1,
            _ => runs.push(at..at + 1),
        }
    }
    runs
}

fn band(out: &mut String, frame: &Frame, line: &Line) {
    for run in runs(&line.band) {
        let ends: Vec<(usize, (f64, f64))> = run
            .filter_map(|at| Some((at, line.band.get(at).copied().flatten()?)))
            .collect();
        let mut shape = String::new();
        let upper = ends.iter().map(|(at, (_, high))| (*at, *high));
        let lower = ends.iter().rev().map(|(at, (low, _))| (*at, *low));
        for (index, (at, value)) in upper.chain(lower).enumerate() {
            let letter = if index == 0 { 'M' } else { 'L' };
            let _ = write!(
                shape,
                "{letter}{} {}",
                number(frame.x(at)),
                number(frame.y(value))
            );
        }
        let _ = write!(out, "<path class=\"band\" d=\"{shape}Z\"/>");
    }
}

fn path(out: &mut String, frame: &Frame, line: &Line) {
    let mut shape = String::new();
    for run in runs(&line.values) {
        let start = run.start;
        for at in run {
            let Some(value) = line.values.get(at).copied().flatten() else {
                continue;
            };
            let letter = if at == start { 'M' } else { 'L' };
            let _ = write!(
                shape,
                "{letter}{} {}",
                number(frame.x(at)),
                number(frame.y(value))
            );
        }
    }
    let _ = write!(out, "<path class=\"line\" d=\"{shape}\"/>");
}

/// A dot for each figure when there is room; else for those that stand alone, which a line does not show.
fn points(out: &mut String, frame: &Frame, chart: &Chart, line: &Line, options: &RenderOptions) {
    let marked = line.values.len() <= MARKED;
    for run in runs(&line.values) {
        if !marked && run.len() > 1 {
            continue;
        }
        for at in run {
            let (Some(value), Some(name)) =
                (line.values.get(at).copied().flatten(), frame.names.get(at))
            else {
                continue;
            };
            let _ = write!(
                out,
                "<circle cx=\"{}\" cy=\"{}\" r=\"2.5\"><title>{}</title></circle>",
                number(frame.x(at)),
                number(frame.y(value)),
                escaped(&format!(
                    "{name}: {}",
                    shown(&chart.unit.cell(value), options)
                ))
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gap_parts_the_line() {
        assert_eq!(
            runs(&[None, Some(1.0), Some(2.0), None, Some(3.0)]),
            [1..3, 4..5]
        );
    }
}
