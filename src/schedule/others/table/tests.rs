//! Tables as many programs write them.

use super::{Busy, BusyRule, Zone, read};

/// Start and end of each entry, and what could not be read.
fn of(text: &str) -> (Vec<String>, Vec<String>) {
    let zone = Zone::named("Europe/Paris").unwrap();
    let read = read(text, "o", BusyRule::Avoid, &zone).unwrap();
    let span = |busy: &Busy| {
        let form = "%d %H:%M";
        format!("{}-{}", busy.start.format(form), busy.end.format(form))
    };
    (read.busy.iter().map(span).collect(), read.faults)
}

#[test]
fn times_stand_beside_their_days_under_the_headings_of_many_programs() {
    for table in [
        "Subject,Start Date,Start Time,End Date,End Time,All day event\nnoel,25/11/2026,09:00,25/11/2026,10:00,False\n",
        "Subject,Start Date,Start Time,End Date,End Time,All Day Event\nnoel,11/25/2026,9:00:00 AM,11/25/2026,10:00:00 AM,False\n",
        "Objet,Date de début,Heure de début,Date de fin,Heure de fin\nnoel,25/11/2026,09:00:00,25/11/2026,10:00:00\n",
        "Objet;Début;Début;Fin;Fin\nnoel;25/11/2026;9h;25/11/2026;10h\n",
        "date;heure début;heure fin;titre\n25/11/2026;9;10;noel\n",
        "date;début;fin\n25/11/2026;09:00;10:00\n",
        "date;heure;fin\n25/11/2026;09:00;10:00\n",
        "date;horaire;titre\n25/11/2026;9h-10h;noel\n",
        "début;fin\n25/11/2026 9h;10h\n",
        "date;start;end\n1/1/2020;2026-11-25 09:00;2026-11-25 10:00\n",
    ] {
        let expected = vec!["25 08:00-25 09:00".to_owned()];
        assert_eq!(of(table), (expected, Vec::new()), "{table}");
    }
}

#[test]
fn the_month_comes_first_where_another_row_shows_it() {
    let of = |first: &str| of(&format!("date,time\n{first},9h\n11/12/2026,10h\n")).0[1].clone();
    assert_eq!(of("11/25/2026"), "12 09:00-12 09:00");
    assert_eq!(of("25/11/2026"), "11 09:00-11 09:00");
}

#[test]
fn without_times_it_is_the_whole_day() {
    for table in [
        "date;titre\n25/11/2026;noel\n",
        "date;heure début;heure fin;titre\n25/11/2026;;;noel\n",
        "du;au\n25/11/2026;25/11/2026\n",
        "Subject,Start Date,Start Time,End Date,End Time,All day event\nnoel,25/11/2026,00:00:00,26/11/2026,00:00:00,True\n",
        "Subject,Start Date,Start Time,End Date,End Time,All day event\nnoel,25/11/2026,,25/11/2026,,True\n",
        "date;heure du rappel\n25/11/2026;08:45\n",
    ] {
        let expected = vec!["24 23:00-25 23:00".to_owned()];
        assert_eq!(of(table), (expected, Vec::new()), "{table}");
    }
}

#[test]
fn a_time_that_cannot_be_read_is_named_by_its_column() {
    for (table, named) in [
        (
            "date;heure début;heure fin\n25/11/2026;midi;13h\n",
            "time: `midi` is not a time",
        ),
        (
            "date;heure;fin\n25/11/2026;9h;25:00\n",
            "end: `25:00` is not a date",
        ),
        (
            "date;heure début;heure fin\n25/11/2026;9h;-\n",
            "end time: `-` is not a time",
        ),
        (
            "date;heure début;heure fin\n25/11/2026;9h;8h\n",
            "end: it lies before",
        ),
        (
            "date;Heure de passage\n25/11/2026;9h\n",
            "Heure de passage: no heading",
        ),
    ] {
        let (read, faults) = of(table);
        assert_eq!((read.len(), faults.len()), (0, 1), "{table}");
        assert!(faults[0].contains(named), "{}", faults[0]);
    }
}
