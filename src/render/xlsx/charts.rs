//! Native charts, each beside the figures it draws; a heat map is the table itself, shaded.

use rust_xlsxwriter::{
    ChartAxisCrossing, ChartFormat, ChartLegendPosition, ChartLine, ChartSolidFill, ChartType,
    Color, ConditionalFormat2ColorScale, Worksheet, XlsxError,
};

use super::cells::{Formats, string};
use super::sheet::{self, Columns};
use crate::document::{Cell, Chart, ChartKind, Language, Line, Tone, Unit};
use crate::render::RenderOptions;

/// Rows that a chart is high, and pixels.
const ROWS: u32 = 16;
const HEIGHT: u32 = 300;
const WIDTH: u32 = 620;
/// Pixels of a row, and lying bars that a chart of the usual height has room to name.
const LINE: u32 = 20;
const BARS: usize = 8;
/// Places named along an axis.
const NAMED: usize = 12;

/// The colours of lines that mean nothing in particular.
const COLOURS: [u32; 6] = [
    0x0025_63B0,
    0x00B4_5309,
    0x000F_766E,
    0x007C_3AED,
    0x00BE_185D,
    0x004D_7C0F,
];

/// Where the table of a chart stands.
struct Place<'a> {
    sheet: &'a str,
    /// Row of the headings.
    head: u32,
    /// Last row.
    last: u32,
}

/// Writes the tables, and the charts to the right of the widest.
pub(super) fn write(
    sheet: &mut Worksheet,
    name: &str,
    charts: &[Chart],
    formats: &Formats,
    options: &RenderOptions,
) -> Result<(), XlsxError> {
    let drawn = charts.iter().filter(|chart| chart.kind != ChartKind::Heat);
    let widest = drawn
        .map(|chart| Columns::all(&chart.table()).count())
        .max();
    let beside = widest.unwrap_or(0) + 1;
    let mut widths = Vec::new();
    let mut row = 0;
    for chart in charts {
        sheet.write_string_with_format(row, 0, string(&chart.title), &formats.heading)?;
        let table = chart.table();
        let columns = Columns::all(&table);
        columns.measure(&table, options, &mut widths);
        let place = Place {
            sheet: name,
            head: row + 1,
            last: row + 1 + u32::try_from(table.rows.len()).unwrap_or(0),
        };
        columns.write_head(sheet, (place.head, &widths), &table, formats, options)?;
        for (at, cells) in (place.head + 1..).zip(&table.rows) {
            columns.write_row(sheet, at, cells, &table, formats, options)?;
        }
        row = place.last + 2;
        if chart.kind == ChartKind::Heat {
            let last = columns.count().saturating_sub(1);
            let shades = ConditionalFormat2ColorScale::new()
                .set_minimum_color(Color::White)
                .set_maximum_color(Color::RGB(0x006A_A9F4));
            sheet.add_conditional_format(place.head + 1, 1, place.last, last, &shades)?;
        } else {
            sheet.insert_chart(place.head - 1, beside, &native(chart, &place, options))?;
            row = row.max(place.head + ROWS + more_bars(chart));
        }
    }
    sheet::set_widths(sheet, &widths)?;
    sheet.set_landscape().set_paper_size(super::PAPER);
    sheet.set_print_fit_to_pages(1, 0);
    Ok(())
}

/// Rows by which a chart of named bars is higher, so that each has its name.
fn more_bars(chart: &Chart) -> u32 {
    if chart.over_time() {
        return 0;
    }
    u32::try_from(chart.places.len().saturating_sub(BARS)).map_or(0, |more| more.min(60))
}

