//! The list of rules: a line for each, with how grave a breach is unless the charter says otherwise.

use super::finding::Found;
use super::scope::Scope;
use super::{
    address, channel, dates, disclosure, emoji, hashtags, hygiene, links, media, spelling, tone,
    typography, words,
};

pub use crate::record::FindingSeverity as Severity;

/// A rule of the charter.
#[derive(Clone, Copy)]
pub struct Rule {
    /// Its name in findings and in `[charter.rules]`.
    pub id: &'static str,
    /// How grave a breach is where the charter says nothing.
    pub severity: Severity,
    /// What it asks for, in a line.
    pub about: &'static str,
    pub(super) check: fn(&Scope<'_>, &mut Found),
}

use Severity::{Error, Info, Warning};

/// Every rule, family by family.
#[rustfmt::skip]
pub const RULES: &[Rule] = &[
    rule("empty", Warning, "a draft has a text", channel::empty),
    rule("length", Error, "the text is not longer than its network takes, as that network counts", channel::length),
    rule("length-charter", Warning, "the text is not longer than the charter's `max_length`", channel::length_charter),
    rule("channel-unknown", Info, "the limits of the channel's network are known", channel::unknown),
    rule("media-missing", Error, "a network that shows nothing without a picture or film gets one", media::missing),
    rule("media-count", Error, "there are not more pictures and films than the network takes", media::count),
    rule("media-mix", Error, "pictures and films are not mixed where the network refuses that", media::mix),
    rule("alt-missing", Warning, "every picture has a text for those who do not see it", media::alt_missing),
    rule("alt-length", Error, "alt texts are not longer than the network takes", media::alt_length),
    rule("link-form", Error, "links are well-formed", links::form),
    rule("link-insecure", Warning, "links are https", links::insecure),
    rule("link-private", Error, "links lead to pages that the public can open, and carry no password", links::private),
    rule("link-banned", Error, "links do not lead to the charter's `banned_links`", links::banned),
    rule("link-unclickable", Info, "links stand where the network makes them clickable", links::unclickable),
    rule("hashtag-limit", Error, "there are not more hashtags than the network takes", hashtags::limit),
    rule("hashtag-count", Warning, "there are as many hashtags as the charter wants", hashtags::count),
    rule("hashtag-case", Warning, "each word of a long hashtag has a capital, and the charter's `hashtags` are written as there", hashtags::case),
    rule("hashtag-cut", Warning, "no sign cuts a hashtag short", hashtags::cut),
    rule("hashtag-banned", Error, "none of the charter's `banned_hashtags`", hashtags::banned),
    rule("hashtag-required", Error, "all of the charter's `required_hashtags`", hashtags::required),
    rule("hashtag-repeated", Warning, "no hashtag comes twice", hashtags::repeated),
    rule("word-banned", Error, "none of the charter's `banned` words", words::banned),
    rule("word-required", Error, "one of the charter's `required` words", words::required),
    rule("word-replace", Warning, "the words that the charter prefers (`replace`)", words::replace),
    rule("name-written", Warning, "the charter's `names` are written as they are", words::names),
    rule("tone-exclamation", Warning, "no runs of exclamation or question marks, and no more of them than `max_exclamations`", tone::exclamation),
    rule("tone-capitals", Warning, "nothing is shouted in capitals", tone::capitals),
    rule("tone-stretched", Warning, "no words streeeetched", tone::stretched),
    rule("tone-emoji", Warning, "no more emoji than `max_emoji`", emoji::count),
    rule("tone-emoji-run", Warning, "no emoji three times in a row", emoji::run),
    rule("tone-address", Warning, "tu or vous, as the charter's `address` says, and never both", address::address),
    rule("disclosure-missing", Error, "a paid post says so", disclosure::missing),
    rule("disclosure-weak", Error, "a paid post says so in words that the law or the authority accepts", disclosure::weak),
    rule("disclosure-late", Warning, "a paid post says so before the fold", disclosure::late),
    rule("disclosure-unpaid", Info, "what says that it is paid is marked `paid`", disclosure::unpaid),
    rule("date-weekday", Error, "the weekday of a date is that of the calendar", dates::weekday),
    rule("date-impossible", Error, "a date exists", dates::impossible),
    rule("date-slot", Warning, "tomorrow, tonight and the like agree with when the post goes out", dates::slot),
    rule("date-past", Warning, "what is announced is not over when the post goes out", dates::past),
    rule("text-placeholder", Error, "nothing is left to fill in", hygiene::placeholder),
    rule("text-mojibake", Error, "no letters broken by a wrong encoding", hygiene::mojibake),
    rule("text-invisible", Warning, "no invisible or directional characters", hygiene::invisible),
    rule("text-decomposed", Info, "accents are part of their letters (Unicode NFC)", hygiene::decomposed),
    rule("text-fancy", Warning, "no mathematical letters for bold or script, which screen readers spell or skip", hygiene::fancy),
    rule("text-markup", Warning, "no HTML or Markdown where the network shows it as it is", hygiene::markup),
    rule("text-repeated-word", Warning, "no word twice in a row", hygiene::repeated_word),
    rule("lang-mismatch", Warning, "the text is in the language that the draft names", hygiene::lang_mismatch),
    rule("typo-space", Warning, "spaces before ; : ! ? and inside guillemets as the language has them", typography::space),
    rule("typo-punctuation", Warning, "no space before a comma or full stop, one after", typography::punctuation),
    rule("typo-double-space", Warning, "one space between words", typography::double_space),
    rule("typo-trailing-space", Info, "no space at the end of a line", typography::trailing_space),
    rule("typo-quotes", Warning, "the quotation marks of the language", typography::quotes),
    rule("typo-apostrophe", Warning, "typographic apostrophes in French, one kind in English", typography::apostrophe),
    rule("typo-ellipsis", Warning, "an ellipsis has three dots", typography::ellipsis),
    rule("typo-dash", Info, "dashes between words and years, hyphens inside words", typography::dash),
    rule("typo-number", Warning, "numbers and their units as the language writes them", typography::number),
    rule("typo-ordinal", Warning, "ordinals as the language writes them", typography::ordinal),
    rule("typo-capital-accent", Warning, "capitals keep their accents", typography::capital_accent),
    rule("typo-ligature", Warning, "œ where the language has it", typography::ligature),
    rule("typo-pairs", Warning, "what opens also closes", typography::pairs),
    rule("spelling", Warning, "words are in the dictionary or in the charter's `words`", spelling::spelling),
    rule("duplicate", Error, "the text is not that of another draft or of a recent post", elsewhere),
    rule("duplicate-near", Warning, "the text is not nearly that of another draft or of a recent post", elsewhere),
];

const fn rule(
    id: &'static str,
    severity: Severity,
    about: &'static str,
    check: fn(&Scope<'_>, &mut Found),
) -> Rule {
    Rule {
        id,
        severity,
        about,
        check,
    }
}

/// What compares drafts with one another is done by [`super::duplicates`], which sees them all.
fn elsewhere(_: &Scope<'_>, _: &mut Found) {}

/// The rule of a name.
pub fn rule_named(id: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.id == id)
}
