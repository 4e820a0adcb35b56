//! The `.aff` file: what may be put before and after a stem, and what its flags mean.

use std::collections::HashMap;
use std::sync::Arc;

use encoding_rs::Encoding;

use super::DictionaryError;

/// Flags of a stem or an affix; many stems share one list.
pub(super) type Flags = Arc<[u64]>;

/// A prefix or a suffix.
#[derive(Debug)]
pub(super) struct Affix {
    pub(super) flag: u64,
    /// Whether it may stand with one of the other kind.
    pub(super) cross: bool,
    /// What of the stem it takes the place of.
    pub(super) strip: Box<str>,
    /// What the stem must be like where it touches.
    condition: Vec<Letter>,
    /// What may follow or precede it in turn.
    pub(super) flags: Flags,
}

/// A letter of a condition.
#[derive(Debug)]
enum Letter {
    Any,
    One(char),
    Of(String),
    NotOf(String),
}

impl Letter {
    fn fits(&self, c: char) -> bool {
        match self {
            Letter::Any => true,
            Letter::One(one) => *one == c,
            Letter::Of(set) => set.contains(c),
            Letter::NotOf(set) => !set.contains(c),
        }
    }
}

impl Affix {
    /// Whether the stem begins as a prefix asks.
    pub(super) fn fits_start(&self, stem: &str) -> bool {
        let mut letters = stem.chars();
        self.condition
            .iter()
            .all(|letter| letters.next().is_some_and(|c| letter.fits(c)))
    }

    /// Whether the stem ends as a suffix asks.
    pub(super) fn fits_end(&self, stem: &str) -> bool {
        let mut letters = stem.chars();
        self.condition
            .iter()
            .rev()
            .all(|letter| letters.next_back().is_some_and(|c| letter.fits(c)))
    }
}

/// How flags are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Character,
    Long,
    Number,
}

/// What the file says.
#[derive(Debug)]
pub(super) struct Affixes {
    mode: Mode,
    aliases: Vec<Flags>,
    known: HashMap<String, Flags>,
    /// By what they add.
    pub(super) prefixes: HashMap<Box<str>, Vec<Affix>>,
    pub(super) suffixes: HashMap<Box<str>, Vec<Affix>>,
    /// Bytes of the longest.
    pub(super) longest: usize,
    pub(super) full_strip: bool,
    pub(super) need_affix: Option<u64>,
    pub(super) forbidden: Option<u64>,
    pub(super) keep_case: Option<u64>,
    pub(super) no_suggest: Option<u64>,
    pub(super) only_in_compound: Option<u64>,
    pub(super) compounds: bool,
    pub(super) input: Vec<(String, String)>,
    pub(super) replacements: Vec<(String, String)>,
    pub(super) letters: String,
}

/// The encoding that SET names; UTF-8 where it names none.
pub(super) fn encoding(aff: &[u8]) -> Result<&'static Encoding, DictionaryError> {
    let line = aff
        .split(|byte| *byte == b'\n')
        .find_map(|line| line.trim_ascii().strip_prefix(b"SET "));
    let Some(name) = line.map(<[u8]>::trim_ascii) else {
        return Ok(encoding_rs::UTF_8);
    };
    let shown = String::from_utf8_lossy(name);
    // Hunspell writes ISO8859-1 where the label is ISO-8859-1.
    let label = shown.replace("ISO8859", "ISO-8859");
    Encoding::for_label(label.as_bytes())
        .ok_or_else(|| DictionaryError(format!("SET names an unknown encoding `{shown}`")))
}

