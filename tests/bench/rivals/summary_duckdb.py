"""The figures of `cm-report summary --by day,client` by DuckDB, on all cores: usage summary_duckdb.py POSTS"""
import json
import os
import sys

import duckdb

COLUMNS = """{published_at: 'TIMESTAMP', client: 'VARCHAR', author: 'STRUCT(id VARCHAR)', labels: 'STRUCT(sentiment VARCHAR)',
    metrics: 'STRUCT(like_count BIGINT, reply_count BIGINT, repost_count BIGINT, view_count BIGINT)'}"""
QUERY = f"""
    SELECT published_at::DATE AS day, client, count(*) AS posts, approx_count_distinct(author.id) AS authors,
        avg((labels.sentiment = 'negative')::INT) AS negative, avg((labels.sentiment = 'positive')::INT) AS positive,
        sum(metrics.like_count + metrics.reply_count + metrics.repost_count) AS engagement,
        approx_quantile(metrics.view_count, 0.5) AS p50, approx_quantile(metrics.view_count, 0.95) AS p95
    FROM read_json(?, format = 'newline_delimited', columns = {COLUMNS})
    GROUP BY ALL ORDER BY ALL
"""
connection = duckdb.connect()
connection.execute(f"SET threads = {os.cpu_count()}")
for row in connection.execute(QUERY, [sys.argv[1]]).fetchall():
    print(json.dumps([str(row[0]), *row[1:3], int(row[6])]))
