//! France, Belgium, Luxembourg, Italy, Spain, Portugal.
//!
//! Sources: France, Code du travail, articles L3133-1 and L3134-13 (Alsace-Moselle; Good Friday is kept in the communes that have a Protestant
//! church); Belgium, arrêté royal of 18 April 1974; Luxembourg, Code du travail, article L. 232-2; Italy, laws 260/1949, 336/2000, 151/2025;
//! Spain, Real Decreto 2001/1983, article 45 (the national days; each community adds and moves its own); Portugal, Código do Trabalho,
//! article 234, and laws 23/2012 and 8/2016 for the four days that were dropped from 2013 to 2015.

use super::rule::When::{Easter, Fixed};
use super::rule::{Rule, rule};

pub(super) const FRANCE: &[Rule] = &[
    rule(Fixed(1, 1), "Jour de l’an", "New Year’s Day"),
    rule(Easter(-2), "Vendredi saint", "Good Friday").only(&["ALSACE"]),
    rule(Easter(1), "Lundi de Pâques", "Easter Monday"),
    rule(Fixed(5, 1), "Fête du Travail", "Labour Day"),
    rule(Fixed(5, 8), "Victoire 1945", "Victory Day"),
    rule(Easter(39), "Ascension", "Ascension Day"),
    rule(Easter(50), "Lundi de Pentecôte", "Whit Monday"),
    rule(Fixed(7, 14), "Fête nationale", "National Day"),
    rule(Fixed(8, 15), "Assomption", "Assumption Day"),
    rule(Fixed(11, 1), "Toussaint", "All Saints’ Day"),
    rule(Fixed(11, 11), "Armistice 1918", "Armistice Day"),
    rule(Fixed(12, 25), "Noël", "Christmas Day"),
    rule(Fixed(12, 26), "Saint-Étienne", "St Stephen’s Day").only(&["ALSACE"]),
];

pub(super) const BELGIUM: &[Rule] = &[
    rule(Fixed(1, 1), "Jour de l’an / Nieuwjaar", "New Year’s Day"),
    rule(Easter(1), "Lundi de Pâques / Paasmaandag", "Easter Monday"),
    rule(
        Fixed(5, 1),
        "Fête du Travail / Dag van de Arbeid",
        "Labour Day",
    ),
    rule(Easter(39), "Ascension / Hemelvaart", "Ascension Day"),
    rule(
        Easter(50),
        "Lundi de Pentecôte / Pinkstermaandag",
        "Whit Monday",
    ),
    rule(
        Fixed(7, 21),
        "Fête nationale / Nationale feestdag",
        "National Day",
    ),
    rule(
        Fixed(8, 15),
        "Assomption / O.L.V. Hemelvaart",
        "Assumption Day",
    ),
    rule(Fixed(11, 1), "Toussaint / Allerheiligen", "All Saints’ Day"),
    rule(Fixed(11, 11), "Armistice / Wapenstilstand", "Armistice Day"),
    rule(Fixed(12, 25), "Noël / Kerstmis", "Christmas Day"),
];

pub(super) const LUXEMBOURG: &[Rule] = &[
    rule(Fixed(1, 1), "Jour de l’an", "New Year’s Day"),
    rule(Easter(1), "Lundi de Pâques", "Easter Monday"),
    rule(Fixed(5, 1), "Fête du Travail", "Labour Day"),
    rule(Fixed(5, 9), "Journée de l’Europe", "Europe Day").since(2019),
    rule(Easter(39), "Ascension", "Ascension Day"),
    rule(Easter(50), "Lundi de Pentecôte", "Whit Monday"),
    rule(Fixed(6, 23), "Fête nationale", "National Day"),
    rule(Fixed(8, 15), "Assomption", "Assumption Day"),
    rule(Fixed(11, 1), "Toussaint", "All Saints’ Day"),
    rule(Fixed(12, 25), "Noël", "Christmas Day"),
    rule(Fixed(12, 26), "Saint-Étienne", "St Stephen’s Day"),
];

