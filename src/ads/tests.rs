//! Exports of five managers, in both languages; refunds, blanks, dates and rows that two exports hold.

use chrono::NaiveDate;
use proptest::prelude::{Strategy, proptest};

use super::amount::{Reading, amount, decimal_comma};
use super::{
    AdSheet, Promoted, PromotedPost, family, promotes, read_ads, results, without_doubles,
};

#[test]
fn amounts_of_both_countries() {
    use Reading::{Comma, Point, Whole};
    for (text, reading, value) in [
        ("12,50", Point, 12.5),
        ("1,234", Point, 1234.0),
        ("1,234", Comma, 1.234),
        ("1,234", Whole, 1234.0),
        ("9.000", Whole, 9000.0),
        ("1 234,50 €", Comma, 1234.5),
        ("$1,234.50", Point, 1234.5),
        ("1.234", Comma, 1234.0),
        ("EUR 12", Point, 12.0),
        ("0.335", Point, 0.335),
        ("1.234.567,8", Point, 1_234_567.8),
        ("-3", Point, -3.0),
        ("−12,50 €", Comma, -12.5),
        ("(12.50)", Point, -12.5),
        ("-EUR 7", Point, -7.0),
        ("5.25-", Point, -5.25),
    ] {
        assert_eq!(amount(text, reading), Some(value), "{text}");
    }
    for text in ["", "abc", "inf", "1e9", "--", "()", "1e400"] {
        assert_eq!(amount(text, Point), None, "{text}");
    }
    for (text, comma) in [
        ("12,5", Some(true)),
        ("1.234,50", Some(true)),
        ("12.50", Some(false)),
        ("1,234", None),
        ("7", None),
        ("é,5", None),
    ] {
        assert_eq!(decimal_comma(text), comma, "{text}");
    }
}

const META: &str = "Nom de la publicité;Montant dépensé (EUR);Couverture;Interactions avec la publication\n;150,00;9 000;400\nPublication : « La gamme »;100,50;6 000;300\nPublication : « La gamme »;49,50;3 000;100\n";

#[test]
fn the_exports_of_five_managers() {
    let linkedin = "Campaign Performance Report\nDate Generated: Nov 1\n\nStart Date (in UTC),Campaign Name,Currency,Total Spent,Impressions,Reach,Total Engagements\n2026-10-01,Tea,EUR,\"1,050.5\",9000,7000,120\n";
    let x = "Campaign name,Spend,Impressions,Engagements,Currency\nTea,20,5000,60,EUR\nNone,0,0,0,EUR\n";
    let tiktok = "Ad name,Cost,Currency,Impressions,Reach,Paid likes,Paid comments,Paid shares\nTea,30.25,EUR,9000,8000,90,3,7\nTotal of 1 results,30.25,EUR,9000,8000,90,3,7\n";
    let google = "Rapport sur les campagnes\n1 octobre 2026 - 31 octobre 2026\nCampagne\tCode de la devise\tCoût\tImpr.\tInteractions\nThé\tEUR\t12,40\t900\t45\nTotal : compte\tEUR\t12,40\t900\t45\n";
    for (text, network, spend, engagement, reach) in [
        (META, "meta", 150.0, 400.0, None),
        (linkedin, "linkedin", 1050.5, 120.0, Some(7000.0)),
        (x, "x", 20.0, 60.0, None),
        (tiktok, "tiktok", 30.25, 100.0, Some(8000.0)),
        (google, "google", 12.4, 45.0, None),
    ] {
        let sheet = read_ads(text, "ads.csv").unwrap();
        assert!(sheet.faults.is_empty(), "{network}: {:?}", sheet.faults);
        let ads = results(&sheet.rows);
        assert_eq!(ads.len(), 1, "{network}");
        let ad = &ads[0];
        assert_eq!((ad.network.as_str(), ad.reach), (network, reach));
        assert_eq!(
            (ad.spend, ad.engagement),
            (spend, Some(engagement)),
            "{network}"
        );
        assert_eq!(ad.currency.as_deref(), Some("EUR"), "{network}");
    }
    let google = read_ads(google, "ads.csv").unwrap();
    assert_eq!(
        google.rows[0].days,
        Some((day(2026, 10, 1), day(2026, 10, 31)))
    );
    assert_eq!(google.passed, 1);
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

#[test]
fn faults_are_named() {
    let text = "Ad name,Cost,Engagements\nTea,abc,3\nMilk,3,4\n";
    let sheet = read_ads(text, "ads.csv").unwrap();
    let faults: Vec<String> = sheet.faults.iter().map(ToString::to_string).collect();
    assert_eq!(faults.len(), 2);
    assert_eq!(faults[0], "ads.csv:2: spend: `abc` is not a number");
    assert!(faults[1].starts_with("ads.csv:3: network: whose export this is"));
    assert_eq!(read_ads(text, "x-ads.csv").unwrap().faults.len(), 1);
    let wrong = "Ad name,Amount spent (EUR),Reach,Day\nTea,3,-5,2026-10-01\nTea,3,5,soon\n";
    let sheet = read_ads(wrong, "meta.csv").unwrap();
    let faults: Vec<String> = sheet.faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        faults,
        [
            "meta.csv:2: reach: `-5` is not a number from 0 up",
            "meta.csv:3: date: `soon` is not a day"
        ]
    );
    assert!(read_ads("a,b\n1,2\n", "f.csv").is_err());
    assert_eq!(
        (family("KO/Instagram"), family("YouTube")),
        ("meta".to_owned(), "google".to_owned())
    );
}

