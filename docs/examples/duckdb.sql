-- The records of cm for DuckDB, made from their types by `CM_BLESS=1 cargo test`; do not edit.
--
--   duckdb cm.duckdb < duckdb.sql
--   duckdb cm.duckdb "SELECT count(*) FROM posts('labelled.jsonl')"
--
-- A macro takes what read_json takes: a file, 'folder/*.jsonl', a list of them, also .gz and .zst. What a line does not have is NULL.
-- Times are instants; what the days and hours of `SET TimeZone = 'Europe/Paris'` are is the session's.

-- somebody's words, or ours
CREATE OR REPLACE MACRO posts(file) AS TABLE SELECT * FROM read_json(file, format = 'newline_delimited', columns = {
  "author": 'STRUCT("bot" BOOLEAN, "followers_count" BIGINT, "handle" VARCHAR, "id" VARCHAR, "name" VARCHAR, "url" VARCHAR, "verified" BOOLEAN)',
  "client": 'VARCHAR',
  "conversation_id": 'VARCHAR',
  "edited_at": 'TIMESTAMPTZ',
  "fetched_at": 'TIMESTAMPTZ',
  "hashtags": 'VARCHAR[]',
  "id": 'VARCHAR',
  "in_reply_to_id": 'VARCHAR',
  "indexed_at": 'TIMESTAMPTZ',
  "instance": 'VARCHAR',
  "kind": 'VARCHAR',
  "lang_declared": 'VARCHAR',
  "links": 'VARCHAR[]',
  "matched": 'VARCHAR[]',
  "media": 'STRUCT("alt" VARCHAR, "type" VARCHAR, "url" VARCHAR)[]',
  "mentions": 'VARCHAR[]',
  "metrics": 'STRUCT("bookmark_count" BIGINT, "click_count" BIGINT, "impression_count" BIGINT, "like_count" BIGINT, "quote_count" BIGINT, "reach_count" BIGINT, "reply_count" BIGINT, "repost_count" BIGINT, "score" BIGINT, "view_count" BIGINT)',
  "metrics_at": 'TIMESTAMPTZ',
  "own": 'BOOLEAN',
  "published_at": 'TIMESTAMPTZ',
  "query": 'VARCHAR',
  "quote_of_id": 'VARCHAR',
  "raw": 'JSON',
  "repost_of_id": 'VARCHAR',
  "source": 'VARCHAR',
  "text": 'VARCHAR',
  "time_suspect": 'BOOLEAN',
  "title": 'VARCHAR',
  "type": 'VARCHAR',
  "url": 'VARCHAR',
  "labels": 'STRUCT("department" VARCHAR, "duplicate_of" VARCHAR, "intent" VARCHAR, "intent_score" DOUBLE, "lang" VARCHAR, "lang_score" DOUBLE, "level" BIGINT, "matter" VARCHAR, "model" VARCHAR, "owner" VARCHAR, "pii" VARCHAR[], "priority" BIGINT, "reply_by" TIMESTAMPTZ, "reply_line" VARCHAR, "sentiment" VARCHAR, "sentiment_p" STRUCT("negative" DOUBLE, "neutral" DOUBLE, "positive" DOUBLE), "sentiment_score" DOUBLE, "spam" DOUBLE, "stance" VARCHAR, "topics" VARCHAR[], "toxicity" DOUBLE, "urgency" DOUBLE, "why" MAP(VARCHAR, VARCHAR[]))'
});

-- a post that is no longer there
CREATE OR REPLACE MACRO gone(file) AS TABLE SELECT * FROM read_json(file, format = 'newline_delimited', columns = {
  "id": 'VARCHAR',
  "seen_at": 'TIMESTAMPTZ',
  "type": 'VARCHAR',
  "url": 'VARCHAR',
  "why": 'VARCHAR'
});

