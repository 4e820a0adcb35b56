//! Buckets: aggregates as records, and back.

use std::fmt::Write;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::aggregate::{Aggregate, Measure, Span, Sum};
use super::dimension::{Dimension, Key, date};
use super::row::LineProblem;
use super::wall::Wall;
use crate::record::{Bucket, BucketHistogram, BucketSketch, BucketSum};
use crate::stats::{Distinct, DistinctParts, Histogram, HistogramParts};
use crate::time::Zone;

/// The bucket of a group.
pub(super) fn bucket(by: &[Dimension], keys: &[Key], aggregate: &Aggregate, zone: &Zone) -> Bucket {
    let (start_at, seconds) = interval(by, keys, aggregate.span, zone).unzip();
    let group = by
        .iter()
        .zip(keys)
        .filter_map(|(dimension, key)| Some((dimension.name().to_owned(), json(key)?)));
    let labelled = (aggregate.labelled_count > 0).then_some(aggregate.labelled_count);
    let [negative, neutral, positive] = aggregate.tones.map(|count| labelled.map(|_| count));
    let sums = Measure::ALL
        .iter()
        .map(|&measure| (measure, aggregate.sum(measure)));
    Bucket {
        record_type: "bucket".to_owned(),
        start_at,
        seconds,
        by: None,
        group: group.collect(),
        post_count: aggregate.post_count,
        own_count: (aggregate.own_count > 0).then_some(aggregate.own_count),
        labelled_count: labelled,
        negative_count: negative,
        neutral_count: neutral,
        positive_count: positive,
        level_counts: (aggregate.levelled_count() > 0).then_some(aggregate.levels),
        urgent_count: aggregate.urgency_known.then_some(aggregate.urgent_count),
        sums: sums
            .filter(|(_, sum)| sum.count > 0)
            .map(|(measure, Sum { count, sum })| {
                (measure.name().to_owned(), BucketSum { count, sum })
            })
            .collect(),
        view_histogram: (!aggregate.views.is_empty()).then(|| match aggregate.views.parts() {
            HistogramParts::Exact(values) => BucketHistogram::Values(values),
            HistogramParts::Binned { min, max, bins } => BucketHistogram::Bins {
                min,
                max,
                counts: bins,
            },
        }),
        author_sketch: (!aggregate.authors.is_empty()).then(|| match aggregate.authors.parts() {
            DistinctParts::Hashes(hashes) => BucketSketch::Hashes(hexadecimal(&hashes, 16)),
            DistinctParts::Registers(ranks) => BucketSketch::Registers(hexadecimal(&ranks, 2)),
        }),
        author_key: None,
    }
}

/// Start and length of a group: of its shortest stretch of time, else from its first post to its last.
fn interval(
    by: &[Dimension],
    keys: &[Key],
    span: Span,
    zone: &Zone,
) -> Option<(DateTime<Utc>, u64)> {
    use Dimension::{Day, Hour, Month, Quarter, Week, Year};
    let stretches = [Hour, Day, Week, Month, Quarter, Year];
    let key = stretches
        .iter()
        .find_map(|stretch| by.iter().position(|dimension| dimension == stretch));
    let (start, end) = match key.and_then(|index| keys.get(index)) {
        Some(Key::Absent) => return None,
        Some(key) => bounds(key, zone)?,
        None => {
            let (first, last) = span.0?;
            let second = |millis: i64| DateTime::from_timestamp(millis, 0);
            (
                second(first.div_euclid(1000))?,
                second(last.saturating_add(999).div_euclid(1000))?,
            )
        }
    };
    Some((start, u64::try_from((end - start).num_seconds()).ok()?))
}

