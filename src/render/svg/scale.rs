//! Axes: round numbers up the side, places along the bottom.

use std::fmt::Write;

use super::{Drawing, HEIGHT, WIDTH, label, letters, number};
use crate::document::{Chart, Unit};
use crate::render::number::shown;
use crate::render::{RenderOptions, words};

/// About as many lines across as this.
const TICKS: f64 = 4.0;
/// Above the highest figure, and below the lowest, where the places are named.
const TOP: f64 = 8.0;
const BOTTOM: f64 = 26.0;

/// A frame with its axes drawn.
pub(super) struct Frame {
    pub(super) drawing: Drawing,
    left: f64,
    low: f64,
    high: f64,
    count: f64,
    /// What each place is called.
    pub(super) names: Vec<String>,
}

impl Frame {
    /// Axes for figures from `low` (or 0) to `high`.
    pub(super) fn new(chart: &Chart, low: f64, high: f64, options: &RenderOptions) -> Self {
        let ticks = ticks(low.min(0.0), high, chart.unit);
        let texts: Vec<String> = ticks
            .iter()
            .map(|tick| tick_text(*tick, chart.unit, options))
            .collect();
        let widest = texts.iter().map(|text| letters(text)).fold(0.0, f64::max);
        let mut frame = Frame {
            drawing: Drawing {
                height: HEIGHT,
                shapes: String::new(),
            },
            left: widest + 12.0,
            low: ticks.first().copied().unwrap_or(0.0),
            high: ticks.last().copied().unwrap_or(1.0),
            count: (chart.places.len() as f64).max(1.0),
            names: words::places(chart, options),
        };
        frame.grid(&ticks, &texts);
        frame.name_places();
        frame
    }

    /// Where a place stands: its middle.
    pub(super) fn x(&self, place: usize) -> f64 {
        self.left + (place as f64 + 0.5) * self.step()
    }

    /// Room for a place.
    pub(super) fn step(&self) -> f64 {
        (WIDTH - 4.0 - self.left) / self.count
    }

    /// Where a figure stands.
    pub(super) fn y(&self, value: f64) -> f64 {
        let part = ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0);
        HEIGHT - BOTTOM - part * (HEIGHT - BOTTOM - TOP)
    }

    fn grid(&mut self, ticks: &[f64], texts: &[String]) {
        let mut lines = String::new();
        for (tick, text) in ticks.iter().zip(texts) {
            let y = self.y(*tick);
            let _ = write!(lines, "M{} {}H{}", number(self.left), number(y), WIDTH);
            label(
                &mut self.drawing.shapes,
                self.left - 6.0,
                y + 4.0,
                "e",
                text,
            );
        }
        let _ = write!(self.drawing.shapes, "<path class=\"grid\" d=\"{lines}\"/>");
    }

    /// As many names as fit, from the first on.
    fn name_places(&mut self) {
        let widest = self
            .names
            .iter()
            .map(|name| letters(name).min(120.0))
            .fold(0.0, f64::max);
        let stride = ((widest + 12.0) / self.step()).ceil().max(1.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "at least 1, and `as` saturates"
        )]
        let stride = stride as usize;
        let half = widest / 2.0;
        for (place, name) in self.names.iter().enumerate().step_by(stride) {
            // A name may not stick out at either end.
            let x = self
                .x(place)
                .clamp(half.min(WIDTH / 2.0), WIDTH - half.min(WIDTH / 2.0));
            let name = crate::render::markup::clipped(name, 18);
            label(&mut self.drawing.shapes, x, HEIGHT - 8.0, "m", &name);
        }
    }
}

fn tick_text(tick: f64, unit: Unit, options: &RenderOptions) -> String {
    let millions = (unit != Unit::Share && tick.abs() >= 1e6).then(|| {
        let cell = Unit::Decimal(1).cell(tick / 1e6);
        format!("{}\u{a0}M", shown(&cell, options))
    });
    let digits = u8::from(tick.fract() != 0.0);
    let cell = match unit {
        Unit::Share => {
            let percent = tick * 100.0;
            let whole = (percent - percent.round()).abs() < 1e-6;
            let cell = Unit::Decimal(u8::from(!whole)).cell(percent);
            let sign = if options.locale_fr { "\u{202f}%" } else { "%" };
            return format!("{}{sign}", shown(&cell, options));
        }
        Unit::Count | Unit::Decimal(_) => {
            Unit::Decimal(if tick.abs() < 1.0 { 2 * digits } else { digits }).cell(tick)
        }
    };
    millions.unwrap_or_else(|| shown(&cell, options))
}

/// Round numbers from at most `low` to at least `high`: 1, 2 or 5 times a power of ten apart (Heckbert 1990, "Nice Numbers for Graph Labels").
fn ticks(low: f64, high: f64, unit: Unit) -> Vec<f64> {
    let span = high - low;
    let span = if span.is_finite() && span > 0.0 {
        span
    } else {
        1.0
    };
    let power = 10f64.powf((span / TICKS).log10().floor());
    let times = span / TICKS / power;
    let step = power
        * match times {
            t if t <= 1.5 => 1.0,
            t if t <= 3.0 => 2.0,
            t if t <= 7.0 => 5.0,
            _ => 10.0,
        };
    let step = if unit == Unit::Count {
        step.max(1.0)
    } else {
        step
    };
    let first = (low / step).floor();
    let last = (high / step).ceil().max(first + 1.0);
    let mut ticks = Vec::new();
    let mut at = first;
    while at <= last && ticks.len() < 12 {
        ticks.push(at * step);
        at += 1.0;
    }
    ticks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn axes_have_round_numbers() {
        assert_eq!(ticks(0.0, 17.0, Unit::Count), [0.0, 5.0, 10.0, 15.0, 20.0]);
        assert_eq!(ticks(0.0, 1.0, Unit::Count), [0.0, 1.0]);
        assert_eq!(ticks(0.0, 0.0, Unit::Count), [0.0, 1.0]);
        assert_eq!(ticks(0.0, f64::INFINITY, Unit::Share).len(), 12);
        let shares = ticks(0.0, 0.31, Unit::Share);
        assert!(
            (shares[1] - 0.1).abs() < 1e-12 && shares.len() == 5,
            "{shares:?}"
        );
    }
}
