//! The text of spreadsheets: whatever encoding they were saved in, and their headers so that spelling does not matter.

use std::borrow::Cow;

/// The text of a spreadsheet's file: UTF-8, UTF-16 with its mark, or else what Windows writes in western Europe.
pub fn decoded(bytes: &[u8]) -> Cow<'_, str> {
    match encoding_rs::UTF_8.decode(bytes) {
        (text, _, false) => text,
        _ => encoding_rs::WINDOWS_1252.decode(bytes).0,
    }
}

/// Lower case without the accents of French, so that `Réseau`, `RESEAU` and `reseau` are one; `_` for blanks and `-`.
pub fn folded(text: &str) -> String {
    let letters = text.trim().chars().flat_map(char::to_lowercase);
    letters
        .map(|letter| match letter {
            'à' | 'â' | 'ä' => 'a',
            'é' | 'è' | 'ê' | 'ë' => 'e',
            'î' | 'ï' => 'i',
            'ô' | 'ö' => 'o',
            'ù' | 'û' | 'ü' => 'u',
            'ç' => 'c',
            ' ' | '-' | '\u{a0}' => '_',
            other => other,
        })
        .collect()
}
