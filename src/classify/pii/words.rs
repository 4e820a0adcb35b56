//! Words near a number: where they begin and end, and whether they are on a list, whatever their case and accents.

/// A word and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word<'a> {
    pub(super) text: &'a str,
    pub(super) start: usize,
    pub(super) end: usize,
}

impl Word<'_> {
    /// Whether its first letter is a capital.
    pub(super) fn is_name(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_uppercase)
    }

    pub(super) fn is_any(&self, list: &Words) -> bool {
        Folded::of(self.text).is_any(list)
    }
}

/// A list of words in folded form, with a table that says at once of most others that they are not on it.
pub(super) struct Words {
    list: &'static [&'static str],
    /// By length, a bit for each first letter.
    starts: [u32; LONGEST],
}

impl Words {
    pub(super) const fn new(list: &'static [&'static str]) -> Self {
        let mut starts = [0; LONGEST];
        let mut at = 0;
        while at < list.len() {
            let word = list[at].as_bytes();
            starts[word.len()] |= bit(word[0]);
            at += 1;
        }
        Words { list, starts }
    }

    pub(super) fn holds(&self, word: &[u8]) -> bool {
        let (Some(first), Some(starts)) = (word.first(), self.starts.get(word.len())) else {
            return false;
        };
        starts & bit(*first) != 0 && self.list.iter().any(|known| known.as_bytes() == word)
    }
}

const fn bit(letter: u8) -> u32 {
    1 << (letter & 31)
}

/// Longer words are compared with no list, in bytes.
const LONGEST: usize = 32;

/// A word in small letters without accents.
#[derive(Clone, Copy, Debug)]
pub(super) struct Folded {
    bytes: [u8; LONGEST],
    len: usize,
}

impl Folded {
    /// The word's form; empty when it is longer than any word of a list.
    pub(super) fn of(word: &str) -> Self {
        let mut folded = Folded {
            bytes: [0; LONGEST],
            len: 0,
        };
        if word.is_ascii() {
            if let Some(slots) = folded.bytes.get_mut(..word.len()) {
                slots.copy_from_slice(word.as_bytes());
                slots.make_ascii_lowercase();
                folded.len = word.len();
            }
            return folded;
        }
        for c in word.chars() {
            let mut buffer = [0; 4];
            let plain: &[u8] = match c {
                'à'..='å' | 'À'..='Å' => b"a",
                'ç' | 'Ç' => b"c",
                'è'..='ë' | 'È'..='Ë' => b"e",
                'ì'..='ï' | 'Ì'..='Ï' => b"i",
                'ñ' | 'Ñ' => b"n",
                'ò'..='ö' | 'Ò'..='Ö' | 'º' => b"o",
                'ù'..='ü' | 'Ù'..='Ü' => b"u",
                'ß' | 'ẞ' => b"ss",
                _ => c.to_ascii_lowercase().encode_utf8(&mut buffer).as_bytes(),
            };
            match folded.bytes.get_mut(folded.len..folded.len + plain.len()) {
                Some(slots) => slots.copy_from_slice(plain),
                None => return Folded { len: 0, ..folded },
            }
            folded.len += plain.len();
        }
        folded
    }

    pub(super) fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.len).unwrap_or_default()
    }

    pub(super) fn is_any(&self, list: &Words) -> bool {
        list.holds(self.bytes())
    }
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphanumeric()
        || !c.is_ascii() && c.is_alphanumeric()
        || matches!(c, '\'' | '’' | '-')
}

/// The word that begins at a byte or after blanks that follow it.
pub(super) fn word_after(text: &str, from: usize) -> Option<Word<'_>> {
    let rest = text.get(from..)?;
    let bare = rest.trim_start_matches([' ', '\u{a0}', '\t']);
    let start = from + rest.len() - bare.len();
    // Longer ones are no words; what is looked at stays bounded.
    let len: usize = bare
        .chars()
        .take(40)
        .take_while(|&c| is_letter(c))
        .map(char::len_utf8)
        .sum();
    let end = start + len;
    Some(Word {
        text: text.get(start..end)?,
        start,
        end,
    })
    .filter(|word| !word.text.is_empty())
}

/// The word that ends at a byte or before blanks that lead to it.
pub(super) fn word_before(text: &str, to: usize) -> Option<Word<'_>> {
    let head = text.get(..to)?;
    let end = head.trim_end_matches([' ', '\u{a0}', '\t']).len();
    let head = text.get(..end)?;
    let len: usize = head
        .chars()
        .rev()
        .take(40)
        .take_while(|&c| is_letter(c))
        .map(char::len_utf8)
        .sum();
    let start = end - len;
    Some(Word {
        text: text.get(start..end)?,
        start,
        end,
    })
    .filter(|word| !word.text.is_empty())
}

/// Whether one of the stems begins a word in the `window` bytes before a byte. The stems are in folded form.
pub(super) fn stem_before(text: &str, to: usize, window: usize, stems: &[&str]) -> bool {
    let mut at = to;
    let floor = to.saturating_sub(window);
    let mut blanks = 0;
    while at > floor {
        match word_before(text, at) {
            Some(word) => {
                let folded = Folded::of(word.text);
                let starts = |stem: &&str| folded.bytes().starts_with(stem.as_bytes());
                if stems.iter().any(starts) {
                    return true;
                }
                at = word.start;
            }
            None => {
                // A mark that is no letter.
                let head = text.get(..at).unwrap_or_default().trim_end();
                at = head.char_indices().next_back().map_or(0, |(at, _)| at);
                blanks += 1;
                if blanks > 8 {
                    return false;
                }
            }
        }
    }
    false
}
