//! The words that teams write into the status column.

use super::super::sheet::folded;
use crate::record::DraftStatus;

/// The words of each status, folded.
#[rustfmt::skip]
const WORDS: [(DraftStatus, &[&str]); 8] = [
    (DraftStatus::Idea, &["idea", "ideas", "idee", "idees", "concept"]),
    (DraftStatus::Draft, &[
        "draft", "drafting", "in_progress", "wip", "todo", "to_do", "to_write", "writing", "changes_requested", "needs_changes", "needs_work",
        "brouillon", "a_rediger", "a_ecrire", "a_faire", "en_cours", "en_redaction", "en_cours_de_redaction", "a_corriger", "a_modifier", "a_revoir",
    ]),
    (DraftStatus::Pending, &[
        "pending", "review", "in_review", "under_review", "to_review", "for_review", "needs_review", "ready_for_review", "to_approve", "for_approval",
        "needs_approval", "pending_approval", "pending_review", "awaiting_approval", "waiting_for_approval", "waiting", "submitted",
        "en_attente", "en_attente_de_validation", "a_valider", "en_validation", "en_cours_de_validation", "a_approuver", "a_relire", "relecture",
        "en_relecture", "pret_a_valider", "soumis", "soumise",
    ]),
    (DraftStatus::Approved, &[
        "approved", "ok", "validated", "accepted", "ready", "ready_to_publish", "ready_to_post", "ready_to_schedule", "to_schedule", "to_publish",
        "valide", "validee", "approuve", "approuvee", "accepte", "acceptee", "pret", "prete", "pret_a_publier", "prete_a_publier", "a_publier",
        "a_programmer", "a_planifier", "bat", "bon_a_tirer",
    ]),
    (DraftStatus::Scheduled, &["scheduled", "planned", "programme", "programmee", "planifie", "planifiee"]),
    (DraftStatus::Published, &["published", "posted", "live", "online", "publie", "publiee", "en_ligne", "poste", "postee"]),
    (DraftStatus::Rejected, &[
        "rejected", "declined", "cancelled", "canceled", "dropped", "refuse", "refusee", "rejete", "rejetee", "annule", "annulee", "abandonne",
        "abandonnee",
    ]),
    (DraftStatus::Expired, &["expired", "outdated", "expire", "expiree", "perime", "perimee"]),
];

/// The status that a cell means, whatever marks stand around its words (`✅ Validé`).
pub(super) fn status(text: &str) -> Option<DraftStatus> {
    let word = folded(text.trim_matches(|letter: char| !letter.is_alphanumeric()));
    let known = WORDS
        .iter()
        .find(|(_, words)| words.contains(&word.as_str()));
    known.map(|(status, _)| *status)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{WORDS, status};
    use crate::record::DraftStatus;

    #[test]
    fn words_of_both_languages() {
        for (text, meant) in [
            ("In review", DraftStatus::Pending),
            ("Needs approval", DraftStatus::Pending),
            ("À valider", DraftStatus::Pending),
            ("prêt", DraftStatus::Approved),
            ("✅ Validé", DraftStatus::Approved),
            ("SCHEDULED", DraftStatus::Scheduled),
        ] {
            assert_eq!(status(text), Some(meant), "{text}");
        }
        // Written and ready, or published?
        assert_eq!(status("done"), None);
        assert_eq!(status("✅"), None);
    }

    #[test]
    fn no_word_means_two_things() {
        let mut seen = BTreeSet::new();
        for word in WORDS.iter().flat_map(|(_, words)| *words) {
            assert!(seen.insert(word), "{word}");
            assert!(status(word).is_some(), "{word}");
        }
    }
}