-- the right value of a label
CREATE OR REPLACE MACRO corrections(file) AS TABLE SELECT * FROM read_json(file, format = 'newline_delimited', columns = {
  "at": 'TIMESTAMPTZ',
  "by": 'VARCHAR',
  "id": 'VARCHAR',
  "label": 'VARCHAR',
  "type": 'VARCHAR',
  "value": 'JSON'
});

-- something to publish
CREATE OR REPLACE MACRO drafts(file) AS TABLE SELECT * FROM read_json(file, format = 'newline_delimited', columns = {
  "after": 'VARCHAR[]',
  "at": 'TIMESTAMPTZ',
  "campaign": 'VARCHAR',
  "channels": 'VARCHAR[]',
  "client": 'VARCHAR',
  "earliest_at": 'TIMESTAMPTZ',
  "id": 'VARCHAR',
  "lang": 'VARCHAR',
  "latest_at": 'TIMESTAMPTZ',
  "media": 'STRUCT("alt" VARCHAR, "type" VARCHAR, "url" VARCHAR)[]',
  "paid": 'BOOLEAN',
  "pillar": 'VARCHAR',
  "priority": 'BIGINT',
  "status": 'VARCHAR',
  "text": 'VARCHAR',
  "type": 'VARCHAR',
  "variants": 'MAP(VARCHAR, VARCHAR)'
});

-- a draft placed in time
CREATE OR REPLACE MACRO slots(file) AS TABLE SELECT * FROM read_json(file, format = 'newline_delimited', columns = {
  "at": 'TIMESTAMPTZ',
  "channel": 'VARCHAR',
  "client": 'VARCHAR',
  "draft": 'VARCHAR',
  "held_by": 'VARCHAR',
  "id": 'VARCHAR',
  "pinned": 'BOOLEAN',
  "reason": 'VARCHAR',
  "status": 'VARCHAR',
  "text": 'VARCHAR',
  "timezone": 'VARCHAR',
  "touches": 'VARCHAR[]',
  "type": 'VARCHAR',
  "value": 'DOUBLE',
  "why": 'VARCHAR[]'
});

-- a draft that got no slot
CREATE OR REPLACE MACRO unplaced(file) AS TABLE SELECT * FROM read_json(file, format = 'newline_delimited', columns = {
  "change": 'VARCHAR',
  "channel": 'VARCHAR',
  "draft": 'VARCHAR',
  "id": 'VARCHAR',
  "reason": 'VARCHAR',
  "type": 'VARCHAR',
  "why": 'VARCHAR[]'
});

-- a breach of the charter in a draft
CREATE OR REPLACE MACRO findings(file) AS TABLE SELECT * FROM read_json(file, format = 'newline_delimited', columns = {
  "channels": 'VARCHAR[]',
  "client": 'VARCHAR',
  "column": 'BIGINT',
  "end_column": 'BIGINT',
  "end_line": 'BIGINT',
  "file": 'VARCHAR',
  "fix": 'VARCHAR',
  "hint": 'VARCHAR',
  "id": 'VARCHAR',
  "line": 'BIGINT',
  "message": 'VARCHAR',
  "place": 'VARCHAR',
  "rule": 'VARCHAR',
  "severity": 'VARCHAR',
  "text_line": 'BIGINT',
  "type": 'VARCHAR'
});

-- work for a person
CREATE OR REPLACE MACRO tasks(file) AS TABLE SELECT * FROM read_json(file, format = 'newline_delimited', columns = {
  "assignee": 'VARCHAR',
  "breach": 'BOOLEAN',
  "client": 'VARCHAR',
  "conversation_id": 'VARCHAR',
  "department": 'VARCHAR',
  "draft": 'VARCHAR',
  "due_at": 'TIMESTAMPTZ',
  "duplicate_count": 'BIGINT',
  "duplicates": 'VARCHAR[]',
  "id": 'VARCHAR',
  "kind": 'VARCHAR',
  "lang": 'VARCHAR',
  "level": 'BIGINT',
  "minutes": 'BIGINT',
  "on_call": 'BOOLEAN',
  "owner": 'VARCHAR',
  "post": 'VARCHAR',
  "priority": 'BIGINT',
  "reply_line": 'VARCHAR',
  "resolved_at": 'TIMESTAMPTZ',
  "snoozed_until": 'TIMESTAMPTZ',
  "stance": 'VARCHAR',
  "start_at": 'TIMESTAMPTZ',
  "status": 'VARCHAR',
  "title": 'VARCHAR',
  "type": 'VARCHAR',
  "url": 'VARCHAR',
  "why": 'VARCHAR[]'
});