/// First instant of a stretch of time, and of the next.
fn bounds(key: &Key, zone: &Zone) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let month = |month: i64| {
        let year = i32::try_from(month.div_euclid(12)).ok()?;
        chrono::NaiveDate::from_ymd_opt(year, u32::try_from(month.rem_euclid(12)).ok()? + 1, 1)
    };
    let (first, next) = match key {
        Key::Hour(start, _) => {
            let start = DateTime::from_timestamp(*start, 0)?;
            return Some((start, start.checked_add_signed(TimeDelta::hours(1))?));
        }
        Key::Day(day) => (date(*day)?, date(day + 1)?),
        Key::Week(monday) => (date(*monday)?, date(monday + 7)?),
        Key::Month(first) => (month(*first)?, month(first + 1)?),
        Key::Quarter(quarter) => (month(quarter * 3)?, month(quarter * 3 + 3)?),
        Key::Year(year) => (month(year * 12)?, month(year * 12 + 12)?),
        _ => return None,
    };
    Some((zone.midnight(first), zone.midnight(next)))
}

fn json(key: &Key) -> Option<Value> {
    match key {
        Key::Absent => None,
        Key::Flag(flag) => Some(Value::Bool(*flag)),
        Key::Number(number) => Some(Value::from(*number)),
        other => Some(Value::String(other.to_string())),
    }
}

/// The first instant of a bucket and its last, in milliseconds since 1970.
pub(super) fn first_and_last(bucket: &Bucket) -> Option<(i64, i64)> {
    let start = bucket.start_at?.timestamp_millis();
    let length = i64::try_from(bucket.seconds.unwrap_or(0))
        .unwrap_or(i64::MAX)
        .saturating_mul(1000);
    Some((start, start.saturating_add((length - 1).max(0))))
}

/// The value a bucket has for a dimension. A time is taken from the interval when all of it lies within one hour, day, ... of `wall`; places of
/// time (the weekday) else from the field of that name; what cannot be told is absent.
pub(super) fn key(bucket: &Bucket, dimension: Dimension, wall: &mut Wall) -> Key {
    if dimension.is_time()
        && let Some((first, last)) = first_and_last(bucket)
    {
        let (from, to) = (
            dimension.time_key(wall.local(first)),
            dimension.time_key(wall.local(last)),
        );
        // An interval from Monday to the next but one also begins and ends on a Monday.
        let short = match dimension {
            Dimension::Weekday => last - first < 6 * 86_400_000,
            Dimension::HourOfDay => last - first < 23 * 3_600_000,
            _ => true,
        };
        if from == to && short {
            return from;
        }
    }
    let Some(value) = bucket.group.get(dimension.name()) else {
        return Key::Absent;
    };
    match (dimension, value) {
        (Dimension::Weekday, Value::String(name)) => (0..7)
            .map(Key::Weekday)
            .find(|day| day.to_string() == *name)
            .unwrap_or(Key::Absent),
        (Dimension::HourOfDay, Value::Number(hour)) => hour
            .as_i64()
            .filter(|hour| (0..24).contains(hour))
            .map_or(Key::Absent, Key::Number),
        (dimension, _) if dimension.is_time() => Key::Absent,
        (Dimension::Own | Dimension::Urgent, Value::Bool(flag)) => Key::Flag(*flag),
        (Dimension::Own | Dimension::Urgent, _) => Key::Absent,
        (dimension, Value::String(word)) => dimension.word_key(word),
        (dimension, Value::Number(number)) => dimension.word_key(&number.to_string()),
        _ => Key::Absent,
    }
}

/// The counts of a bucket, checked: a stranger may have written it.
pub(super) fn aggregate(bucket: &Bucket) -> Result<Aggregate, LineProblem> {
    let count = |count: Option<u64>| count.unwrap_or(0);
    let ours = bucket.group.get(Dimension::Own.name()) == Some(&Value::Bool(true));
    let mut aggregate = Aggregate {
        post_count: bucket.post_count,
        own_count: count(bucket.own_count.or(ours.then_some(bucket.post_count))),
        labelled_count: count(bucket.labelled_count),
        tones: [
            bucket.negative_count,
            bucket.neutral_count,
            bucket.positive_count,
        ]
        .map(count),
        levels: bucket.level_counts.unwrap_or_default(),
        urgent_count: count(bucket.urgent_count),
        urgency_known: bucket.urgent_count.is_some(),
        ..Aggregate::default()
    };
    // Written by hand, the three tones are enough.
    let tones = aggregate
        .tones
        .iter()
        .fold(0_u64, |sum, count| sum.saturating_add(*count));
    aggregate.labelled_count = aggregate.labelled_count.max(tones);
    for (what, part) in [
        ("own_count", aggregate.own_count),
        ("the sum of the counts of tones", tones),
        ("labelled_count", aggregate.labelled_count),
        ("urgent_count", aggregate.urgent_count),
    ] {
        if part > bucket.post_count {
            return Err(wrong(format!(
                "{what} is {part}, more than the post_count of {}",
                bucket.post_count
            )));
        }
    }
    add_sums(bucket, &mut aggregate)?;
    if let Some((first, last)) = first_and_last(bucket) {
        aggregate.span.add(first, last.saturating_add(1));
    }
    aggregate.views = views(bucket)?;
    aggregate.authors = authors(bucket)?;
    Ok(aggregate)
}

