//! The language of a word or two: by words that one language alone has; by the letters only where several words have enough of them for a guess.

use super::super::lex::Kind;
use super::super::spelling::Spellings;
use super::super::tokens::Tokens;
use super::words::WORDS;
use super::{Detected, Lang, UNKNOWN, found};

/// Letters below which they decide nothing by themselves: of texts so short, letters alone name the wrong language of one in three.
pub(super) const FEW_LETTERS: usize = 15;
/// Letters from which those of several words are good for a guess.
const SOME_LETTERS: usize = 8;

/// Words that people of many languages type.
const EVERYBODYS: &str = "ok okay k lol omg wtf wow haha hahaha top super bravo cool no non si ja ah oh eh hm hmm hey yo ha pff pfff bof stop fan pro max \
    info test email mail app shop service client excellent horrible terrible incroyable fantastic bien";

/// What people say in a word or two, and no other of the languages here says.
const SAID: &[(Lang, &str)] = &[
    (
        Lang::En,
        "hello hi hey yes yeah yep nope thanks thank thx ty please sorry great awesome amazing nice perfect love loved lovely awful worst best bad good \
         disappointed disgusting rubbish brilliant congrats congratulations welcome help broken refund scam beautiful cheers goodbye bye delicious",
    ),
    (
        Lang::Fr,
        "bonjour bonsoir salut coucou merci oui svp stp parfait parfaite génial géniale nul nulle nuls honteux honteuse scandaleux déçu déçue dommage \
         pardon désolé désolée magnifique formidable arnaque arnaqueurs voleurs félicitations bienvenue mdr ptdr remboursez quoi pourquoi dégueulasse délicieux",
    ),
    (
        Lang::De,
        "hallo danke dankeschön bitte ja nein tschüss tschüs guten schade toll klasse schlecht schlimm furchtbar schrecklich wunderbar perfekt gut leider \
         entschuldigung moin servus grüezi geil enttäuscht enttäuschend unverschämt betrug lecker \
         gute nacht echt wirklich",
    ),
    (
        Lang::Es,
        "hola gracias sí vale perdón bueno buenos buenas malo malísimo genial perfecto estupendo vergüenza estafa adiós felicidades encanta pésimo qué \
         cuándo dónde enhorabuena",
    ),
    (
        Lang::It,
        "grazie ciao buongiorno buonasera prego sì bene benissimo bello bellissimo bellissima perfetto ottimo pessimo vergogna scusa scusate truffa deluso \
         delusa arrivederci complimenti bravissimi fantastico buonanotte",
    ),
    (
        Lang::Pt,
        "olá oi obrigado obrigada sim não perfeito ótimo péssimo adorei vergonha golpe desculpa parabéns tchau valeu bom boa",
    ),
];

/// The language of a text of few letters; nothing when it is not in Latin script, whose letters tell.
pub(super) fn detect(
    tokens: &Tokens,
    spellings: &Spellings,
    declared: Option<&'static str>,
    by_letters: impl FnOnce() -> &'static str,
) -> Option<Detected> {
    let mut votes = [0_u16; WORDS.len()];
    for token in tokens.list.iter().filter(|token| token.kind == Kind::Word) {
        let word = spellings.text_of(token.spelling);
        if !word.chars().all(is_latin) {
            return None;
        }
        let said = said_in(word);
        if said.is_empty() && is_everybodys(word) {
            continue;
        }
        let by_letter = word.chars().find_map(own_letter).map(Lang::code);
        let common = spellings.get(token.spelling).votes;
        for (at, ((code, _), votes)) in WORDS.iter().zip(&mut votes).enumerate() {
            // One that is said alone outweighs an article that it shares with another language.
            *votes += match said.as_slice() {
                [] => u16::from(common >> at & 1 == 1),
                said => 2 * u16::from(said.contains(code)),
            } + u16::from(by_letter == Some(*code));
        }
    }
    let most = votes.iter().copied().max().unwrap_or(0);
    let best: Vec<&'static str> = WORDS
        .iter()
        .zip(votes)
        .filter(|(_, count)| *count == most && most > 0)
        .map(|((code, _), _)| *code)
        .collect();
    Some(match (best.as_slice(), declared) {
        ([one], _) => found(one, 0.8),
        ([], Some(declared)) => found(declared, 0.5),
        (several, Some(declared)) if several.contains(&declared) => found(declared, 0.7),
        ([], None) => guess(tokens, by_letters()),
        // Among the languages that have these words the letters may choose.
        (several, _) => {
            let code = by_letters();
            if several.contains(&code) {
                found(code, 0.6)
            } else {
                UNKNOWN
            }
        }
    })
}

/// What the letters of several words say, as the guess it is; of a single word nothing.
fn guess(tokens: &Tokens, by_letters: &'static str) -> Detected {
    let words = tokens.list.iter().filter(|token| token.kind == Kind::Word);
    if words.count() < 2 || tokens.letters < SOME_LETTERS || Lang::parse(by_letters).is_none() {
        return UNKNOWN;
    }
    found(by_letters, 0.5)
}

/// The language that alone has a letter, among those of the words.
fn own_letter(c: char) -> Option<Lang> {
    Some(match c {
        'ß' => Lang::De,
        'ñ' => Lang::Es,
        'ã' | 'õ' => Lang::Pt,
        'œ' => Lang::Fr,
        _ => return None,
    })
}

/// A letter of Latin script, with its accents (up to Latin Extended-B, and Latin Extended Additional), or none at all.
fn is_latin(c: char) -> bool {
    !c.is_alphabetic() || matches!(c, '\0'..='\u{24f}' | '\u{1e00}'..='\u{1eff}')
}

fn said_in(word: &str) -> Vec<&'static str> {
    let of = |(_, words): &&(Lang, &str)| words.split_whitespace().any(|said| said == word);
    let said = SAID.iter().filter(of);
    said.map(|(lang, _)| lang.code()).collect()
}

fn is_everybodys(word: &str) -> bool {
    EVERYBODYS.split_whitespace().any(|known| known == word)
}
