//! One self-contained page: no script, nothing fetched, charts as SVG with the table behind each; light, dark, on paper, by keyboard and read aloud.

mod policy;
mod table;

use std::io::{self, Write};

use super::markup::{self, clipped, escaped};
use super::number::shown;
use super::{RenderOptions, Renderer, svg, words};
use crate::document::{
    Block, Chart, ChartKind, Direction, Document, Figure, Note, NoteKind, Section, Tone, figures_of,
};

/// See the module.
pub(super) struct Html;

const STYLESHEET: &str = include_str!("style.css");

impl Renderer for Html {
    fn name(&self) -> &'static str {
        "html"
    }

    fn about(&self) -> &'static str {
        "one page with charts, for a browser"
    }

    fn render(
        &self,
        document: &Document,
        options: &RenderOptions,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let mut page = Page {
            document,
            options,
            ids: 0,
            text: String::new(),
        };
        page.head();
        page.contents();
        page.text.push_str("<main id=\"report\">\n");
        for (index, section) in document.sections.iter().enumerate() {
            page.section(index, section);
            // Handed on part by part, so that a long page is not held twice.
            out.write_all(page.text.as_bytes())?;
            page.text.clear();
        }
        page.foot();
        out.write_all(page.text.as_bytes())
    }
}

struct Page<'a> {
    document: &'a Document,
    options: &'a RenderOptions,
    /// Charts so far, for ids.
    ids: usize,
    text: String,
}

