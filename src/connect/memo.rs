//! What a connector writes down for itself in an ask and reads again with the answer.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::connector::Ask;

/// A note for the reading of the answer.
pub(super) fn remember<T: Serialize>(memo: &T) -> String {
    serde_json::to_string(memo).unwrap_or_default()
}

/// What was written down in an ask; what is written in none. What cannot be read is as good as nothing.
pub(super) fn recall<T: DeserializeOwned + Default>(ask: &Ask) -> T {
    serde_json::from_str(&ask.memo).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_recalled_and_the_rest_is_nothing() {
        let ask = Ask::get("https://a.example").memo(remember(&vec![1, 2]));
        assert_eq!(recall::<Vec<u8>>(&ask), [1, 2]);
        assert_eq!(recall::<Vec<u8>>(&ask.memo("[1,")), [0_u8; 0]);
    }
}
