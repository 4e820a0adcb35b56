//! Markdown to plain text, as forums write it (CommonMark with the strike-out and tables of GitHub, the spoilers of Lemmy and Reddit), in linear time
//! and without a tree.
//!
//! Lines stay lines. Marks of emphasis, headings and code go, lists and quotes keep theirs (`- `, `1. `, `> `), links leave their words, pictures
//! their descriptions; both are listed. What is no Markdown after all (`2 * 3 * 4`, `snake_case`, `[sic]`) stays as it stands. HTML inside is
//! shown as it stands too, since forums do not render it; character references are resolved.

mod inline;
#[cfg(test)]
mod tests;

use super::html;

/// What a text in Markdown holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markdown {
    /// The words.
    pub text: String,
    /// Where its links lead, as written, each once.
    pub links: Vec<String>,
    /// Its pictures: address as written, and description.
    pub pictures: Vec<(String, Option<String>)>,
}

/// Reads a text in Markdown.
pub fn read(source: &str) -> Markdown {
    let mut reader = Reader::default();
    for line in source.split('\n') {
        reader.line(line.trim_end_matches('\r'));
    }
    reader.paragraph();
    reader.found.text = html::tidy(&reader.found.text);
    reader.found
}

/// Reads a text line by line.
#[derive(Default)]
struct Reader {
    found: Markdown,
    /// Lines of the paragraph that is being read.
    lines: Vec<String>,
    /// The fence that ends the code that is being read.
    fence: Option<(char, usize)>,
}

impl Reader {
    fn line(&mut self, line: &str) {
        let bare = line.trim();
        if let Some((mark, length)) = self.fence {
            if fence(bare).is_some_and(|(other, count)| {
                other == mark && count >= length && bare.chars().all(|char| char == mark)
            }) {
                self.fence = None;
                self.found.text.push('\n');
            } else {
                self.found.text.push_str(line);
                self.found.text.push('\n');
            }
        } else if let Some(fence) = fence(bare) {
            self.paragraph();
            self.fence = Some(fence);
        } else if bare.is_empty() {
            self.paragraph();
        } else if bare.starts_with(":::") {
            // Lemmy: `::: spoiler A title`, the words, `:::`.
            let title = bare.trim_start_matches(':').trim();
            self.paragraph();
            self.lines.push(
                title
                    .strip_prefix("spoiler")
                    .unwrap_or(title)
                    .trim()
                    .to_owned(),
            );
            self.paragraph();
        } else if is_underline(bare) {
            // Below a line it makes a heading, elsewhere it is a line across the page.
            self.paragraph();
        } else if let Some((address, rest)) = definition(bare) {
            add(&mut self.found.links, address);
            if !rest.is_empty() {
                self.lines.push(rest.to_owned());
            }
        } else if is_table_rule(bare) {
        } else if let Some(heading) = heading(bare) {
            self.paragraph();
            self.lines.push(heading.to_owned());
            self.paragraph();
        } else {
            self.lines.push(words_of(line));
        }
    }

    /// Writes the paragraph read so far.
    fn paragraph(&mut self) {
        let lines = std::mem::take(&mut self.lines);
        if !lines.is_empty() {
            inline::write(&lines.join("\n"), &mut self.found);
            self.found.text.push_str("\n\n");
        }
    }
}

/// Adds an address that is not there yet; texts of nothing but links must not make this slow.
fn add(links: &mut Vec<String>, address: &str) {
    const MOST: usize = 200;
    if !address.is_empty() && links.len() < MOST && !links.iter().any(|known| known == address) {
        links.push(address.to_owned());
    }
}

/// Three backticks or tildes or more, and how many; what follows names the language.
fn fence(line: &str) -> Option<(char, usize)> {
    let mark = line
        .chars()
        .next()
        .filter(|mark| matches!(mark, '`' | '~'))?;
    let rest = line.trim_start_matches(mark);
    let count = line.len() - rest.len();
    // Code on one line may be set in three backticks as well.
    (count >= 3 && !rest.contains('`')).then_some((mark, count))
}

/// `---`, `***`, `===` and the like, also with spaces between.
fn is_underline(line: &str) -> bool {
    let mark = line.chars().next().filter(|mark| "-*_=".contains(*mark));
    mark.is_some_and(|mark| {
        let marks = line.chars().filter(|char| *char == mark).count();
        marks >= 3 && line.chars().all(|char| char == mark || char == ' ')
    })
}

/// The line under the heads of a table: `|---|:-:|`.
fn is_table_rule(line: &str) -> bool {
    line.contains('|') && line.contains("--") && line.chars().all(|char| "|-: ".contains(char))
}

/// The words of a heading, without the signs before and after.
fn heading(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches('#');
    let count = line.len() - rest.len();
    let is_heading = (1..=6).contains(&count) && rest.starts_with([' ', '\t']);
    is_heading.then(|| rest.trim_end_matches('#').trim())
}

/// `[name]: address`, which other places refer to.
fn definition(line: &str) -> Option<(&str, &str)> {
    let (name, rest) = line.strip_prefix('[')?.split_once("]: ")?;
    let mut words = rest.trim().splitn(2, ' ');
    let address = words.next()?.trim_matches(['<', '>']);
    let is_address = address.starts_with("https://") || address.starts_with("http://");
    (is_address && !name.contains(['[', ']'])).then_some((address, ""))
}

/// A line without what only says how it is to be set: table borders, the two spaces or the backslash of a line break.
fn words_of(line: &str) -> String {
    let line = line.trim_end();
    let line = line.strip_suffix('\\').unwrap_or(line);
    let bare = line.trim();
    if bare.len() > 1 && bare.starts_with('|') && bare.ends_with('|') {
        let cells: Vec<&str> = bare.trim_matches('|').split('|').map(str::trim).collect();
        return cells.join(" | ");
    }
    line.to_owned()
}