impl Page<'_> {
    fn head(&mut self) {
        let title = escaped(&clipped(&self.document.title, 300));
        // A validator hashes a style without the blanks at its end.
        let style = STYLESHEET.trim_end();
        let policy = policy::policy(style);
        self.text.push_str(&format!(
            "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n\
             <title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n\
             <a class=\"skip\" href=\"#report\">{}</a>\n<header><h1>{title}</h1></header>\n",
            self.options.language.tag(),
            words::of(self.options.language).skip,
        ));
    }

    /// Links to the sections, when there are enough to get lost.
    fn contents(&mut self) {
        let headings: Vec<(usize, &str)> = self
            .document
            .sections
            .iter()
            .enumerate()
            .filter_map(|(index, section)| Some((index, section.heading.as_deref()?)))
            .collect();
        if headings.len() < 3 {
            return;
        }
        let words = words::of(self.options.language);
        self.text
            .push_str(&format!("<nav aria-label=\"{}\"><ul>", words.contents));
        for (index, heading) in headings {
            self.text.push_str(&format!(
                "<li><a href=\"#s{index}\">{}</a></li>",
                escaped(&clipped(heading, 80))
            ));
        }
        self.text.push_str("</ul></nav>\n");
    }

    fn foot(&mut self) {
        if self.document.sections.is_empty() {
            let nothing = words::of(self.options.language).nothing;
            self.text.push_str(&format!("<p>{nothing}</p>\n"));
        }
        self.text.push_str("</main>\n");
        if let Some(at) = self.options.made_at {
            let made = words::made_at(at, self.options.language);
            self.text.push_str(&format!("<footer>{made}</footer>\n"));
        }
        self.text.push_str("</body>\n</html>\n");
    }

    fn section(&mut self, index: usize, section: &Section) {
        match &section.heading {
            Some(heading) => self.text.push_str(&format!(
                "<section aria-labelledby=\"s{index}\">\n<h2 id=\"s{index}\">{}</h2>\n<div class=\"blocks\">\n",
                escaped(&clipped(heading, 300))
            )),
            None => self.text.push_str("<div>\n<div class=\"blocks\">\n"),
        }
        for block in &section.blocks {
            self.block(section, block);
        }
        self.text.push_str("</div>\n");
        self.text.push_str(match &section.heading {
            Some(_) => "</section>\n",
            None => "</div>\n",
        });
    }

    fn block(&mut self, section: &Section, block: &Block) {
        match block {
            Block::Data => {
                self.text.push_str("<div class=\"wide\">");
                let title = section.heading.as_ref().unwrap_or(&self.document.title);
                table::table(
                    &mut self.text,
                    &self.document.data,
                    title,
                    false,
                    self.options,
                );
                self.text.push_str("</div>\n");
            }
            Block::Table(small) if let Some(figures) = figures_of(small) => self.figures(&figures),
            Block::Table(small) => {
                let name = small
                    .columns
                    .first()
                    .map_or("", |column| column.label.as_str());
                let wide = section.blocks.len() == 1 || small.columns.len() > 5;
                self.text.push_str(if wide {
                    "<div class=\"wide\">"
                } else {
                    "<div>"
                });
                table::table(&mut self.text, small, name, false, self.options);
                self.text.push_str("</div>\n");
            }
            Block::Series(series) => self.chart(&Chart::from(series)),
            Block::Chart(chart) => self.chart(chart),
            Block::Figures(figures) => self.figures(figures),
            Block::Points(points) => {
                self.text.push_str("<ul class=\"points wide\">\n");
                for point in points {
                    let text = markup::cell(&shown(point, self.options));
                    self.text.push_str(&format!("<li>{text}</li>\n"));
                }
                self.text.push_str("</ul>\n");
            }
            Block::Heading(text) => self.text.push_str(&format!(
                "<h3 class=\"wide\">{}</h3>\n",
                escaped(&clipped(text, 300))
            )),
            Block::Note(note) => self.note(note),
        }
    }

    fn chart(&mut self, chart: &Chart) {
        self.ids += 1;
        let id = format!("c{}", self.ids);
        let Some(drawing) = svg::chart(chart, &id, self.options) else {
            return;
        };
        let title = escaped(&clipped(&chart.title, 200));
        self.text
            .push_str(&format!("<figure>\n<figcaption>{title}</figcaption>\n"));
        if chart.lines.len() > 1 && chart.kind != ChartKind::Heat {
            self.text.push_str("<ul class=\"legend\">");
            for (index, line) in chart.lines.iter().enumerate() {
                self.text.push_str(&format!(
                    "<li class=\"{}\"><span>{}</span></li>",
                    svg::class(line, index),
                    markup::cell(&line.label)
                ));
            }
            self.text.push_str("</ul>\n");
        }
        let words = words::of(self.options.language);
        self.text.push_str(&format!(
            "{drawing}\n<details><summary>{}{} {title}</summary>\n",
            words.table_of,
            words::colon(self.options.language)
        ));
        table::table(
            &mut self.text,
            &chart.table(),
            &chart.title,
            false,
            self.options,
        );
        self.text.push_str("</details>\n</figure>\n");
    }

    fn figures(&mut self, figures: &[Figure]) {
        self.text.push_str("<dl class=\"figures wide\">\n");
        for figure in figures {
            self.text.push_str(&format!(
                "<div><dt>{}</dt><dd class=\"value\">{}</dd>",
                markup::cell(&figure.label),
                match shown(&figure.value, self.options) {
                    unknown if unknown.is_empty() => "–".to_owned(),
                    value => markup::cell(&value),
                }
            ));
            if let Some(change) = &figure.change {
                let arrow = match change.direction {
                    Direction::Up => "▲ ",
                    Direction::Down => "▼ ",
                    Direction::Steady => "＝ ",
                    Direction::Unknown => "",
                };
                let class = match change.tone {
                    Tone::Good => " good",
                    Tone::Bad => " bad",
                    Tone::Plain | Tone::Neutral => "",
                };
                let by = shown(&change.by, self.options);
                let comma = if by.is_empty() { "" } else { ", " };
                self.text.push_str(&format!(
                    "<dd class=\"change{class}\"><span aria-hidden=\"true\">{arrow}</span>{}{comma}{}</dd>",
                    markup::cell(&change.word),
                    markup::cell(&by)
                ));
            }
            let remark = shown(&figure.remark, self.options);
            if !remark.is_empty() {
                self.text.push_str(&format!(
                    "<dd class=\"remark\">{}</dd>",
                    markup::cell(&remark)
                ));
            }
            self.text.push_str("</div>\n");
        }
        self.text.push_str("</dl>\n");
    }

    fn note(&mut self, note: &Note) {
        let words = words::of(self.options.language);
        let (class, word) = match note.kind {
            NoteKind::Warning => ("note warning wide", words.warning),
            NoteKind::Remark => ("note wide", words.note),
        };
        let text = escaped(&clipped(&note.text, 2000));
        self.text.push_str(&format!(
            "<p class=\"{class}\"><strong>{word}</strong> {text}</p>\n"
        ));
    }
}
