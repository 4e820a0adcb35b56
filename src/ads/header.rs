//! Which column of an ad manager's export holds what, and whose export it is.

use csv::StringRecord;

use crate::text::sheet::folded;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Field {
    Spend,
    Currency,
    Reach,
    Impressions,
    Engagement,
    Part,
    Clicks,
    Results,
    ResultKind,
    Objective,
    Day,
    Start,
    End,
    Account,
    Campaign,
    Group,
    Name,
    AdId,
    Post,
    Network,
}

/// Folded headers, without what stands in parentheses. Of several columns for one field the first in this list counts.
const HEADERS: &[(&str, Field)] = &[
    ("amount_spent", Field::Spend),
    ("montant_depense", Field::Spend),
    ("total_spent", Field::Spend),
    ("total_depense", Field::Spend),
    ("depense_totale", Field::Spend),
    ("montant_total_depense", Field::Spend),
    ("spend", Field::Spend),
    ("spent", Field::Spend),
    ("depenses", Field::Spend),
    ("depense", Field::Spend),
    ("total_cost", Field::Spend),
    ("cout_total", Field::Spend),
    ("cost", Field::Spend),
    ("cout", Field::Spend),
    ("currency", Field::Currency),
    ("currency_code", Field::Currency),
    ("devise", Field::Currency),
    ("code_de_la_devise", Field::Currency),
    ("code_devise", Field::Currency),
    ("reach", Field::Reach),
    ("couverture", Field::Reach),
    ("portee", Field::Reach),
    ("impressions", Field::Impressions),
    ("impr.", Field::Impressions),
    ("impr", Field::Impressions),
    ("paid_impressions", Field::Impressions),
    ("link_clicks", Field::Clicks),
    ("clics_sur_un_lien", Field::Clicks),
    ("clics_sur_le_lien", Field::Clicks),
    ("clicks", Field::Clicks),
    ("clics", Field::Clicks),
    ("url_clicks", Field::Clicks),
    ("clicks_to_landing_page", Field::Clicks),
    ("results", Field::Results),
    ("resultats", Field::Results),
    ("result", Field::Results),
    ("resultat", Field::Results),
    ("conversions", Field::Results),
    ("leads", Field::Results),
    ("total_conversions", Field::Results),
    ("result_indicator", Field::ResultKind),
    ("indicateur_de_resultats", Field::ResultKind),
    ("indicateur_de_resultat", Field::ResultKind),
    ("result_type", Field::ResultKind),
    ("type_de_resultat", Field::ResultKind),
    ("type_de_resultats", Field::ResultKind),
    ("result_metric", Field::ResultKind),
    ("objective", Field::Objective),
    ("objectif", Field::Objective),
    ("campaign_objective", Field::Objective),
    ("objectif_de_la_campagne", Field::Objective),
    ("objectif_de_campagne", Field::Objective),
    ("advertising_objective", Field::Objective),
    ("objectif_publicitaire", Field::Objective),
    ("campaign_goal", Field::Objective),
    ("campaign_type", Field::Objective),
    ("type_de_campagne", Field::Objective),
    ("day", Field::Day),
    ("jour", Field::Day),
    ("date", Field::Day),
    ("by_day", Field::Day),
    ("par_jour", Field::Day),
    ("stat_date", Field::Day),
    ("reporting_starts", Field::Start),
    ("debut_des_rapports", Field::Start),
    ("start_date", Field::Start),
    ("date_de_debut", Field::Start),
    ("reporting_ends", Field::End),
    ("fin_des_rapports", Field::End),
    ("end_date", Field::End),
    ("date_de_fin", Field::End),
    ("account_name", Field::Account),
    ("nom_du_compte", Field::Account),
    ("nom_du_compte_publicitaire", Field::Account),
    ("advertiser_name", Field::Account),
    ("nom_de_l'annonceur", Field::Account),
    ("account", Field::Account),
    ("compte", Field::Account),
    ("campaign_name", Field::Campaign),
    ("nom_de_la_campagne", Field::Campaign),
    ("campaign", Field::Campaign),
    ("campagne", Field::Campaign),
    ("ad_set_name", Field::Group),
    ("nom_de_l'ensemble_de_publicites", Field::Group),
    ("ad_group_name", Field::Group),
    ("nom_du_groupe_d'annonces", Field::Group),
    ("nom_du_groupe_de_publicites", Field::Group),
    ("ad_group", Field::Group),
    ("groupe_d'annonces", Field::Group),
    ("ad_id", Field::AdId),
    ("identifiant_de_la_publicite", Field::AdId),
    ("id_de_la_publicite", Field::AdId),
    ("creative_id", Field::AdId),
    ("id_de_l'annonce", Field::AdId),
    ("post_engagements", Field::Engagement),
    ("post_engagement", Field::Engagement),
    ("interactions_avec_la_publication", Field::Engagement),
    ("interactions_avec_les_publications", Field::Engagement),
    ("tweet_engagements", Field::Engagement),
    ("total_engagements", Field::Engagement),
    ("total_des_engagements", Field::Engagement),
    ("engagements", Field::Engagement),
    ("engagement", Field::Engagement),
    ("total_engagement", Field::Engagement),
    ("interactions", Field::Engagement),
    ("paid_likes", Field::Part),
    ("likes", Field::Part),
    ("j'aime", Field::Part),
    ("mentions_j'aime", Field::Part),
    ("j'aime_payes", Field::Part),
    ("paid_comments", Field::Part),
    ("comments", Field::Part),
    ("commentaires", Field::Part),
    ("commentaires_payes", Field::Part),
    ("paid_shares", Field::Part),
    ("shares", Field::Part),
    ("partages", Field::Part),
    ("partages_payes", Field::Part),
    ("ad_name", Field::Name),
    ("nom_de_la_publicite", Field::Name),
    ("nom_de_l'annonce", Field::Name),
    ("creative_name", Field::Name),
    ("ad", Field::Name),
    ("annonce", Field::Name),
    ("campaign_name", Field::Name),
    ("nom_de_la_campagne", Field::Name),
    ("campaign", Field::Name),
    ("campagne", Field::Name),
    ("post_url", Field::Post),
    ("post_link", Field::Post),
    ("permalink", Field::Post),
    ("permalien", Field::Post),
    ("lien_de_la_publication", Field::Post),
    ("post_id", Field::Post),
    ("id_de_la_publication", Field::Post),
    ("tweet_id", Field::Post),
    ("network", Field::Network),
    ("reseau", Field::Network),
    ("platform", Field::Network),
    ("plateforme", Field::Network),
];

