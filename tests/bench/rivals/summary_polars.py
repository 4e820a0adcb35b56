"""The figures of `cm-report summary --by day,client` by Polars' streaming engine, on all cores: usage summary_polars.py POSTS"""
import json
import sys

import polars

METRICS = ["like_count", "reply_count", "repost_count", "view_count"]
SCHEMA = {
    "published_at": polars.String, "client": polars.String, "author": polars.Struct({"id": polars.String}),
    "labels": polars.Struct({"sentiment": polars.String}), "metrics": polars.Struct(dict.fromkeys(METRICS, polars.Int64)),
}
metric = polars.col("metrics").struct.field
tone = polars.col("labels").struct.field("sentiment")
table = (
    polars.scan_ndjson(sys.argv[1], schema=SCHEMA)
    .group_by(polars.col("published_at").str.slice(0, 10).alias("day"), "client")
    .agg(
        posts=polars.len(), authors=polars.col("author").struct.field("id").approx_n_unique(), negative=(tone == "negative").mean(), positive=(tone == "positive").mean(),
        engagement=(metric("like_count") + metric("reply_count") + metric("repost_count")).sum(), p50=metric("view_count").quantile(0.5), p95=metric("view_count").quantile(0.95),
    )
    .sort("day", "client")
    .collect(engine="streaming")
)
for row in table.select("day", "client", "posts", "engagement").iter_rows():
    print(json.dumps(row))
