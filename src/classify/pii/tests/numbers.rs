//! Mail, telephones, accounts, cards: what is one, and what only looks like one.

use super::{hits, misses, parts};
use crate::classify::pii::Pii;

const MAIL: &str = "
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
reply to <first.last@exemple.pt>
<o'brien@exemple.ie>
<sinead.o’connor@exemple.ie>
contact/<jean@exemple.fr>
'<jean@exemple.fr>'
";

const NO_MAIL: &str = "
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
https://social.example/jean@exemple.fr
social.example/u/jean@exemple.fr
a@b
jean@localhost
@@
jean @ exemple.fr
me@home
user@.fr
user@exemple..fr
python@3.11 est sorti
.@exemple.fr
";

#[test]
fn mail() {
    let both = ["jean@exemple.fr", "paul@exemple.fr"];
    assert_eq!(parts(Pii::Email, "jean@exemple.fr/paul@exemple.fr"), both);
    hits(Pii::Email, MAIL);
    misses(Pii::Email, NO_MAIL);
}

const PHONES: &str = "
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
<(+33) 6 12 34 56 78>
(<+33 6 12 34 56 78>)
call <(555) 234-5678>
<555-234-5678> anytime
<1-800-234-5678>
<555.234.5678>
<+1 555 234 5678>
call me on <5552345678>
text me <555 234 5678>
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
fax <(0142685300)>
appelez-moi au <06 12 34 56 78> 18h-20h
<06 12 34 56 78> 24h/24
mon tel <06 12 34 56 78> 92 Nanterre
<06 12 34 56 78> 45 ans
<06 12 34 56 78> 20€
<+33 6 12 34 56 78> 45 ans
<06 12 34 56 78> 13 rue
appelez le <06 12 34 56 78> 10 12 14
appelez-moi au <01 23 45 67 89>
rappelez-moi le 03/11 au <06 12 34 56 78>
<06/12 34 56 78>
score final, call <212-555-1234>
tirage : appelez le <05 12 23 34 45>
";

const NO_PHONES: &str = "
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
total 06 12 34 56 78,50
0612345678:30
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
01 23 45 67 89
du 05/12/26-06/12/26
rendez-vous le 03/11 04/11 05/11
07.11.26 14.30
07/11/26 14 30
07/11/26 1430
07-11-26 14-30
05/2026-06 2026
Loto : 05 12 23 34 45
tirage du 3 : 05 23 12 45 34
05 12 23 34 45 49
score 212-555-1234
";

#[test]
fn phones() {
    hits(Pii::Phone, PHONES);
    misses(Pii::Phone, NO_PHONES);
}

const ACCOUNTS: &str = "
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
";

const NO_ACCOUNTS: &str = "
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
";

#[test]
fn accounts() {
    hits(Pii::Iban, ACCOUNTS);
    misses(Pii::Iban, NO_ACCOUNTS);
    for end in ["\n", "\r\n", " \n"] {
        let account = format!("FR76 3000 6000{end}0112 3456 7890 189");
        assert_eq!(parts(Pii::Iban, &account), [account]);
    }
}

const SOCIAL: &str = "
n° sécu <1 85 05 78 006 084 36>
sécurité sociale : <1850578006084>
<1 85 05 78 006 084 91>
<185057800608491>, merci
<1850578006084 91>
ma carte vitale <2.85.05.78.006.084>
";

const NO_SOCIAL: &str = "
1 85 05 78 006 084 36
1 85 05 78 006 084
185057800608436
n° sécu 1 85 13 78 006 084 36
n° sécu 5 85 05 78 006 084 36
A185057800608491
";

#[test]
fn social_security_numbers() {
    hits(Pii::SocialSecurity, SOCIAL);
    misses(Pii::SocialSecurity, NO_SOCIAL);
}

const CARDS: &str = "
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
card <4222222222222> please
<4000 0566 5566 5556>.
CB:<4970 1000 0000 0154>
<6759 6498 2643 8453>
";

const NO_CARDS: &str = "
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
";

#[test]
fn cards() {
    hits(Pii::Card, CARDS);
    misses(Pii::Card, NO_CARDS);
}
