//! Keeps what was redacted out of `why`: no word is told there that the redacted message does not have.

use std::collections::{BTreeMap, HashSet};

use super::labeler::{Labeler, Scratch, read_as, tokenize};
use super::language::{Detected, Lang};
use super::signal::Signal;

/// What stands where nothing else can be told.
const UNSAID: &str = "personal data, which is not told";

impl Labeler<'_> {
    /// Takes the words that are not in the redacted title and text out of the reasons of a message of this language.
    pub(super) fn leave_unsaid(
        &self,
        scratch: &mut Scratch,
        (title, text): (Option<&str>, &str),
        lang: &str,
        why: &mut BTreeMap<String, Vec<String>>,
    ) {
        tokenize(scratch, self.model(), title, text);
        read_as(
            scratch,
            Detected {
                code: "und",
                score: 1.0,
                lang: Lang::parse(lang),
            },
        );
        let spelled = |token: &super::tokens::Token| scratch.spellings.text_of(token.spelling);
        let mut told: HashSet<&str> = scratch.tokens.list.iter().map(spelled).collect();
        for signal in Signal::ALL {
            told.extend(scratch.found.phrases(*signal));
        }
        for reasons in why.values_mut().filter(|reasons| !reasons.is_empty()) {
            *reasons = reasons
                .iter()
                .filter_map(|reason| without(reason, &told))
                .collect();
            if reasons.is_empty() {
                reasons.push(UNSAID.to_owned());
            }
        }
    }
}

/// A reason of which only such quoted words are left as may be told; nothing when it had some and none is left.
fn without(reason: &str, told: &HashSet<&str>) -> Option<String> {
    let Some((before, quoted)) = reason.split_once('`') else {
        return Some(reason.to_owned());
    };
    if let Some((word, after)) = quoted.rsplit_once('`')
        && !word.contains("`, `")
    {
        return told
            .contains(word)
            .then(|| format!("{before}`{word}`{after}"));
    }
    let words = quoted.trim_end_matches('`').split("`, `");
    let left: Vec<String> = words
        .filter(|word| told.contains(word))
        .map(|word| format!("`{word}`"))
        .collect();
    (!left.is_empty()).then(|| format!("{before}{}", left.join(", ")))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, HashSet};

    use super::{UNSAID, without};
    use crate::classify::{Labeler, Message, Model, Options, Scratch};

    #[test]
    fn only_words_that_may_be_told_are_left() {
        let told = HashSet::from(["horrible", "jamais reçu"]);
        for (reason, left) in [
            ("`horrible` +0.46", Some("`horrible` +0.46")),
            ("`dupont` +0.46", None),
            ("intent spam, level 1", Some("intent spam, level 1")),
            (
                "rule: anger: `dupont`, `horrible`, `jamais reçu`",
                Some("rule: anger: `horrible`, `jamais reçu`"),
            ),
            ("rule: anger: `dupont`", None),
        ] {
            assert_eq!(without(reason, &told).as_deref(), left, "{reason}");
        }
    }

    #[test]
    fn what_is_redacted_is_not_told_however_it_is_spelled() {
        let labeler = Labeler::new(
            Model::shipped(),
            Options {
                explain: true,
                ..Options::default()
            },
        );
        let mut scratch = Scratch::new();
        let text = "écrivez à Horriiiible.Dupont@exemple.fr, service nul";
        let message = Message {
            text,
            ..Message::default()
        };
        let labels = labeler.label(&mut scratch, &message);
        let mut why = labels.why.clone();
        let redacted = (None, "écrivez à [email], service nul");
        labeler.leave_unsaid(&mut scratch, redacted, &labels.lang, &mut why);
        let all = serde_json::to_string(&why).unwrap();
        assert!(
            !all.contains("dupont") && !all.contains("horr") && !all.contains("exemple"),
            "{all}"
        );
        assert!(all.contains("`nul`"), "{all}");
        let mut alone = BTreeMap::from([("intent".to_owned(), vec!["`dupont` +1.00".to_owned()])]);
        labeler.leave_unsaid(&mut scratch, redacted, &labels.lang, &mut alone);
        assert_eq!(alone["intent"], [UNSAID]);
    }
}