impl Affixes {
    pub(super) fn read(text: &str) -> Result<Self, DictionaryError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut all = Affixes::empty(mode(text));
        let mut cross: HashMap<(bool, String), bool> = HashMap::new();
        for (number, line) in text.lines().enumerate() {
            let fields: Vec<&str> = line.split_whitespace().collect();
            let fault = || {
                DictionaryError(format!(
                    "line {} of the .aff file is not understood",
                    number + 1
                ))
            };
            match fields.as_slice() {
                ["FULLSTRIP", ..] => all.full_strip = true,
                ["NEEDAFFIX" | "PSEUDOROOT", flag, ..] => all.need_affix = all.flag(flag),
                ["FORBIDDENWORD", flag, ..] => all.forbidden = all.flag(flag),
                ["KEEPCASE", flag, ..] => all.keep_case = all.flag(flag),
                ["NOSUGGEST", flag, ..] => all.no_suggest = all.flag(flag),
                ["ONLYINCOMPOUND", flag, ..] => all.only_in_compound = all.flag(flag),
                ["COMPOUNDFLAG" | "COMPOUNDBEGIN", _, ..] => all.compounds = true,
                ["TRY", letters, ..] => (*letters).clone_into(&mut all.letters),
                ["ICONV", from, to, ..] => all.input.push(((*from).to_owned(), (*to).to_owned())),
                ["REP", from, to, ..] => {
                    let spaced = |text: &str| text.replace('_', " ");
                    all.replacements.push((spaced(from), spaced(to)));
                }
                ["AF", flags, ..] => all.alias(flags),
                [kind @ ("PFX" | "SFX"), flag, yes @ ("Y" | "N"), count]
                    if count.parse::<usize>().is_ok() =>
                {
                    cross.insert((*kind == "PFX", (*flag).to_owned()), *yes == "Y");
                }
                [kind @ ("PFX" | "SFX"), flag, strip, add, rest @ ..] => {
                    let is_prefix = *kind == "PFX";
                    let crosses = cross
                        .get(&(is_prefix, (*flag).to_owned()))
                        .copied()
                        .unwrap_or(false);
                    let flag = all.flag(flag).ok_or_else(fault)?;
                    all.add(
                        is_prefix,
                        flag,
                        crosses,
                        (strip, add, rest.first().copied().unwrap_or(".")),
                    );
                }
                _ => {}
            }
        }
        Ok(all)
    }

    /// An alias. They count from 1, and the first line is their number.
    fn alias(&mut self, flags: &str) {
        let header = self.aliases.is_empty() && flags.parse::<usize>().is_ok();
        let flags = if header {
            Arc::from([])
        } else {
            self.parse(flags)
        };
        self.aliases.push(flags);
    }

    fn empty(mode: Mode) -> Self {
        Affixes {
            mode,
            aliases: Vec::new(),
            known: HashMap::new(),
            prefixes: HashMap::new(),
            suffixes: HashMap::new(),
            longest: 0,
            full_strip: false,
            need_affix: None,
            forbidden: None,
            keep_case: None,
            no_suggest: None,
            only_in_compound: None,
            compounds: false,
            input: Vec::new(),
            replacements: Vec::new(),
            letters: String::new(),
        }
    }

    fn add(
        &mut self,
        is_prefix: bool,
        flag: u64,
        cross: bool,
        (strip, add, condition): (&str, &str, &str),
    ) {
        let (added, flags) = add.split_once('/').unwrap_or((add, ""));
        let empty = |text: &str| {
            if text == "0" {
                String::new()
            } else {
                text.to_owned()
            }
        };
        let added = empty(added);
        let affix = Affix {
            flag,
            cross,
            strip: empty(strip).into(),
            condition: letters(condition),
            flags: self.flags(flags),
        };
        self.longest = self.longest.max(added.len());
        let kind = if is_prefix {
            &mut self.prefixes
        } else {
            &mut self.suffixes
        };
        kind.entry(added.into()).or_default().push(affix);
    }

    /// One flag.
    fn flag(&self, text: &str) -> Option<u64> {
        self.parse(text).first().copied()
    }

    /// The flags behind a slash: an alias's number, or themselves.
    pub(super) fn flags(&mut self, text: &str) -> Flags {
        if let Some(flags) = self.known.get(text) {
            return Arc::clone(flags);
        }
        let alias = text
            .parse::<usize>()
            .ok()
            .and_then(|number| self.aliases.get(number));
        let flags = match alias {
            Some(flags) => Arc::clone(flags),
            None => self.parse(text),
        };
        self.known.insert(text.to_owned(), Arc::clone(&flags));
        flags
    }

    fn parse(&self, text: &str) -> Flags {
        match self.mode {
            Mode::Character => text.chars().map(u64::from).collect(),
            Mode::Number => text
                .split(',')
                .filter_map(|number| number.parse().ok())
                .collect(),
            Mode::Long => {
                let letters: Vec<char> = text.chars().collect();
                letters
                    .chunks(2)
                    .map(|pair| pair.iter().fold(0, |flag, c| flag << 32 | u64::from(*c)))
                    .collect()
            }
        }
    }
}

fn mode(text: &str) -> Mode {
    let said = text
        .lines()
        .find_map(|line| line.trim().strip_prefix("FLAG "));
    match said.map(str::trim) {
        Some("long") => Mode::Long,
        Some("num") => Mode::Number,
        _ => Mode::Character,
    }
}

/// `[^aeiou]y`, `.`
fn letters(condition: &str) -> Vec<Letter> {
    if condition == "." {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut rest = condition.chars();
    while let Some(c) = rest.next() {
        found.push(match c {
            '.' => Letter::Any,
            '[' => {
                let set: String = rest.by_ref().take_while(|c| *c != ']').collect();
                match set.strip_prefix('^') {
                    Some(set) => Letter::NotOf(set.to_owned()),
                    None => Letter::Of(set),
                }
            }
            c => Letter::One(c),
        });
    }
    found
}
