//! How much of the allowance is used, as Meta says in headers with its answers (developers.facebook.com/docs/graph-api/overview/rate-limiting).

use std::time::Duration;

use serde_json::Value;

use super::json;
use crate::http::Reply;

/// From this share of the allowance on, in percent, nothing more is asked: at 100 Meta refuses everything, the page's own tools included.
pub(super) const ENOUGH: f64 = 95.0;

/// What is used.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Usage {
    /// The largest share of any limit, in percent.
    pub(super) percent: f64,
    /// When it is worth asking again, if Meta says so.
    pub(super) wait: Option<Duration>,
}

/// What the headers of an answer say; nothing if they say nothing.
pub(super) fn of(reply: &Reply) -> Option<Usage> {
    let mut usage: Option<Usage> = None;
    let mut take = |counts: &Value| {
        let usage = usage.get_or_insert_default();
        for name in ["call_count", "total_time", "total_cputime"] {
            let percent = json::at(counts, name).and_then(Value::as_f64);
            usage.percent = usage.percent.max(percent.unwrap_or(0.0));
        }
        let minutes = json::count(counts, "estimated_time_to_regain_access");
        let wait = minutes
            .filter(|minutes| *minutes > 0)
            .map(|minutes| Duration::from_secs(minutes.saturating_mul(60)));
        usage.wait = usage.wait.max(wait);
    };
    for name in ["x-app-usage", "x-page-usage"] {
        if let Some(counts) = header(reply, name) {
            take(&counts);
        }
    }
    // By business, then a list of what is limited.
    if let Some(Value::Object(all)) = header(reply, "x-business-use-case-usage") {
        for counts in all.values().filter_map(Value::as_array).flatten() {
            take(counts);
        }
    }
    usage
}

fn header(reply: &Reply, name: &str) -> Option<Value> {
    serde_json::from_str(reply.header(name)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_share_counts() {
        let reply = |name: &str, value: &str| Reply {
            headers: vec![(name.to_owned(), value.to_owned())],
            ..Reply::default()
        };
        let app = reply(
            "x-app-usage",
            r#"{"call_count":28,"total_time":97.5,"total_cputime":3}"#,
        );
        assert!((of(&app).unwrap().percent - 97.5).abs() < 1e-9);
        let business = reply(
            "x-business-use-case-usage",
            r#"{"112":[{"type":"pages","call_count":12,"total_cputime":29,"total_time":10,"estimated_time_to_regain_access":0},{"type":"instagram","call_count":100,"estimated_time_to_regain_access":19}]}"#,
        );
        let usage = of(&business).unwrap();
        assert!((usage.percent - 100.0).abs() < 1e-9);
        assert_eq!(usage.wait, Some(Duration::from_mins(19)));
        assert_eq!(of(&Reply::default()), None);
        assert_eq!(of(&reply("x-app-usage", "no JSON")), None);
        assert_eq!(of(&reply("x-business-use-case-usage", "[1]")), None);
    }
}