#[test]
fn blanks_are_nothing_only_where_managers_leave_them_for_it() {
    let text = "Ad name,Amount spent (EUR),Reach,Impressions,Post engagements,Link clicks,Results,Result indicator\nTea,3,,,,,,\nTotal care,0.00,5,9,1,2,1.5,actions:lead\n,9,9,9,9,9,9,\n";
    let sheet = read_ads(text, "meta.csv").unwrap();
    let (blank, full) = (&sheet.rows[0], &sheet.rows[1]);
    assert_eq!((blank.reach, blank.impressions), (None, None));
    assert_eq!(
        (blank.engagement, blank.clicks, blank.results),
        (Some(0.0), Some(0.0), Some(0.0))
    );
    assert!(blank.engagement_is_blank && !full.engagement_is_blank);
    assert_eq!(full.name, "Total care", "no row of totals");
    assert_eq!(full.results, Some(1.5));
    assert_eq!(full.result_kind.as_deref(), Some("actions:lead"));
    assert_eq!(sheet.passed, 1);
    // Who learns from ads takes a blank for unknown, and wants no ad without money.
    assert_eq!(results(&sheet.rows).len(), 1);
    assert_eq!(results(&sheet.rows)[0].engagement, None);
}

#[test]
fn a_refund_is_taken_off() {
    let text = "Ad name,Amount spent (EUR),Reach\nTea,30,900\nTea,\"-12.50\",0\nMilk,-4,0\n";
    let ads = results(&read_ads(text, "meta.csv").unwrap().rows);
    assert_eq!(ads.len(), 1);
    assert!((ads[0].spend - 17.5).abs() < 1e-9);
}

#[test]
fn decimal_marks_and_dates_go_by_what_the_file_shows() {
    // The comma is the decimal mark here, though the delimiter is one too.
    let comma = "Ad name,Amount spent (EUR),Reach,Day\nTea,\"1,234\",\"1,234\",13/10/2026\nMilk,\"2,5\",7,03/10/2026\n";
    let sheet = read_ads(comma, "meta.csv").unwrap();
    assert!((sheet.rows[0].spend - 1.234).abs() < 1e-9);
    assert_eq!(sheet.rows[0].reach, Some(1234.0));
    assert_eq!(
        sheet.rows[1].days,
        Some((day(2026, 10, 3), day(2026, 10, 3)))
    );
    assert_eq!(sheet.doubtful_date, None);
    let days = |header: &str, date: &str| {
        let text =
            format!("Ad name,{header},Reach,Reporting starts,Reporting ends\nTea,1,2,{date}\n");
        let sheet = read_ads(&text, "meta.csv").unwrap();
        (sheet.rows[0].days.unwrap(), sheet.doubtful_date)
    };
    let (english, doubt) = days("Amount spent (EUR)", "03/04/2026,03/05/2026");
    assert_eq!(english, (day(2026, 3, 4), day(2026, 3, 5)));
    assert_eq!(doubt.as_deref(), Some("03/04/2026"));
    let (french, _) = days("Montant dépensé (EUR)", "03/04/2026,04/04/2026");
    assert_eq!(french, (day(2026, 4, 3), day(2026, 4, 4)));
    for written in [
        "2026-10-05",
        "5 oct. 2026",
        "Oct 5 2026",
        "2026/10/05 00:00",
    ] {
        let (found, doubt) = days("Amount spent (EUR)", &format!("{written},{written}"));
        assert_eq!((found.0, doubt), (day(2026, 10, 5), None), "{written}");
    }
}

fn sheets(texts: &[&str]) -> Vec<AdSheet> {
    let read = |text: &&str| read_ads(text, "meta.csv").unwrap();
    texts.iter().map(read).collect()
}

