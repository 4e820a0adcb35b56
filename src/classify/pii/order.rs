//! Numbers of orders, parcels, invoices and bookings: a code of five characters and more behind a word that says what it is.

use super::digits::{Group, Numbers};
use super::words::{Folded, Word, Words, word_before};
use super::{Found, Pii};

/// Words that name the thing itself; in compounds the number is named along with it.
static THINGS: Words = Words::new(&[
    // English
    "order",
    "orders",
    "parcel",
    "parcels",
    "package",
    "packages",
    "shipment",
    "shipments",
    "tracking",
    "invoice",
    "invoices",
    "booking",
    "bookings",
    "reservation",
    "consignment",
    // French
    "commande",
    "commandes",
    "cde",
    "cmd",
    "colis",
    "suivi",
    "facture",
    "factures",
    "livraison",
    "livraisons",
    "reservation",
    // German
    "bestellung",
    "bestellungen",
    "auftrag",
    "sendung",
    "sendungen",
    "paket",
    "pakete",
    "rechnung",
    "rechnungen",
    "buchung",
    "lieferung",
    "sendungsverfolgung",
    // Spanish, Portuguese, Italian
    "pedido",
    "pedidos",
    "envio",
    "paquete",
    "paquetes",
    "seguimiento",
    "rastreo",
    "factura",
    "facturas",
    "reserva",
    "encomenda",
    "encomendas",
    "rastreio",
    "rastreamento",
    "fatura",
    "ordine",
    "ordini",
    "spedizione",
    "spedizioni",
    "pacco",
    "pacchi",
    "tracciamento",
    "fattura",
    "fatture",
    "prenotazione",
]);
/// Compounds in which the number is named.
static COMPOUNDS: Words = Words::new(&[
    "bestellnummer",
    "bestellnummern",
    "bestellnr",
    "bestell-nr",
    "bestell-nummer",
    "auftragsnummer",
    "auftragsnr",
    "sendungsnummer",
    "sendungsnummern",
    "sendungsnr",
    "paketnummer",
    "rechnungsnummer",
    "rechnungsnummern",
    "rechnungsnr",
    "rechnungs-nr",
    "buchungsnummer",
    "buchungsnr",
    "trackingnummer",
    "tracking-nummer",
    "vorgangsnummer",
    "orderid",
    "order-id",
    "ordernr",
    "ordernumber",
]);
/// Words that say that a number comes.
static MARKERS: Words = Words::new(&[
    "n",
    "no",
    "nr",
    "nb",
    "num",
    "number",
    "numero",
    "nummer",
    "nummern",
    "numeros",
    "numbers",
    "id",
    "ref",
    "reference",
    "referenz",
    "referencia",
    "riferimento",
    "code",
    "codigo",
    "codice",
]);
/// Words that may stand between.
static FILLERS: Words = Words::new(&[
    "is",
    "est",
    "ist",
    "es",
    "e",
    "lautet",
    "de",
    "of",
    "der",
    "die",
    "do",
    "da",
    "della",
    "dell'ordine",
    "di",
    "del",
    "la",
    "le",
    "my",
    "meine",
    "meiner",
    "mon",
    "ma",
    "mi",
    "mio",
    "meu",
    "minha",
    "the",
    "votre",
    "notre",
    "your",
    "c'est",
    "was",
    "with",
    "avec",
    "mit",
    "sous",
]);

/// Words between two codes of a list.
static JOINS: Words = Words::new(&[
    "et", "and", "und", "y", "e", "ou", "or", "oder", "o", "puis",
]);

/// Words looked back at, at most.
const WORDS_BACK: usize = 6;
/// Longest code, in bytes.
const LONGEST: usize = 40;

/// Codes, appended in their order.
pub(super) fn find(numbers: Numbers<'_>, found: &mut Vec<Found>) {
    let mut floor = 0;
    let mut last: Option<Word<'_>> = None;
    for group in numbers.groups {
        if group.start < floor {
            continue;
        }
        let Some(code) = code_around(numbers, *group) else {
            continue;
        };
        floor = code.end;
        if is_code(code, true, numbers)
            && let Some(marked) = named_before(numbers.text, code.start)
                .or_else(|| last.and_then(|last| goes_on(numbers.text, last, code)))
            && is_code(code, marked, numbers)
        {
            last = Some(code);
            found.push(Found {
                kind: Pii::OrderNumber,
                start: code.start,
                end: code.end,
            });
        }
    }
}

/// Whether a list goes on from the code before to this one ("n° 12345, 12346 et n° 12347"), and whether a marker or a code of the same length says
/// that this is one more.
fn goes_on(text: &str, last: Word<'_>, code: Word<'_>) -> Option<bool> {
    let between = text
        .get(last.end..code.start)
        .filter(|between| between.len() <= 16)?;
    let is_mark = |c: char| {
        matches!(
            c,
            ' ' | '\u{a0}' | ',' | ';' | '&' | '#' | '°' | 'º' | '.' | '+' | '/' | '\n' | '-'
        )
    };
    let mut marked = last.text.len() == code.text.len() || between.contains(['#', '°', 'º']);
    for word in between.split(is_mark).filter(|word| !word.is_empty()) {
        let folded = Folded::of(word);
        let is_marker = folded.is_any(&MARKERS);
        if !is_marker && !folded.is_any(&JOINS) {
            return None;
        }
        marked |= is_marker;
    }
    Some(marked)
}

