//! The languages that are told, and the texts that have none.

use super::{Buffer, detect};
use crate::classify::model::Model;
use crate::classify::spelling::Spellings;
use crate::classify::tokens::Tokens;

fn code(text: &str, declared: Option<&str>) -> &'static str {
    let (mut tokens, mut spellings) = (Tokens::default(), Spellings::default());
    spellings.prepare(Model::shipped());
    tokens.read(text, &mut spellings, Model::shipped());
    detect(&tokens, &spellings, declared, &mut Buffer::default()).code
}

#[test]
fn short_messages_of_the_six_languages_and_some_others() {
    for (text, expected) in [
        ("Merci beaucoup !", "fr"),
        ("mon colis est arrivé", "fr"),
        ("thanks a lot", "en"),
        ("wo ist mein Paket?", "de"),
        ("¿dónde está mi pedido?", "es"),
        ("dov'è il mio pacco?", "it"),
        ("onde está a minha encomenda?", "pt"),
        ("waar is mijn pakket", "nl"),
        ("где мой заказ", "ru"),
        ("أين طلبي", "ar"),
    ] {
        assert_eq!(code(text, None), expected, "{text}");
    }
}

#[test]
fn a_word_or_two_have_their_language_or_none() {
    for (text, expected) in [
        ("hello", "en"),
        ("Hello!!!", "en"),
        ("merci", "fr"),
        ("Merci 🙏", "fr"),
        ("grazie", "it"),
        ("bonjour", "fr"),
        ("danke", "de"),
        ("ciao", "it"),
        ("hola", "es"),
        ("oui", "fr"),
        ("yes", "en"),
        ("obrigado", "pt"),
        ("parfait", "fr"),
        ("schade", "de"),
        ("ok", "und"),
        ("lol", "und"),
        ("OK top", "und"),
        ("bravo", "und"),
        ("super", "und"),
        ("wtf", "und"),
        ("terrible", "und"),
        ("mirabo", "und"),
        ("no", "und"),
        ("ok merci", "fr"),
        ("спасибо", "ru"),
        ("ありがとう", "ja"),
        ("شكرا", "ar"),
    ] {
        assert_eq!(code(text, None), expected, "{text}");
    }
    assert_eq!(code("super", Some("de")), "de");
    assert_eq!(code("merci", Some("de")), "fr");
}

#[test]
fn too_little_is_unknown_unless_declared() {
    assert_eq!(code("12 😀 https://x.y @a", None), "und");
    assert_eq!(code("12 😀 https://x.y @a", Some("fr-CA")), "fr");
    assert_eq!(
        code("The parcel has not been delivered to me", Some("fr")),
        "en"
    );
}

#[test]
fn a_language_that_is_not_known_is_told_as_none() {
    for text in [
        "Πού είναι το δέμα μου, περιμένω δέκα μέρες και κανείς δεν απαντά",
        "איפה החבילה שלי, אני מחכה כבר עשרה ימים ואף אחד לא עונה",
        "พัสดุของฉันอยู่ที่ไหน รอมาสิบวันแล้วไม่มีใครตอบ",
        "Missä pakettini on, olen odottanut kymmenen päivää eikä kukaan vastaa",
        "Unde este coletul meu, aștept de zece zile și nimeni nu răspunde",
        "Hol van a csomagom, tíz napja várok és senki sem válaszol, ez őrület, szörnyű",
        "Gdzie jest moja paczka, czekam już dziesięć dni i nikt nie odpowiada",
        "Kde je můj balík, čekám deset dní a nikdo neodpovídá",
        "Де моя посилка, чекаю вже десять днів і ніхто не відповідає",
        "Hvor er pakken min, jeg har ventet i ti dager og ingen svarer på spørsmål, dårlig kjøpsopplevelse, får ikke hjelp før høsten, så lei meg",
        "بسته من کجاست، ده روز است که منتظرم و کسی جواب نمی‌دهد",
    ] {
        assert_eq!(code(text, None), "und", "{text}");
    }
}

#[test]
fn what_is_known_stays_known() {
    for (text, expected) in [
        ("Hvala Novak Đoković, what a match yesterday", "en"),
        ("Antonín Dvořák, symphonie magnifique", "fr"),
        (
            "Var är mitt paket, jag har väntat i tio dagar och ingen svarar",
            "sv",
        ),
        ("Paketet kom aldrig, dålig service", "sv"),
        (
            "Waar blijft mijn pakket, ik wacht al tien dagen en niemand antwoordt",
            "nl",
        ),
        (
            "Kargom nerede, on gündür bekliyorum ve kimse cevap vermiyor",
            "tr",
        ),
        (
            "Gói hàng của tôi đâu, tôi đã chờ mười ngày mà không ai trả lời",
            "vi",
        ),
        (
            "Где моя посылка, жду уже десять дней, и никто не отвечает",
            "ru",
        ),
        ("मेरा पार्सल कहाँ है, मैं दस दिन से इंतज़ार कर रहा हूँ", "hi"),
        ("荷物はどこですか、もう十日も待っています", "ja"),
        ("我的包裹在哪里，我等了十天没有人回答", "zh"),
        ("제 소포는 어디에 있나요, 열흘째 기다리고 있어요", "ko"),
        ("أين طردي، أنتظر منذ عشرة أيام ولا أحد يرد", "ar"),
        (
            "Paquete perdido, pésima atención, jamás compraré allí otra vez",
            "es",
        ),
        (
            "Péssimo atendimento, encomenda extraviada há três semanas",
            "pt",
        ),
    ] {
        assert_eq!(code(text, None), expected, "{text}");
    }
}