#[test]
fn what_two_exports_hold_counts_once_with_the_latest_figures() {
    let early = "Ad name,Amount spent (EUR),Impressions,Day,Age\nTea,1,100,2026-10-01,18-24\nTea,2,200,2026-10-01,25-34\nTea,9,900,2026-10-02,18-24\n";
    let late = "Ad name,Amount spent (EUR),Impressions,Day\nTea,3.5,320,2026-10-01\nTea,4,400,2026-10-03\n";
    for order in [[early, late], [late, early]] {
        let sheets = sheets(&order);
        let (rows, doubled) = without_doubles(&sheets);
        let spend: f64 = rows.iter().map(|row| row.spend).sum();
        assert_eq!((rows.len(), doubled), (3, 2));
        assert!((spend - 16.5).abs() < 1e-9, "{spend}");
    }
    // Without days, other figures are of another time.
    let october = "Ad name,Amount spent (EUR),Impressions\nTea,1,100\nTea,1,100\nMilk,5,500\n";
    let november = "Ad name,Amount spent (EUR),Impressions\nTea,1,100\nMilk,6,600\n";
    let sheets = sheets(&[october, november]);
    let (rows, doubled) = without_doubles(&sheets);
    assert_eq!((rows.len(), doubled), (4, 1));
}

#[test]
fn an_ad_finds_its_post() {
    let text = "Les coulisses de la cuisson lente";
    let posts = [
        (
            "client/instagram",
            "ig:1",
            Some("https://www.instagram.com/p/Ab1/"),
            text,
            1,
        ),
        ("instagram", "ig:2", None, text, 1_800_000_000_000),
        ("x", "x:3", None, text, 3),
        ("facebook", "fb:10_20", None, "Court", 4),
    ]
    .map(|(channel, id, url, text, at)| PromotedPost {
        channel,
        id,
        url,
        text,
        at,
    });
    let all = Promoted::new(posts.to_vec());
    let find = |post: &str, name: &str| {
        let export =
            format!("Ad name,Amount spent (EUR),Reach,Post ID,Day\n{name},1,2,{post},2026-10-01\n");
        let row = read_ads(&export, "meta.csv").unwrap().rows.remove(0);
        all.find(&row)
    };
    assert_eq!(find("10_20", "a"), Some(3));
    assert_eq!(find("http://instagram.com/p/Ab1?utm=1", "a"), Some(0));
    assert_eq!(find("99", text), None, "the export names another");
    // By its text: the one that was there when the ad began.
    assert_eq!(find("", &format!("Publication : « {text} »")), Some(0));
    assert_eq!(find("", "Court"), None, "too short to be told from others");
    assert!(promotes("meta", None, &format!("x {text}"), &posts[1]));
    assert!(!promotes("meta", None, &format!("x {text}"), &posts[2]));
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in proptest::collection::vec("[a-z,;\t\"\n0-9.(-]{0,12}", 0..20).prop_map(|parts| parts.concat())) {
        let _ = read_ads(&text, "meta.csv");
        let _ = read_ads(&format!("Ad name,Amount spent (EUR),Reach,Day\n{text}"), "meta.csv");
        let _ = amount(&text, Reading::Comma);
        let _ = decimal_comma(&text);
    }

    /// However an export is cut into files that overlap, what was spent is what it says.
    #[test]
    fn exports_that_overlap_are_the_whole(rows in proptest::collection::vec((0_u8..4, 1_u8..29, 1_u16..900), 1..40), cut in 0_usize..40, from in 0_usize..40) {
        let rows: std::collections::BTreeMap<(u8, u8), u16> = rows.into_iter().map(|(ad, day, spend)| ((ad, day), spend)).collect();
        let lines: Vec<String> = rows.iter().map(|((ad, day), spend)| format!("Ad {ad},{spend},{spend}0,2026-10-{day:02}\n")).collect();
        let export = |lines: &[String]| format!("Ad name,Amount spent (EUR),Impressions,Day\n{}", lines.concat());
        let (cut, from) = (cut.min(lines.len()), from.min(lines.len()).min(cut));
        let (first, second) = (export(&lines[..cut]), export(&lines[from..]));
        let sheets = sheets(&[&first, &second]);
        let (kept, doubled) = without_doubles(&sheets);
        assert_eq!(kept.len(), lines.len());
        assert_eq!(usize::try_from(doubled).unwrap(), cut - from);
        let spend: f64 = kept.iter().map(|row| row.spend).sum();
        let truth: f64 = rows.values().map(|spend| f64::from(*spend)).sum();
        assert!((spend - truth).abs() < 1e-6);
    }
}
