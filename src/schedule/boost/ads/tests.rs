//! Exports of five managers, in both languages.

use super::{ads_from_csv, amount, family};

#[test]
fn amounts_of_both_countries() {
    for (text, comma, value) in [
        ("12,50", false, 12.5),
        ("1,234", false, 1234.0),
        ("1,234", true, 1.234),
        ("1 234,50 €", true, 1234.5),
        ("$1,234.50", false, 1234.5),
        ("1.234", true, 1234.0),
        ("EUR 12", false, 12.0),
        ("0.335", false, 0.335),
    ] {
        assert_eq!(amount(text, comma), Some(value), "{text}");
    }
    for text in ["", "-3", "abc", "inf", "1e9", "--"] {
        assert_eq!(amount(text, false), None, "{text}");
    }
}

#[test]
fn the_exports_of_five_managers() {
    let meta = "Nom de la publicité;Montant dépensé (EUR);Couverture;Interactions avec la publication\n;150,00;9 000;400\nPublication : « La gamme »;100,50;6 000;300\nPublication : « La gamme »;49,50;3 000;100\n";
    let linkedin = "Campaign Performance Report\nDate Generated: Nov 1\n\nStart Date (in UTC),Campaign Name,Currency,Total Spent,Impressions,Reach,Total Engagements\n2026-10-01,Tea,EUR,\"1,050.5\",9000,7000,120\n";
    let x = "Campaign name,Spend,Impressions,Engagements,Currency\nTea,20,5000,60,EUR\nNone,0,0,0,EUR\n";
    let tiktok = "Ad name,Cost,Currency,Impressions,Reach,Paid likes,Paid comments,Paid shares\nTea,30.25,EUR,9000,8000,90,3,7\nTotal of 1 results,30.25,EUR,9000,8000,90,3,7\n";
    let google = "Rapport sur les campagnes\n1 octobre 2026\nCampagne\tCode de la devise\tCoût\tImpr.\tInteractions\nThé\tEUR\t12,40\t900\t45\nTotal : compte\tEUR\t12,40\t900\t45\n";
    for (text, network, spend, engagement, reach) in [
        (meta, "meta", 150.0, 400.0, None),
        (linkedin, "linkedin", 1050.5, 120.0, Some(7000.0)),
        (x, "x", 20.0, 60.0, None),
        (tiktok, "tiktok", 30.25, 100.0, Some(8000.0)),
        (google, "google", 12.4, 45.0, None),
    ] {
        let sheet = ads_from_csv(text, "ads.csv").unwrap();
        assert!(sheet.faults.is_empty(), "{network}: {:?}", sheet.faults);
        assert_eq!(sheet.results.len(), 1, "{network}");
        let ad = &sheet.results[0];
        assert_eq!((ad.network.as_str(), ad.reach), (network, reach));
        assert_eq!(
            (ad.spend, ad.engagement),
            (spend, Some(engagement)),
            "{network}"
        );
        assert_eq!(ad.currency.as_deref(), Some("EUR"), "{network}");
    }
}

#[test]
fn faults_are_named() {
    let text = "Ad name,Cost,Engagements\nTea,abc,3\nMilk,3,4\n";
    let sheet = ads_from_csv(text, "ads.csv").unwrap();
    let faults: Vec<String> = sheet.faults.iter().map(ToString::to_string).collect();
    assert_eq!(faults.len(), 2);
    assert_eq!(
        faults[0],
        "ads.csv:2: spend: `abc` is not a number from 0 up"
    );
    assert!(faults[1].starts_with("ads.csv:3: network: whose export this is"));
    assert_eq!(ads_from_csv(text, "x-ads.csv").unwrap().faults.len(), 1);
    assert!(ads_from_csv("a,b\n1,2\n", "f.csv").is_err());
    assert_eq!(
        (family("KO/Instagram"), family("YouTube")),
        ("meta".to_owned(), "google".to_owned())
    );
}