/// The sums of a bucket, as far as their measures are known.
fn add_sums(bucket: &Bucket, aggregate: &mut Aggregate) -> Result<(), LineProblem> {
    for (name, &BucketSum { count, sum }) in &bucket.sums {
        let Some(&measure) = Measure::ALL.iter().find(|measure| measure.name() == name) else {
            continue;
        };
        let lowest = if measure == Measure::Score {
            i64::try_from(count)
                .unwrap_or(i64::MAX)
                .saturating_mul(-1_000_000)
        } else {
            0
        };
        if count > bucket.post_count || sum < lowest {
            return Err(wrong(format!(
                "the sum of {name} is {sum} over {count} posts, which cannot be"
            )));
        }
        *aggregate.sum_mut(measure) = Sum { count, sum };
    }
    Ok(())
}

fn views(bucket: &Bucket) -> Result<Histogram, LineProblem> {
    let parts = match &bucket.view_histogram {
        None => return Ok(Histogram::default()),
        Some(BucketHistogram::Values(values)) => HistogramParts::Exact(values.clone()),
        Some(BucketHistogram::Bins { min, max, counts }) => HistogramParts::Binned {
            min: *min,
            max: *max,
            bins: counts.clone(),
        },
    };
    Histogram::from_parts(&parts)
        .filter(|histogram| histogram.len() <= bucket.post_count)
        .ok_or_else(|| {
            wrong(
                "the view_histogram has bins that cannot be, or more values than posts".to_owned(),
            )
        })
}

fn authors(bucket: &Bucket) -> Result<Distinct, LineProblem> {
    let parts = match &bucket.author_sketch {
        None => return Ok(Distinct::default()),
        Some(BucketSketch::Hashes(text)) => {
            let hashes = hex(text, 16).map(|hashes| hashes.into_iter().collect());
            hashes.map(DistinctParts::Hashes)
        }
        Some(BucketSketch::Registers(text)) => {
            let ranks = hex(text, 2).map(|ranks| {
                ranks
                    .into_iter()
                    .filter_map(|rank| u8::try_from(rank).ok())
                    .collect()
            });
            ranks.map(DistinctParts::Registers)
        }
    };
    parts
        .and_then(Distinct::from_parts)
        .ok_or_else(|| wrong("the author_sketch is neither hashes of 16 hexadecimal digits nor 16384 registers of two".to_owned()))
}

/// Numbers as `width` hexadecimal digits each.
fn hexadecimal<T: Copy + Into<u64>>(numbers: &[T], width: usize) -> String {
    let mut text = String::with_capacity(numbers.len() * width);
    for &number in numbers {
        let number: u64 = number.into();
        let _ = write!(text, "{number:0width$x}");
    }
    text
}

/// Reads numbers of `width` hexadecimal digits each.
fn hex(text: &str, width: usize) -> Option<Vec<u64>> {
    let digits =
        text.bytes().all(|byte| byte.is_ascii_hexdigit()) && text.len().is_multiple_of(width);
    if !digits {
        return None;
    }
    (0..text.len() / width)
        .map(|index| u64::from_str_radix(text.get(index * width..(index + 1) * width)?, 16).ok())
        .collect()
}

fn wrong(message: String) -> LineProblem {
    LineProblem { column: 0, message }
}