-- a meeting or another date
CREATE OR REPLACE MACRO events(file) AS TABLE SELECT * FROM read_json(file, format = 'newline_delimited', columns = {
  "added_at": 'TIMESTAMPTZ[]',
  "agenda": 'VARCHAR[]',
  "all_day": 'BOOLEAN',
  "attendees": 'VARCHAR[]',
  "categories": 'VARCHAR[]',
  "client": 'VARCHAR',
  "description": 'VARCHAR',
  "end_at": 'TIMESTAMPTZ',
  "excluded_at": 'TIMESTAMPTZ[]',
  "ics": 'VARCHAR[]',
  "id": 'VARCHAR',
  "kind": 'VARCHAR',
  "location": 'VARCHAR',
  "occurrence_at": 'TIMESTAMPTZ',
  "rrule": 'VARCHAR',
  "start_at": 'TIMESTAMPTZ',
  "status": 'VARCHAR',
  "timezone": 'VARCHAR',
  "title": 'VARCHAR',
  "type": 'VARCHAR',
  "uid": 'VARCHAR',
  "url": 'VARCHAR'
});

-- counts of an interval
CREATE OR REPLACE MACRO buckets(file) AS TABLE SELECT * FROM read_json(file, format = 'newline_delimited', columns = {
  "author_key": 'VARCHAR',
  "author_sketch": 'JSON',
  "by": 'VARCHAR[]',
  "labelled_count": 'BIGINT',
  "level_counts": 'BIGINT[]',
  "negative_count": 'BIGINT',
  "neutral_count": 'BIGINT',
  "own_count": 'BIGINT',
  "positive_count": 'BIGINT',
  "post_count": 'BIGINT',
  "seconds": 'BIGINT',
  "start_at": 'TIMESTAMPTZ',
  "sums": 'MAP(VARCHAR, STRUCT("count" BIGINT, "sum" BIGINT))',
  "type": 'VARCHAR',
  "urgent_count": 'BIGINT',
  "view_histogram": 'JSON',
  "client": 'VARCHAR',
  "query": 'VARCHAR',
  "source": 'VARCHAR',
  "instance": 'VARCHAR',
  "kind": 'VARCHAR',
  "lang": 'VARCHAR',
  "sentiment": 'VARCHAR',
  "intent": 'VARCHAR',
  "topic": 'VARCHAR',
  "department": 'VARCHAR',
  "stance": 'VARCHAR',
  "day": 'VARCHAR',
  "week": 'VARCHAR',
  "month": 'VARCHAR'
});

-- an alarm
CREATE OR REPLACE MACRO alerts(file) AS TABLE SELECT * FROM read_json(file, format = 'newline_delimited', columns = {
  "client": 'VARCHAR',
  "end_at": 'TIMESTAMPTZ',
  "expected": 'DOUBLE',
  "group": 'MAP(VARCHAR, VARCHAR)',
  "id": 'VARCHAR',
  "kind": 'VARCHAR',
  "observed": 'DOUBLE',
  "posts": 'VARCHAR[]',
  "score": 'DOUBLE',
  "seen_at": 'TIMESTAMPTZ',
  "severity": 'VARCHAR',
  "start_at": 'TIMESTAMPTZ',
  "type": 'VARCHAR',
  "why": 'VARCHAR[]'
});
