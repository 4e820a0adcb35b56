//! "Did you mean": the closest of the known names.

/// The known name closest to a typed one, when it is close enough to be what was meant: at most a third of its letters differ.
pub fn closest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    // Names are short; something long is not a typing error and would cost quadratic time.
    if typed.chars().count() > 64 {
        return None;
    }
    let folded = typed.to_lowercase();
    known
        .into_iter()
        .map(|name| (distance(&folded, &name.to_lowercase()), name))
        .filter(|(distance, name)| *distance <= name.chars().count().max(3) / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, name)| name)
}

/// The zone closest to a typed one; the city alone is enough.
pub fn closest_zone<'a>(
    typed: &str,
    known: impl IntoIterator<Item = &'a str> + Clone,
) -> Option<&'a str> {
    let city = typed.replace(' ', "_");
    let of_that_city = known.clone().into_iter().find(|name| {
        name.rsplit('/')
            .next()
            .is_some_and(|last| last.eq_ignore_ascii_case(&city))
    });
    of_that_city.or_else(|| closest(typed, known))
}

/// `; did you mean `x`?`, or nothing.
pub fn hint(suggestion: Option<&str>) -> String {
    suggestion.map_or_else(String::new, |name| format!("; did you mean `{name}`?"))
}

/// Edit distance in letters, a swap of neighbours counting as one (Damerau 1964, restricted form).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0_usize; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    rows[0] = (0..=b.len()).collect();
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let same = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (rows[i - 1][j] + 1)
                .min(rows[i][j - 1] + 1)
                .min(rows[i - 1][j - 1] + same);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_understood() {
        let known = ["sentiment", "source", "client", "intent"];
        assert_eq!(closest("sentimetn", known), Some("sentiment"));
        assert_eq!(closest("SOURCE", known), Some("source"));
        assert_eq!(closest("clint", known), Some("client"));
        assert_eq!(closest("weekday", known), None);
        assert_eq!(closest("", known), None);
    }
}
