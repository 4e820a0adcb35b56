//! Waves of copies, and messages that only look alike.

use proptest::prelude::*;

use super::sketch::resemblance;
use super::{Meaning, Memory, Sketcher};

fn sketch(text: &str) -> Vec<u32> {
    Sketcher::default().sketch(None, None, text).to_vec()
}

/// What a text means, as far as copies go.
fn meaning(text: &str) -> Meaning {
    let mut sketcher = Sketcher::default();
    sketcher.sketch(None, None, text);
    Meaning::new(sketcher.facts(), None)
}

fn first_of(memory: &mut Memory, text: &str, id: &str) -> Option<String> {
    let first = memory.first_of(&sketch(text), meaning(text), id);
    first.map(str::to_owned)
}

/// Which of the texts are copies, and of which.
fn copies(texts: &[&str]) -> Vec<Option<String>> {
    let mut memory = Memory::new(100);
    texts
        .iter()
        .enumerate()
        .map(|(number, text)| first_of(&mut memory, text, &number.to_string()))
        .collect()
}

const WAVE: &str = "Boycottez cette marque, elle ment à ses clients depuis des années et personne ne répond jamais au téléphone";

#[test]
fn a_wave_is_one_group() {
    let wave = [
        WAVE,
        "RT @quelquun: Boycottez cette marque, elle ment à ses clients depuis des années et personne ne répond jamais au téléphone",
        "BOYCOTTEZ CETTE MARQUE ELLE MENT A SES CLIENTS DEPUIS DES ANNEES ET PERSONNE NE REPOND JAMAIS AU TELEPHONE !!! 😡😡",
        "@marque Boycottez cette marque, elle ment à ses clients depuis des années… et personne ne répond jamais au téléphone https://t.example/abc",
        "Incroyable mais vrai : boycottez cette marque, elle ment à ses clients depuis des années et personne ne répond jamais au téléphone",
        "Boycottez cette marque, elle ment à ses clients depuis des mois et personne ne répond jamais au téléphone",
        "#Boycottez cette marque : elle ment à ses clients depuis des années, et personne ne répond jamais",
    ];
    let found = copies(&wave);
    assert_eq!(found[0], None);
    for (number, first) in found.iter().enumerate().skip(1) {
        assert_eq!(first.as_deref(), Some("0"), "{}", wave[number]);
    }
}

#[test]
fn scripts_without_blanks_have_copies() {
    for (text, other, short) in [
        (
            "这个品牌多年来一直欺骗客户，请大家不要购买他们的产品",
            "我昨天在你们的网站上订了一双鞋子，请问什么时候可以收到",
            "谢谢你们",
        ),
        (
            "このブランドは何年も客を騙し続けているので、絶対に買わないでください",
            "昨日注文した靴はいつ届きますか、教えていただけると助かります",
            "ありがとう",
        ),
        (
            "แบรนด์นี้หลอกลวงลูกค้ามาหลายปีแล้ว อย่าซื้อสินค้าของพวกเขา",
            "เมื่อวานฉันสั่งรองเท้าหนึ่งคู่ ไม่ทราบว่าจะได้รับเมื่อไหร่คะ",
            "ขอบคุณ",
        ),
    ] {
        let shouted = format!("RT @a: {text}！！😡 https://t.example/a");
        let found = copies(&[text, other, text, &shouted, short, short]);
        let first = Some("0".to_owned());
        assert_eq!(
            found,
            [None, None, first.clone(), first, None, None],
            "{text}"
        );
    }
    // Another figure, another message.
    let found = copies(&[
        "我等了10天，包裹还没有到，也没有人回复我",
        "我等了20天，包裹还没有到，也没有人回复我",
    ]);
    assert_eq!(found[1], None);
}

#[test]
fn what_only_looks_alike_is_no_copy() {
    let texts = [
        WAVE,
        "Merci beaucoup !",
        "Merci beaucoup !",
        "Bonjour, je voudrais savoir si vous livrez aussi en Belgique et à quel prix",
        "Bonjour, je voudrais savoir si vous ouvrez demain et à quelle heure",
        "Bonjour, je voudrais savoir comment on rend un article acheté en ligne",
        "my parcel is late again",
        "my parcel is here again",
        "😡😡😡😡😡😡😡",
        "😡😡😡😡😡😡😡",
        "@a @b @c https://t.example/1 https://t.example/2",
        "@a @b @c https://t.example/1 https://t.example/2",
        "",
    ];
    assert!(
        copies(&texts).iter().all(Option::is_none),
        "{:?}",
        copies(&texts)
    );
}