fn native(chart: &Chart, place: &Place<'_>, options: &RenderOptions) -> rust_xlsxwriter::Chart {
    let over_time = chart.over_time();
    let lying = !over_time
        && chart
            .places
            .iter()
            .any(|place| matches!(place, Cell::Text(_)));
    let mut native = rust_xlsxwriter::Chart::new(match (chart.kind, lying) {
        (ChartKind::Stacked, true) => ChartType::BarStacked,
        (ChartKind::Stacked, false) => ChartType::ColumnStacked,
        (ChartKind::Bars, true) => ChartType::Bar,
        (ChartKind::Bars, false) => ChartType::Column,
        (ChartKind::Line | ChartKind::Heat, _) => ChartType::Line,
    });
    let mut column = 1;
    let mut lines = 0;
    for (index, line) in chart.lines.iter().enumerate() {
        series(&mut native, chart, place, column, (line, index), false);
        column += 1;
        lines += 1;
        if !line.band.is_empty() && chart.kind != ChartKind::Line {
            // Bars stand for themselves; the ends of their intervals are in the table.
            column += 2;
        } else if !line.band.is_empty() {
            for _ in 0..2 {
                series(&mut native, chart, place, column, (line, index), true);
                column += 1;
            }
            lines += 2;
        }
    }
    // Words would be read as an address when they look like one, so the title is that of its cell.
    native.title().set_name((place.sheet, place.head - 1, 0));
    native.set_alt_text(crate::render::markup::clipped(
        &crate::render::words::description(chart, options),
        250,
    ));
    native
        .set_width(WIDTH)
        .set_height(HEIGHT + LINE * if lying { more_bars(chart) } else { 0 });
    if lines > 1 {
        native.legend().set_position(ChartLegendPosition::Bottom);
    } else {
        native.legend().set_hidden();
    }
    axes(&mut native, chart, lying, options);
    native
}

fn axes(native: &mut rust_xlsxwriter::Chart, chart: &Chart, lying: bool, options: &RenderOptions) {
    let numbers = match chart.unit {
        Unit::Count => "#,##0",
        Unit::Share => "0%",
        Unit::Decimal(_) => "General",
    };
    let mut rule = ChartLine::new();
    rule.set_color(Color::RGB(0x00D0_D7DE));
    // Of lying bars, the figures run along the x axis.
    let figures = if lying {
        native.x_axis()
    } else {
        native.y_axis()
    };
    figures
        .set_num_format(numbers)
        .set_major_gridlines(true)
        .set_major_gridlines_line(&rule);
    if chart.range().is_some_and(|(low, _)| low >= 0.0) {
        figures.set_min(0);
    }
    if lying {
        // The first place on top, as in the table, and the figures below.
        native
            .y_axis()
            .set_reverse()
            .set_major_gridlines(false)
            .set_crossing(ChartAxisCrossing::Max);
        return;
    }
    let apart = chart.places.len().div_ceil(NAMED);
    let apart = u16::try_from(apart).unwrap_or(u16::MAX);
    let days = chart
        .places
        .iter()
        .all(|place| matches!(place, Cell::Day(_)));
    if days && !chart.places.is_empty() {
        let format = match options.language {
            Language::English => "d mmm",
            Language::French => "dd/mm",
        };
        native
            .x_axis()
            .set_date_axis(true)
            .set_num_format(format)
            .set_major_unit(apart);
    } else {
        native.x_axis().set_label_interval(apart);
    }
}

fn series(
    native: &mut rust_xlsxwriter::Chart,
    chart: &Chart,
    place: &Place<'_>,
    column: u16,
    (line, index): (&Line, usize),
    end_of_band: bool,
) {
    let colour = Color::RGB(colour(line, index));
    let mut format = ChartFormat::new();
    if chart.kind == ChartKind::Line {
        let mut drawn = ChartLine::new();
        drawn
            .set_color(colour)
            .set_width(if end_of_band { 0.75 } else { 2.25 });
        if end_of_band {
            drawn.set_dash_type(rust_xlsxwriter::ChartLineDashType::Dash);
        }
        format.set_line(&drawn);
    } else {
        format.set_solid_fill(ChartSolidFill::new().set_color(colour));
    }
    let (first, last) = (place.head + 1, place.last);
    native
        .add_series()
        .set_name((place.sheet, place.head, column))
        .set_categories((place.sheet, first, 0, last, 0))
        .set_values((place.sheet, first, column, last, column))
        .set_format(&mut format)
        .set_gap(60);
}

fn colour(line: &Line, index: usize) -> u32 {
    match line.tone {
        Tone::Good => 0x001F_7A4D,
        Tone::Neutral => 0x008A_94A0,
        Tone::Bad => 0x00C2_410C,
        Tone::Plain => COLOURS.get(index % COLOURS.len()).copied().unwrap_or(0),
    }
}