/// The letters, digits, dashes and slashes around a group of digits.
fn code_around(numbers: Numbers<'_>, group: Group) -> Option<Word<'_>> {
    let bytes = numbers.text.as_bytes();
    let is_of_code =
        |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'/');
    let head = bytes.get(..group.start)?.iter().rev();
    let start = group.start - head.take(LONGEST).take_while(is_of_code).count();
    let tail = bytes.get(group.end..)?.iter();
    let end = group.end + tail.take(LONGEST).take_while(is_of_code).count();
    let text = numbers.text.get(start..end)?;
    // `n/A123`, `no-A123`: the mark is not of the code.
    let is_mark = |c: char| matches!(c, '-' | '_' | '/');
    let trimmed = text.trim_start_matches(is_mark);
    let start = end - trimmed.len();
    let text = trimmed.trim_end_matches(is_mark);
    let end = start + text.len();
    Some(Word { text, start, end })
}

/// Whether it looks like the number of something.
fn is_code(code: Word<'_>, marked: bool, numbers: Numbers<'_>) -> bool {
    let is_digit = |c: &char| c.is_ascii_digit();
    let digits = code.text.chars().filter(is_digit).count();
    let letters = code.text.chars().filter(char::is_ascii_alphabetic).count();
    let after = numbers.text.get(code.end..).unwrap_or_default();
    let next = after.trim_start();
    let of_money = next.starts_with(['€', '$', '£', '%'])
        || next.starts_with("EUR")
        || next.starts_with("euro");
    let goes_on = after.starts_with(['.', ',', ':', '\''])
        && after.chars().nth(1).is_some_and(|c| c.is_ascii_digit());
    let before = numbers.before(code.start);
    let odd_start = before
        .is_some_and(|c| c.is_alphanumeric() || matches!(c, '@' | '€' | '$' | '£' | '.' | ','));
    if code.text.len() < 5
        || code.text.len() > LONGEST
        || of_money
        || goes_on
        || odd_start
        || is_date(code.text)
    {
        return false;
    }
    match (marked, letters) {
        (true, _) => digits >= 3,
        // Without a mark a plain figure may be how many.
        (false, 0) => digits >= 6,
        (false, _) => digits >= 4 && digits * 2 >= letters,
    }
}

/// `2026-11-22`, `22/11/2026`.
fn is_date(code: &str) -> bool {
    let mut sizes = code.split(['-', '/']).map(str::len);
    let sizes = [sizes.next(), sizes.next(), sizes.next(), sizes.next()];
    let two_or_four = |size: Option<usize>| matches!(size, Some(1 | 2 | 4));
    code.bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'/'))
        && sizes.into_iter().take(3).all(two_or_four)
        && sizes.last() == Some(&None)
}

/// Whether a thing that has a number is named before a byte, with nothing but markers and fillers between; and whether a marker says that a number comes.
fn named_before(text: &str, code: usize) -> Option<bool> {
    let mut at = code;
    let mut marked = false;
    let mut named = false;
    for _ in 0..WORDS_BACK {
        let head = text.get(..at)?;
        let bare = head.trim_end_matches([
            ' ', '\u{a0}', '\u{202f}', ':', '#', '(', '°', 'º', '.', '*', '"', '«', '=', '-', '\n',
        ]);
        let between = head.get(bare.len()..).unwrap_or_default();
        if between.len() > 8 {
            break;
        }
        marked |= !named && between.contains(['#', '°', 'º', ':', '=']);
        let Some(word) = word_before(text, bare.len()) else {
            break;
        };
        let folded = Folded::of(word.text.trim_end_matches('-'));
        if folded.is_any(&COMPOUNDS) {
            return Some(true);
        }
        let is_thing = folded.is_any(&THINGS) || elided(&folded);
        let is_marker = folded.is_any(&MARKERS);
        marked |= is_marker;
        // "number of my order" names the number before the thing.
        match (is_thing, named) {
            (true, _) => named = true,
            (false, true) if !is_marker && !folded.is_any(&FILLERS) => break,
            (false, false) if !is_marker && !folded.is_any(&FILLERS) => return None,
            _ => {}
        }
        at = word.start;
    }
    named.then_some(marked)
}

/// `l'ordine`, `d'ordine`.
fn elided(folded: &Folded) -> bool {
    let bytes = folded.bytes();
    let tail = bytes
        .iter()
        .position(|byte| *byte == b'\'')
        .and_then(|at| bytes.get(at + 1..));
    tail.is_some_and(|tail| THINGS.holds(tail))
}
