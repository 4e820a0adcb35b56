//! What the keyword rules can notice in a message. The decisions (intent, level, ...) weigh these, and so does the model.

/// Declares the signals with the name that the rule files use and what a reader of `why` is told.
macro_rules! signals {
    ($($variant:ident = $name:literal, $about:literal;)+) => {
        /// A thing that rules can notice.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub(super) enum Signal { $($variant),+ }

        impl Signal {
            pub(super) const ALL: &[Signal] = &[$(Signal::$variant),+];

            /// The name in rule files and model files.
            pub(super) const fn name(self) -> &'static str {
                match self { $(Signal::$variant => $name),+ }
            }

            /// What it means, for `why`.
            pub(super) const fn about(self) -> &'static str {
                match self { $(Signal::$variant => $about),+ }
            }

            /// Those that the model reads, in the order of its features.
            pub(super) fn learnt() -> impl Iterator<Item = Signal> {
                Signal::ALL.iter().copied().take(LEARNT)
            }

            pub(super) fn parse(name: &str) -> Option<Signal> {
                match name { $($name => Some(Signal::$variant),)+ _ => None }
            }
        }
    };
}

signals! {
    Question = "question", "asks something";
    Complaint = "complaint", "words of dissatisfaction";
    Praise = "praise", "words of satisfaction";
    Defect = "defect", "something does not work";
    Order = "order", "order or delivery";
    Billing = "billing", "invoice, payment or refund";
    Suggestion = "suggestion", "wish or idea";
    Job = "job", "work with us";
    Press = "press", "press or partnership";
    Spam = "spam", "promotion or scam";
    Chat = "chat", "chat not addressed to us";
    Insult = "insult", "insult";
    Hate = "hate", "hate";
    Threat = "threat", "threat";
    Obscene = "obscene", "obscenity";
    Health = "health", "health risk words";
    Injury = "injury", "injury";
    Legal = "legal", "legal threat or authority";
    Breach = "breach", "data breach";
    Privacy = "privacy", "personal data request";
    Investigation = "investigation", "press investigation";
    Boycott = "boycott", "call for boycott";
    Scandal = "scandal", "scandal";
    Death = "death", "death";
    Racism = "racism", "racism or harassment by staff";
    Politics = "politics", "politics";
    Spread = "spread", "anger that addresses many";
    Repeated = "repeated", "repeated and unanswered";
    Staff = "staff", "attack on staff";
    Dishonesty = "dishonesty", "accusation of dishonesty";
    Churn = "churn", "threat to leave";
    Discrimination = "discrimination", "discrimination";
    Rumour = "rumour", "hearsay about us";
    Mistaken = "mistaken", "a claim to check";
    Dispute = "dispute", "dispute of employment";
    Urgent = "urgent", "says it is urgent";
    Deadline = "deadline", "a deadline";
    Outage = "outage", "service down";
    Anger = "anger", "anger";
    Sales = "sales", "wants to buy or a quote";
    Contest = "contest", "contest, campaign or community life";
    Work = "work", "working conditions";
    Rival = "rival", "opinion on a rival or survey";
    Defends = "defends", "defends us";
    Completes = "completes", "adds something";
    Thanks = "thanks", "thanks";
    OpenProblem = "open", "a problem still open";
    Happy = "happy", "glad words";
    Unhappy = "unhappy", "sad words";
    Irony = "irony", "praise that means blame";
    Relief = "relief", "words of trouble that deny it";
    Peril = "peril", "danger to life, or another matter that cannot wait";
}

/// How many there are.
const COUNT: usize = Signal::ALL.len();

/// How many the model reads: the idioms after them turn the sense of words that it has read already, and what is grave beyond doubt needs no second
/// opinion, so that their effect is set, not learnt.
pub(super) const LEARNT: usize = Signal::Irony as usize;

/// No signal counts for more than this, however many words repeat it.
pub(super) const CAP: f32 = 4.0;

/// The strength of every signal, at most [`CAP`].
#[derive(Clone, Debug)]
pub(super) struct Signals([f32; COUNT]);

impl Default for Signals {
    fn default() -> Self {
        Signals([0.0; COUNT])
    }
}

impl Signals {
    pub(super) fn get(&self, signal: Signal) -> f32 {
        self.0[signal as usize].clamp(0.0, CAP)
    }

    pub(super) fn has(&self, signal: Signal) -> bool {
        self.get(signal) >= 1.0
    }

    pub(super) fn any(&self, signals: &[Signal]) -> bool {
        signals.iter().any(|&signal| self.has(signal))
    }

    pub(super) fn add(&mut self, signal: Signal, weight: f32) {
        self.0[signal as usize] += weight;
    }

    pub(super) fn clear(&mut self) {
        self.0.fill(0.0);
    }

    /// Every signal for the model that was noticed, in the fixed order.
    pub(super) fn learnt(&self) -> impl Iterator<Item = (usize, f32)> {
        Signal::learnt()
            .map(|signal| self.get(signal))
            .enumerate()
            .filter(|&(_, value)| value > 0.0)
    }
}
