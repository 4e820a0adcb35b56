//! What a rule finds in one text, and how findings are gathered.

use std::ops::Range;

use super::rule::Severity;

/// At most this many findings of a rule are told for one text; the last says how many more there are. A hostile text cannot flood the reader.
pub(super) const MOST_OF_A_RULE: usize = 20;

/// Something found, at bytes of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Raw {
    pub(super) rule: &'static str,
    pub(super) severity: Severity,
    /// Where; `None` when it is about the whole.
    pub(super) range: Option<Range<usize>>,
    pub(super) message: String,
    pub(super) hint: Option<String>,
    /// What to write over the range.
    pub(super) fix: Option<String>,
}

/// Takes what the rules find.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) list: Vec<Raw>,
    /// Fixes of findings that are not told because there are too many.
    pub(super) silent: Vec<(Range<usize>, Option<String>)>,
    rule: &'static str,
    severity: Option<Severity>,
    told: usize,
    more: usize,
}

impl Found {
    /// Says which rule speaks next.
    pub(super) fn begin(&mut self, rule: &'static str, severity: Severity) {
        self.end();
        self.rule = rule;
        self.severity = Some(severity);
    }

    /// Says that the rule has spoken.
    pub(super) fn end(&mut self) {
        if self.more > 0
            && let Some(last) = self.list.last_mut()
        {
            last.message
                .push_str(&format!(" (and {} more of this rule)", self.more));
        }
        self.told = 0;
        self.more = 0;
    }

    /// A finding at a place.
    pub(super) fn at(&mut self, range: Range<usize>, message: impl Into<String>) -> &mut Self {
        self.add(Some(range), message.into())
    }

    /// A finding about the whole.
    pub(super) fn whole(&mut self, message: impl Into<String>) -> &mut Self {
        self.add(None, message.into())
    }

    fn add(&mut self, range: Option<Range<usize>>, message: String) -> &mut Self {
        let Some(severity) = self.severity else {
            return self;
        };
        if self.told == MOST_OF_A_RULE {
            self.more += 1;
            if let Some(range) = range {
                self.silent.push((range, None));
            }
            return self;
        }
        self.told += 1;
        self.list.push(Raw {
            rule: self.rule,
            severity,
            range,
            message,
            hint: None,
            fix: None,
        });
        self
    }

    /// What to do about the last finding.
    pub(super) fn hint(&mut self, hint: impl Into<String>) -> &mut Self {
        if self.more == 0
            && let Some(last) = self.list.last_mut()
        {
            last.hint = Some(hint.into());
        }
        self
    }

    /// What to write over its place.
    pub(super) fn fix(&mut self, fix: impl Into<String>) -> &mut Self {
        if self.more == 0 {
            if let Some(last) = self.list.last_mut() {
                last.fix = Some(fix.into());
            }
        } else if let Some(last) = self.silent.last_mut() {
            last.1 = Some(fix.into());
        }
        self
    }
}

/// A text with what can be corrected corrected; `None` when nothing can. Of two corrections that touch the same place the first is made.
pub(super) fn corrected(text: &str, found: &Found) -> Option<String> {
    let told = found.list.iter().filter_map(|raw| {
        let fix = raw.fix.as_deref()?;
        Some((raw.range.clone()?, fix))
    });
    let silent = found
        .silent
        .iter()
        .filter_map(|(range, fix)| Some((range.clone(), fix.as_deref()?)));
    let mut edits: Vec<_> = told.chain(silent).collect();
    edits.sort_by_key(|(range, _)| (range.start, range.end));
    let mut out = String::with_capacity(text.len() + 16);
    let mut at = 0;
    for (range, fix) in edits {
        if range.start < at {
            continue;
        }
        out.push_str(text.get(at..range.start)?);
        out.push_str(fix);
        at = range.end;
    }
    out.push_str(text.get(at..)?);
    (out != text).then_some(out)
}
