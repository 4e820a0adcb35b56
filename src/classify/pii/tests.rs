//! What is found and what is not: tables of hits and near misses for each kind.

use proptest::prelude::*;

use super::{Finder, Pii, redact, redact_json};

/// The parts of a text that are of a kind.
fn parts(kind: Pii, text: &str) -> Vec<String> {
    let mut finder = Finder::new();
    let found = finder.find(text);
    found
        .iter()
        .filter(|found| found.kind == kind)
        .map(|found| text[found.start..found.end].to_owned())
        .collect()
}

/// Each text holds one: what stands between `<` and `>`.
fn hits(kind: Pii, texts: &str) {
    let mut wrong = String::new();
    for line in texts.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let start = line.find('<').expect("a mark");
        let end = line.rfind('>').expect("a mark");
        let expected = vec![line[start + 1..end].to_owned()];
        let text = format!("{}{}{}", &line[..start], expected[0], &line[end + 1..]);
        let found = parts(kind, &text);
        if found != expected {
            wrong += &format!("{line}\n    found {found:?}\n");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

fn misses(kind: Pii, texts: &str) {
    let mut wrong = String::new();
    for line in texts.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let found = parts(kind, line);
        if !found.is_empty() {
            wrong += &format!("{line}\n    found {found:?}\n");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn mail() {
    hits(
        Pii::Email,
        "
        écrivez-moi à <jean.dupont@exemple.fr> svp
        <a@b.fr>
        mon mail : <marie_c+cm@mail.exemple.co.uk>.
        (<info@exemple.de>)
        <INFO@EXEMPLE.COM>, merci
        mailto:<team@exemple.org>
        <élodie@exemple.fr> c'est moi
        <post@müller.de> bitte
        <x@xn--mller-kva.de>
        contact:<o.brien@exemple.ie>;rappel
        <name%dept@exemple.net>
        <user@sub.sub2.exemple.info>!
        \"<quoted@exemple.io>\"
        <123456@exemple.qc.ca> est mon adresse
        my address is <jane-doe@my-company.example> thanks
        <иван@пример.рф> пишите
        reply to<first.last@exemple.pt>
        "
        .replace("to<", "to <")
        .as_str(),
    );
    misses(
        Pii::Email,
        "
        @tilly merci !
        merci @tilly_b et @bob.
        @tilly@mastodon.example bonjour
        on se voit @ 18h
        rdv @Paris.Nord
        logo@2x.png
        npm@7.0.0
        5@6
        prix 3 @ 4.50
        https://medium.example/@name/post
        a@b
        jean@localhost
        @@
        jean @ exemple.fr
        me@home
        user@.fr
        user@exemple..fr
        python@3.11 est sorti
        .@exemple.fr
        ",
    );
}

#[test]
fn phones() {
    hits(
        Pii::Phone,
        "
        appelez-moi au <06 12 34 56 78> svp
        <0612345678>
        tel:<06.12.34.56.78>
        mon n° <06-12-34-56-78>.
        <06/12/34/56/78>
        <+33 6 12 34 56 78>
        <+33612345678> merci
        <+33 (0)6 12 34 56 78>
        <0033 6 12 34 56 78>
        le <01\u{a0}42\u{a0}68\u{a0}53\u{a0}00>
        ouvert 24/24 au <04 78 12 34 56>
        <0 800 123 456> numéro vert
        belgique : <0470 12 34 56>
        <02 123 45 67> à Bruxelles
        <0470/12.34.56>
        suisse <079 123 45 67>
        <+41 79 123 45 67>
        <+352 621 123 456>
        call <(555) 234-5678>
        <555-234-5678> anytime
        <1-800-234-5678>
        <555.234.5678>
        <+1 555 234 5678>
        call me on 5552345678
        text me 555 234 5678
        mobile <07700 900123>
        <020 7946 0958>
        <+44 20 7946 0958>
        <07700900123>
        <0170/1234567> ab 18 Uhr
        <030 1234567>
        <+49 170 1234567>
        <017012345678>
        llámame al <612 345 678>
        <612 34 56 78>
        <+34 612 345 678>
        móvil <612345678>
        chiama il <347 1234567>
        <+39 347 123 4567>
        liga para <912 345 678>
        <+351 912 345 678>
        fax (<0142685300>)
        "
        .replace("on 5552345678", "on <5552345678>")
        .replace("me 555 234 5678", "me <555 234 5678>")
        .replace("(<0142685300>)", "<(0142685300)>")
        .as_str(),
    );
    misses(
        Pii::Phone,
        "
        le 06/12/2024
        le 01.02.2024 à 12 h
        en 2019-2020
        2024-11-22
        il y a 1 000 000 de vues
        +1 000 000 de vues
        +500 000 000
        12 345 678 euros
        1 234 567,89 €
        score 21-19, 21-17, 15-21
        10 20 30 40 50
        06 12 34 56 78 90 12 34
        ISBN 978-2-07-036822-8
        id 1745892345678901234
        1699999999
        5552345678
        version 10.0.19045.3803
        192.168.100.200
        0.123456789
        0,1234567
        de 12h30 à 14h45
        https://x.example/status/0612345678
        réf A0612345678B
        @0612345678
        #0612345678
        612 345 678
        123 456 7890
        0000000000
        0123456789
        100 200 3000
        le 1er 2 3 4 5
        75011 Paris
        12:30:45
        550e8400-e29b-41d4-a716-446655440000
        ",
    );
}

#[test]
fn accounts() {
    hits(
        Pii::Iban,
        "
        voici mon IBAN <FR76 3000 6000 0112 3456 7890 189> merci
        <FR7630006000011234567890189>
        IBAN:<FR14 2004 1010 0505 0001 3M02 606>.
        <DE89 3704 0044 0532 0130 00>
        <de89 3704 0044 0532 0130 00> bitte
        <DE89370400440532013000>
        <GB29 NWBK 6016 1331 9268 19>
        <BE68 5390 0754 7034>
        <CH93 0076 2011 6238 5295 7>
        <LU28 0019 4006 4475 0000>
        <ES91 2100 0418 4502 0005 1332>
        <IT60 X054 2811 1010 0000 0123 456>
        <PT50 0002 0123 1234 5678 9015 4>
        <NL91 ABNA 0417 1643 00>
        <FR76-3000-6000-0112-3456-7890-189>
        <fr 76 3000 6000 0112 3456 7890 189>
        <AT61\u{a0}1904\u{a0}3002\u{a0}3457\u{a0}3201>
        (<NO93 8601 1117 947>)
        ",
    );
    misses(
        Pii::Iban,
        "
        FR76 3000 6000 0112 3456 7890 188
        FR77 3000 6000 0112 3456 7890 189
        DE89 3704 0044 0532 0130
        DE89 3704 0044 0532 0130 001
        XX76 3000 6000 0112 3456 7890 189
        FR76
        FR76 merci
        le vol AF1234 de 10 h
        GB29 is a plane
        TVA FR40303265045
        xDE89370400440532013000
        DE89370400440532013000x
        FR76  3000  6000
        ma commande FR7630006
        IBAN FR76 **** 189
        DE 89 Euro 37
        IT60 is out
        ",
    );
}

#[test]
fn cards() {
    hits(
        Pii::Card,
        "
        ma carte <4111 1111 1111 1111> exp 12/26
        <4111111111111111>
        <4111-1111-1111-1111>
        <5555 5555 5555 4444>
        <5105105105105100>
        <2223 0031 2200 3222>
        <3782 822463 10005>
        <378282246310005>
        <6011 1111 1111 1117>
        <3530 1113 3330 0000>
        <3056 930902 5904>
        <30569309025904>
        <4222 222 222 222>
        card 4222222222222 please
        <4000 0566 5566 5556>.
        CB:<4970 1000 0000 0154>
        <6759 6498 2643 8453>
        "
        .replace("card 4222222222222", "card <4222222222222>")
        .as_str(),
    );
    misses(
        Pii::Card,
        "
        4111 1111 1111 1112
        4111111111111112
        4006381333931
        1745892345678901234
        4111 1111 1111
        9111 1111 1111 1111
        0000 0000 0000 0000
        4 111 111 111 111 111
        41111 1111 1111 111
        4111.1111.1111.1111.5
        3.4111111111111111
        https://x.example/4111111111111111
        A4111111111111111
        4111 1111 2222
        12 34 56 78 90 12 34 56
        1234 5678 9012 3456
        5555-4444
        2024 2025 2026 2027
        ",
    );
}

#[test]
fn orders() {
    hits(
        Pii::OrderNumber,
        "
        ma commande n° <12345> n'est pas arrivée
        commande n°<FR-2024-1234>
        Commande : <987654321>
        commande <98765432> toujours pas là
        numéro de commande <AB12345>
        n° de suivi <6A12345678901>
        numéro de suivi : <8N00123456789>
        colis <6C01234567890> perdu
        commande numéro <45678>
        la commande #<12345>
        order #<12345> is late
        order number: <A1B2C3D4>
        my order number is <99887766>
        tracking <1Z999AA10123456784>
        tracking number <RR123456789GB>
        order no. <55443>
        Order ID: <405-1234567-1234567>
        invoice #<2024-00123>
        Bestellung Nr. <123456>
        Bestellnummer <DE-998877>
        meine Bestellnummer lautet <7654321>
        Sendungsnummer: <00340434161094012345>
        pedido nº <45821>
        número de pedido: <ES45821>
        mi pedido <4582199> no llega
        ordine n. <778899>
        il mio ordine <IT778899> è in ritardo
        numero d'ordine <778899>
        encomenda <RR998877665PT>
        réf. commande <CMD-77812>
        facture n° <F2024-118>
        ",
    );
    misses(
        Pii::OrderNumber,
        "
        ma commande de 2024
        commande de 12000 euros
        commande de 150000€
        order 10000 units
        I want to order iPhone15
        orders up 12345.67
        commande passée le 12/11/2024
        commande du 2024-11-12
        order by 10/12/2024
        12345
        code postal 75011
        colis de 5 kg
        in order to reach 100000 people
        commande 1234
        order 66
        pedido de 12500 €
        order, 123456
        le suivi de 2 colis
        Bestellung vom 12.11.2024
        le numéro 12345678 a gagné
        suivi par 125000 personnes
        ordine di 3 pizze
        commande 4K60HDR
        tracking 5G
        ",
    );
}

#[test]
fn addresses() {
    hits(
        Pii::Address,
        "
        j'habite <12 bis rue des Lilas, 75011 Paris> depuis
        <12 rue Victor Hugo> à Lyon
        au <3, avenue de la République, 69003 Lyon>.
        <25 bd Voltaire 75011 Paris>
        <8 impasse du Moulin>
        <14 place Bellecour>, Lyon
        <102 quai de Jemmapes>
        <5 allée des Tilleuls 31000 Toulouse>
        <12 rue des lilas 75011 paris>
        <45 route de Paris, 14000 Caen>
        <7 rue de l'Église>
        <1200 chemin Sainte-Foy>
        <Rue de la Loi 16, 1000 Bruxelles>
        <Chemin des Fleurs 4, 1007 Lausanne>
        <221B Baker Street>
        <10 Downing Street, London SW1A 2AA> please
        <1600 Pennsylvania Avenue> NW
        <742 Evergreen Terrace, Springfield, IL 62704>
        send it to <22 Acacia Road>
        <350 Fifth Ave.>
        <12 Church Lane>, thanks
        <4 Privet Drive>
        i live at <10 high street>
        <9 Elm Court>.
        ich wohne <Musterstr. 5>
        <Hauptstraße 12a, 10115 Berlin>
        <Berliner Straße 12>
        <Lindenweg 4, 20095 Hamburg>
        <Goetheplatz 1>, Frankfurt
        <Bahnhofstrasse 3, CH-8001 Zürich>
        vivo en <Calle Mayor, 5>
        <Calle de Alcalá 20, 28014 Madrid>
        <Avenida de la Constitución 3>
        <C/ Alcalá, 20>
        abito in <Via Roma 10>
        <via Roma, 10> a Torino
        <Piazza Garibaldi 2, 80142 Napoli>
        <Rua Augusta, 100>
        <Rua das Flores, nº 12, 4050-262 Porto>
        <Av. Paulista, 1000>
        ",
    );
    misses(
        Pii::Address,
        "
        3 places restantes
        1 place pour le concert
        2 rues plus loin
        2 cours de yoga
        la rue est à 2 km
        rue de Rivoli
        12 minutes de route
        il reste 2 places de parking
        3 avenues
        5 star service
        2 minutes down the road
        10 Downing
        3 people on the street
        24 Hours
        2 big streets
        Top 10 Drive in movies
        Platz 3 für Bayern
        auf Platz 2
        Parkplatz 5
        Straße 5
        Sitzplatz 12
        5 km Weg
        der Weg 3 Stunden
        Calle 13
        via mail 2 giorni
        Via Twitter 3
        via Instagram 10
        el camino 5 km
        Corso 3
        10 000 rue
        12,5 rue Hugo
        $5 Main
        chapter 5 The Street
        Hinweg 20 Minuten
        il y a 3 route
        version 12 Street Fighter
        ",
    );
}

#[test]
fn kinds_do_not_disturb_one_another() {
    let text = "Jean, 06 12 34 56 78, jean@exemple.fr, commande n° 12345, IBAN FR76 3000 6000 0112 3456 7890 189, carte 4111 1111 1111 1111, 12 rue des Lilas, 75011 Paris";
    let mut finder = Finder::new();
    let mut kinds: Vec<Pii> = finder.find(text).iter().map(|found| found.kind).collect();
    kinds.sort_unstable();
    assert_eq!(kinds, Pii::ALL);
    assert_eq!(
        redact(&mut finder, text).unwrap(),
        "Jean, [phone], [email], commande n° [order number], IBAN [iban], carte [card], [address]"
    );
}

#[test]
fn escapes_outside_what_goes_stay_as_they_are() {
    let mut finder = Finder::new();
    let mut redacted = |json: &str| redact_json(&mut finder, json);
    assert_eq!(
        redacted(r#""caf\u00e9 \ud83d\ude00 \/ a\u0040b.fr\n\"06\u00a012 34 56 78\"""#).unwrap(),
        r#""caf\u00e9 \ud83d\ude00 \/ [email]\n\"[phone]\"""#
    );
    assert_eq!(
        redacted(r#""\u00e9l@exemple.fr\t\\""#).unwrap(),
        r#""[email]\t\\""#
    );
    assert_eq!(redacted(r#""rien 12""#), None);
    assert_eq!(redacted("12345"), None);
}

/// Texts that are made of what the finders look at.
fn crowded() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[0-9]{1,5}",
        "[0-9]{9,19}",
        Just("06 12 34 56 78".to_owned()),
        Just("+49 170 1234567".to_owned()),
        Just("a@b.fr".to_owned()),
        Just("FR76 3000 6000 0112 3456 7890 189".to_owned()),
        Just("4111 1111 1111 1111".to_owned()),
        Just("order".to_owned()),
        Just("commande n°".to_owned()),
        Just("number".to_owned()),
        Just("rue des Lilas".to_owned()),
        Just("Via Roma".to_owned()),
        Just("Baker Street".to_owned()),
        Just("Musterstr.".to_owned()),
        Just("75011 Paris".to_owned()),
        "[A-Za-zéß@._%+-]{1,4}",
        "\\PC",
    ];
    let gap = prop_oneof![
        Just(" "),
        Just(""),
        Just("."),
        Just("-"),
        Just("/"),
        Just(", "),
        Just("("),
        Just(") "),
        Just("+"),
        Just(": #"),
        Just("\n"),
        Just("\u{a0}"),
    ];
    prop::collection::vec((piece, gap), 0..12)
        .prop_map(|parts| parts.into_iter().map(|(a, b)| a + b).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn redacting_twice_changes_nothing_more(text in crowded()) {
        let mut finder = Finder::new();
        if let Some(once) = redact(&mut finder, &text) {
            prop_assert_eq!(redact(&mut finder, &once), None, "{}", once);
        }
        let json = serde_json::to_string(&text).unwrap();
        let as_json = redact_json(&mut finder, &json).map(|json| serde_json::from_str::<String>(&json).unwrap());
        prop_assert_eq!(as_json, redact(&mut finder, &text));
    }

    #[test]
    fn what_is_found_is_in_order_and_whole(text in "\\PC*|[0-9 ./()+@a-zA-Z-]{0,80}") {
        let mut finder = Finder::new();
        let mut floor = 0;
        for found in finder.find(&text) {
            prop_assert!(found.start >= floor && found.end > found.start);
            prop_assert!(text.get(found.start..found.end).is_some());
            floor = found.end;
        }
    }
}

#[test]
fn hostile_texts_take_linear_time() {
    let mut finder = Finder::new();
    for piece in [
        "1 ",
        "@",
        "a@",
        "0",
        "FR76 ",
        "4111 ",
        "commande n° ",
        "12 rue ",
        "1,",
        "a.b@",
        "06 ",
        "Via ",
        "A1-",
        "(",
        "www.1 ",
    ] {
        let text = piece.repeat(1_000_000 / piece.len());
        let _ = finder.find(&text);
    }
}
