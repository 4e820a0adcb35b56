//! Order numbers and postal addresses: what is one, and what only looks like one.

use super::{hits, misses, parts};
use crate::classify::pii::Pii;

const ORDERS: &str = "
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
";

const NO_ORDERS: &str = "
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
";

#[test]
fn lists_of_orders() {
    for (text, expected) in [
        ("commandes n°12345 et n°12346", &["12345", "12346"][..]),
        ("orders #12345 and #12346", &["12345", "12346"]),
        (
            "orders #12345, 12346 and 12347.",
            &["12345", "12346", "12347"],
        ),
        ("pedidos nº 45821 y 45822", &["45821", "45822"]),
        ("commande n°12345 et 500000 personnes", &["12345", "500000"]),
        ("commande n°12345 et 20000 €", &["12345"]),
        ("commande n°12345 et 2000 autres", &["12345"]),
        ("commande n°12345 de 20000", &["12345"]),
    ] {
        assert_eq!(parts(Pii::OrderNumber, text), expected, "{text}");
    }
}

#[test]
fn orders() {
    hits(Pii::OrderNumber, ORDERS);
    misses(Pii::OrderNumber, NO_ORDERS);
}

const ADDRESSES: &str = "
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
<10 rue du 8 mai 1945, 69007 Lyon>
<10 rue du 11 novembre 1918>
<3 rue du 11-Novembre-1918, 69003 Lyon>
<10 rue du 4 septembre> à Paris
<6 avenue du 1er Mai 91120 Palaiseau>
<12/14 rue des Alpes 44000 Nantes>
<Musterstr. 5/7>
";

const NO_ADDRESSES: &str = "
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
le 22/11/2026 rue fermée
score 21/19 rue Hugo
";

#[test]
fn addresses() {
    hits(Pii::Address, ADDRESSES);
    misses(Pii::Address, NO_ADDRESSES);
}
