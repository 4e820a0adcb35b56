//! What two messages must agree in, beside most of their words, to be copies: numbers, dates, negations, and the tone.
//!
//! A shingle is one of many, so that another order number or one `not` more would hardly count among them; yet each makes it another message.

use std::sync::LazyLock;

use hashbrown::HashMap;

use super::wording::{Kind, hash_of_word, mix};
use crate::classify::negation::NEGATORS;

/// From this difference of sentiment scores on, two messages say the opposite.
const APART: i16 = 80;

/// The numbers, dates and negations of a message, in any order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::classify) struct Facts(u64);

impl Facts {
    /// Takes in the hash of a word.
    pub(super) fn hear(&mut self, word: u64, kind: Kind) {
        let weight = match kind {
            Kind::Number => mix(word),
            Kind::Not => mix(1),
            Kind::Letter => 0,
            Kind::Plain => TELLING.get(&word).copied().unwrap_or(0),
        };
        self.0 = self.0.wrapping_add(weight);
    }

    /// The half of them that is compared; 0 when there are none.
    pub(super) fn hash(self) -> u32 {
        (self.0 >> 32) as u32
    }
}

/// What a message says beside its words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Meaning {
    facts: u32,
    /// Sentiment score in hundredths, if our model judged it.
    tone: Option<i8>,
}

impl Meaning {
    /// Bytes of a meaning that is written.
    pub(in crate::classify) const BYTES: usize = 5;

    /// Of the facts of a message, and its sentiment score in [-1, 1] unless somebody said the tone.
    pub(in crate::classify) fn new(facts: Facts, score: Option<f32>) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "at most a hundred")]
        let hundredths = |score: f32| (score.clamp(-1.0, 1.0) * 100.0) as i8;
        Meaning {
            facts: facts.hash(),
            tone: score.map(hundredths),
        }
    }

    pub(super) fn facts(self) -> Facts {
        Facts(u64::from(self.facts) << 32)
    }

    /// Whether two messages of almost the same words may be copies.
    pub(super) fn agrees(self, other: Meaning) -> bool {
        let apart = match (self.tone, other.tone) {
            (Some(one), Some(other)) => (i16::from(one) - i16::from(other)).abs() >= APART,
            _ => false,
        };
        self.facts == other.facts && !apart
    }

    /// As bytes, for the stage where the lines are in order.
    pub(in crate::classify) fn to_bytes(self) -> [u8; Meaning::BYTES] {
        let [a, b, c, d] = self.facts.to_le_bytes();
        [a, b, c, d, self.tone.unwrap_or(i8::MIN).cast_unsigned()]
    }

    /// The same back.
    pub(in crate::classify) fn from_bytes([a, b, c, d, tone]: [u8; Meaning::BYTES]) -> Self {
        let tone = tone.cast_signed();
        Meaning {
            facts: u32::from_le_bytes([a, b, c, d]),
            tone: (tone != i8::MIN).then_some(tone),
        }
    }
}

/// Negators of other languages than those of [`NEGATORS`].
const MORE_NEGATORS: &str = "niet geen не нет ни لا لم لن ليس değil yok";
/// Words of which each is the opposite of another that stands in the same place: `it works badly`. The tone of a long message may not hear them.
const BAD: &str = "bad badly worse worst hate hated hates dislike avoid unhappy dissatisfied unsatisfied mal mauvais mauvaise pire pires déteste détestons \
    insatisfait insatisfaite mécontent mécontente éviter évitez déconseille schlecht schlechte schlechter schlechtes schlimm hasse unzufrieden vermeiden malo \
    mala peor odio descontento insatisfecho evitad male cattivo cattiva peggio peggiore odiare scontento evitate ruim pior insatisfeito evitem";
/// Is `ne` without its accent, which French has beside other negators or leaves out.
const NO_NEGATOR: &str = "né";

/// Days of the week and months, of the six languages of the rules.
const DATES: &str = "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november \
    december lundi mardi mercredi jeudi vendredi samedi dimanche janvier février mars avril mai juin juillet août septembre octobre novembre décembre montag \
    dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz juni juli oktober dezember lunes martes miércoles jueves viernes sábado domingo \
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre lunedì martedì mercoledì giovedì venerdì sabato domenica gennaio \
    febbraio aprile maggio giugno luglio settembre ottobre dicembre segunda terça quarta quinta sexta janeiro fevereiro março maio junho julho setembro \
    outubro dezembro";

/// What each telling word adds: every negator the same, and every bad word.
static TELLING: LazyLock<HashMap<u64, u64>> = LazyLock::new(|| {
    let dates = DATES.split_whitespace().map(|word| {
        let hash = hash_of_word(word);
        (hash, mix(hash))
    });
    let negators = NEGATORS
        .iter()
        .copied()
        .filter(|word| *word != NO_NEGATOR)
        .chain(MORE_NEGATORS.split_whitespace())
        .map(|word| (hash_of_word(word), mix(1)));
    let bad = BAD
        .split_whitespace()
        .map(|word| (hash_of_word(word), mix(2)));
    dates.chain(negators).chain(bad).collect()
});