/// Headers by which a manager's export is known.
const MARKS: &[(&str, &[&str])] = &[
    ("meta", &["amount_spent", "montant_depense"]),
    (
        "linkedin",
        &["total_spent", "total_depense", "montant_total_depense"],
    ),
    (
        "tiktok",
        &[
            "paid_likes",
            "ad_group_name",
            "nom_du_groupe_d'annonces",
            "nom_du_groupe_de_publicites",
        ],
    ),
    ("google", &["impr.", "currency_code", "code_de_la_devise"]),
    ("x", &["tweet_engagements", "funding_source", "spend"]),
];

/// Words that only French titles hold.
const FRENCH: &[&str] = &["montant", "depense", "cout"];

/// Words in the name of a file that say whose export it is.
const FILES: &[(&str, &str)] = &[
    ("facebook", "meta"),
    ("instagram", "meta"),
    ("meta", "meta"),
    ("linkedin", "linkedin"),
    ("tiktok", "tiktok"),
    ("twitter", "x"),
    ("google", "google"),
    ("youtube", "google"),
];

/// A header's field columns.
pub(super) struct Header {
    places: Vec<(Field, usize)>,
    pub(super) network: Option<&'static str>,
    pub(super) currency: Option<String>,
    /// Whether its titles are French.
    pub(super) french: bool,
}

impl Header {
    /// The header of an export, if the row is one: it names money and something that money brought.
    pub(super) fn of(row: &StringRecord) -> Option<Self> {
        let titles: Vec<(String, Option<String>)> = row.iter().map(title).collect();
        let mut places: Vec<(Field, usize)> = Vec::new();
        for (known, field) in HEADERS {
            let free = *field == Field::Part || !places.iter().any(|(taken, _)| taken == field);
            let at = titles.iter().position(|(title, _)| title == known);
            if let Some(at) = at.filter(|_| free) {
                places.push((*field, at));
            }
        }
        let has = |field: Field| places.iter().any(|(known, _)| *known == field);
        let brought = [
            Field::Engagement,
            Field::Reach,
            Field::Part,
            Field::Impressions,
            Field::Clicks,
            Field::Results,
        ];
        let brought = brought.into_iter().any(has);
        let (_, spend) = places.iter().find(|(field, _)| *field == Field::Spend)?;
        let spend = *spend;
        let network = MARKS.iter().find(|(_, marks)| {
            titles
                .iter()
                .any(|(title, _)| marks.contains(&title.as_str()))
        });
        brought.then(|| Header {
            network: network.map(|(network, _)| *network),
            currency: titles.get(spend).and_then(|(_, within)| within.clone()),
            french: titles
                .iter()
                .any(|(title, _)| FRENCH.iter().any(|word| title.contains(word))),
            places,
        })
    }

    pub(super) fn get<'a>(&self, row: &'a StringRecord, field: Field) -> Option<&'a str> {
        let (_, at) = self.places.iter().find(|(known, _)| *known == field)?;
        row.get(*at)
            .map(str::trim)
            .filter(|text| !text.is_empty() && !["-", "--", "—", "N/A"].contains(text))
    }

    pub(super) fn has(&self, field: Field) -> bool {
        self.places.iter().any(|(known, _)| *known == field)
    }

    /// What stands in every column of a field.
    pub(super) fn all<'a>(
        &self,
        row: &'a StringRecord,
        field: Field,
    ) -> impl Iterator<Item = &'a str> {
        let places = self.places.iter().filter(move |(known, _)| *known == field);
        places.filter_map(|(_, at)| row.get(*at))
    }
}

/// A header folded, and what stood in parentheses: `Amount spent (EUR)` is `amount_spent` and `EUR`.
fn title(text: &str) -> (String, Option<String>) {
    let text = text.trim_start_matches('\u{feff}').replace('’', "'");
    let (name, within) = match text.split_once('(') {
        Some((name, rest)) => (name.to_owned(), rest.split(')').next().map(str::to_owned)),
        None => (text, None),
    };
    let code =
        within.filter(|code| code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase()));
    (folded(&name), code)
}

/// The network that the name of a file says.
pub(super) fn network_of_file(file: &str) -> Option<&'static str> {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let name = folded(name);
    let named = FILES.iter().find(|(word, _)| name.contains(word));
    let is_x = name.split(['_', '.']).any(|word| word == "x");
    named.map(|(_, network)| *network).or(is_x.then_some("x"))
}