pub(super) const ITALY: &[Rule] = &[
    rule(Fixed(1, 1), "Capodanno", "New Year’s Day"),
    rule(Fixed(1, 6), "Epifania", "Epiphany"),
    rule(
        Fixed(3, 17),
        "Unità d’Italia",
        "Anniversary of the Unification",
    )
    .once(2011),
    rule(Easter(0), "Pasqua", "Easter Sunday"),
    rule(Easter(1), "Lunedì dell’Angelo", "Easter Monday"),
    rule(Fixed(4, 25), "Festa della Liberazione", "Liberation Day"),
    rule(Fixed(5, 1), "Festa del Lavoro", "Labour Day"),
    rule(Fixed(6, 2), "Festa della Repubblica", "Republic Day").since(2001),
    rule(Fixed(8, 15), "Assunzione", "Assumption Day"),
    rule(Fixed(10, 4), "San Francesco", "St Francis’ Day").since(2026),
    rule(Fixed(11, 1), "Ognissanti", "All Saints’ Day"),
    rule(
        Fixed(12, 8),
        "Immacolata Concezione",
        "Immaculate Conception",
    ),
    rule(Fixed(12, 25), "Natale", "Christmas Day"),
    rule(Fixed(12, 26), "Santo Stefano", "St Stephen’s Day"),
];

pub(super) const SPAIN: &[Rule] = &[
    rule(Fixed(1, 1), "Año Nuevo", "New Year’s Day"),
    rule(Fixed(1, 6), "Epifanía del Señor", "Epiphany"),
    rule(Easter(-2), "Viernes Santo", "Good Friday"),
    rule(Fixed(5, 1), "Fiesta del Trabajo", "Labour Day"),
    rule(Fixed(8, 15), "Asunción de la Virgen", "Assumption Day"),
    rule(Fixed(10, 12), "Fiesta Nacional de España", "National Day"),
    rule(Fixed(11, 1), "Todos los Santos", "All Saints’ Day"),
    rule(Fixed(12, 6), "Día de la Constitución", "Constitution Day"),
    rule(
        Fixed(12, 8),
        "Inmaculada Concepción",
        "Immaculate Conception",
    ),
    rule(Fixed(12, 25), "Navidad", "Christmas Day"),
];

const CORPUS_PT: Rule = rule(Easter(60), "Corpo de Deus", "Corpus Christi");
const REPUBLIC_PT: Rule = rule(Fixed(10, 5), "Implantação da República", "Republic Day");
const SAINTS_PT: Rule = rule(Fixed(11, 1), "Todos os Santos", "All Saints’ Day");
const RESTORATION_PT: Rule = rule(
    Fixed(12, 1),
    "Restauração da Independência",
    "Restoration of Independence",
);

pub(super) const PORTUGAL: &[Rule] = &[
    rule(Fixed(1, 1), "Ano Novo", "New Year’s Day"),
    rule(Easter(-2), "Sexta-feira Santa", "Good Friday"),
    rule(Easter(0), "Domingo de Páscoa", "Easter Sunday"),
    rule(Fixed(4, 25), "Dia da Liberdade", "Freedom Day"),
    rule(Fixed(5, 1), "Dia do Trabalhador", "Labour Day"),
    CORPUS_PT.until(2012),
    CORPUS_PT.since(2016),
    rule(Fixed(6, 10), "Dia de Portugal", "Portugal Day"),
    rule(Fixed(8, 15), "Assunção de Nossa Senhora", "Assumption Day"),
    REPUBLIC_PT.until(2012),
    REPUBLIC_PT.since(2016),
    SAINTS_PT.until(2012),
    SAINTS_PT.since(2016),
    RESTORATION_PT.until(2012),
    RESTORATION_PT.since(2016),
    rule(Fixed(12, 8), "Imaculada Conceição", "Immaculate Conception"),
    rule(Fixed(12, 25), "Natal", "Christmas Day"),
];