#[test]
fn a_number_a_date_or_a_negation_makes_another_message() {
    let found = copies(&[
        "Bonjour, ma commande 45123 n'est toujours pas arrivée, merci de me répondre vite",
        "Bonjour, ma commande 45999 n'est toujours pas arrivée, merci de me répondre vite",
        "Bonjour, ma commande n'est toujours pas arrivée, merci de me répondre vite",
        "Bonjour, ma commande 45123 est toujours arrivée, merci de me répondre vite",
        "@marque bonjour ma commande 45123 n'est toujours pas arrivée 😡 merci de me répondre vite t.example/3xY9",
        "RT @b: Bonjour, ma commande 45999 n'est toujours pas arrivée, merci de me répondre vite https://t.example/77 1️⃣",
        "The new app works on my phone and on my old tablet since the last update",
        "The new app doesn't work on my phone and on my old tablet since the last update",
        "The new app doesn’t work on my phone and on my old tablet since the last update",
        "Votre magasin de Lyon est-il ouvert le mardi matin pour retirer un colis ?",
        "Franchement votre application ça marche super bien bravo à toute l'équipe",
        "Franchement votre application ça marche super mal bravo à toute l'équipe",
        "Votre magasin de Lyon est-il ouvert le jeudi matin pour retirer un colis ?",
    ]);
    let of = |first: &str| Some(first.to_owned());
    assert_eq!(
        found,
        [
            None,
            None,
            None,
            None,
            of("0"),
            of("1"),
            None,
            None,
            of("7"),
            None,
            None,
            None,
            None
        ]
    );
}

#[test]
fn the_opposite_is_no_copy_and_other_emoji_are() {
    let (love, hate) = (
        "I absolutely adore the new version of the app on my phone and tablet",
        "I absolutely loathe the new version of the app on my phone and tablet",
    );
    let facts = |text| {
        let mut sketcher = Sketcher::default();
        sketcher.sketch(None, None, text);
        sketcher.facts()
    };
    for (score, copied) in [(Some(-0.9), false), (Some(0.3), true), (None, true)] {
        let mut memory = Memory::new(10);
        memory.first_of(&sketch(love), Meaning::new(facts(love), Some(0.9)), "a");
        let found = memory.first_of(&sketch(hate), Meaning::new(facts(hate), score), "b");
        assert_eq!(found.is_some(), copied, "{score:?}");
        // The same words, with emoji that turn the tone.
        let same = Meaning::new(facts(love), Some(-0.9));
        assert_eq!(memory.first_of(&sketch(love), same, "c"), Some("a"));
    }
}

#[test]
fn short_messages_are_copies_only_when_equal() {
    assert_eq!(
        copies(&[
            "Where is my parcel?",
            "where is my PARCEL",
            "where is our parcel",
            "RT @b: Where is my parcel"
        ]),
        [None, Some("0".to_owned()), None, Some("0".to_owned())]
    );
}

#[test]
fn clients_and_titles_count() {
    let mut sketcher = Sketcher::default();
    let a = sketcher.sketch(Some("a"), None, WAVE).to_vec();
    let b = sketcher.sketch(Some("b"), None, WAVE).to_vec();
    assert!(resemblance(&a, &b) < 0.1);
    let (title, text) = WAVE.split_at(WAVE.find(" depuis").unwrap());
    assert_eq!(sketcher.sketch(Some("a"), Some(title), text), a);
}

#[test]
fn the_same_post_is_not_its_own_copy() {
    let mut memory = Memory::new(10);
    let found: Vec<Option<String>> = ["a", "a", "b", "b", "a"]
        .iter()
        .map(|id| first_of(&mut memory, WAVE, id))
        .collect();
    let a = || Some("a".to_owned());
    assert_eq!(found, [None, None, a(), a(), None]);
}

/// Different messages, each of its own words.
fn other(number: usize) -> String {
    (0..12).map(|word| format!("w{number}x{word} ")).collect()
}

#[test]
fn the_oldest_are_forgotten_and_the_rest_is_found() {
    let mut memory = Memory::new(1000);
    for number in 0..5000 {
        let found = first_of(&mut memory, &other(number), &number.to_string());
        assert_eq!(found, None);
    }
    let mut known =
        |number: usize| first_of(&mut memory, &other(number), "new") == Some(number.to_string());
    let found = (4000..5000).filter(|number| known(*number)).count();
    assert!(found >= 960, "{found}");
    assert!(!known(100));
}

#[test]
fn resemblance_is_the_share_of_what_is_common() {
    assert!((resemblance(&[1, 2, 3, 4], &[3, 4, 5]) - 0.4).abs() < 1e-6);
    assert!((resemblance(&[1], &[1]) - 1.0).abs() < 1e-6);
    assert!(resemblance::<u32>(&[], &[]) < 1e-6);
    // Of full sketches only the smallest values of both together count.
    let low: Vec<u32> = (0..32).collect();
    let high: Vec<u32> = (16..48).collect();
    assert!((resemblance(&low, &high) - 0.5).abs() < 1e-6);
}

#[test]
fn hostile_texts_take_linear_time() {
    for piece in [
        "a", "é", "@", "http://", "a ", "🔥", "\u{301}", "RT @a ", "www.",
    ] {
        sketch(&piece.repeat(300_000));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn case_marks_and_places_change_nothing(words in prop::collection::vec("[a-zéèàñö0-9]{1,12}", 0..40), marks in "[ !?,;…🔥\"()]{1,4}") {
        let plain = words.join(" ");
        let loud = words.iter().map(|word| word.to_uppercase()).collect::<Vec<_>>().join(&marks);
        let far = format!("{marks}@someone {plain}{marks} https://a.example/b");
        prop_assert_eq!(&sketch(&plain), &sketch(&loud));
        prop_assert_eq!(&sketch(&plain), &sketch(&far));
    }

    #[test]
    fn any_text_has_a_sketch_that_is_sorted(text in "\\PC*") {
        let values = sketch(&text);
        prop_assert!(values.len() <= 32 && values.windows(2).all(|pair| pair[0] < pair[1]));
    }
}
