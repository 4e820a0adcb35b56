"""A real WordPress blog through cm-fetch | cm-classify | cm-report: its feeds held against its own REST API."""
import html
import json
import re
import subprocess
import sys
import urllib.request

port, work = sys.argv[1], sys.argv[2]
base = f"http://localhost:{port}"


def fetch(*paths):
    run = subprocess.run(
        ["cm-fetch", "feed", *[base + path for path in paths], "--allow-private", "--state", f"{work}/wordpress.db"],
        capture_output=True, text=True, check=False)
    assert run.returncode == 0, (run.returncode, run.stderr)
    return run.stdout


def rest(path):
    return json.load(urllib.request.urlopen(f"{base}/wp-json/wp/v2/{path}"))


def plain(text):
    return html.unescape(re.sub(r"<[^>]*>", "", text)).strip()


output = fetch("/feed/", "/comments/feed/")
posts = [json.loads(line) for line in output.splitlines()]
articles = {post["url"]: post for post in posts if post["kind"] == "article"}
truth = rest("posts?per_page=50&_fields=link,title,date_gmt,content")
assert len(truth) == len(articles), (len(truth), len(articles))
for item in truth:
    post = articles[item["link"]]
    assert post["title"] == plain(item["title"]["rendered"]), (post["title"], item["title"])
    assert post["published_at"] == item["date_gmt"] + "Z", (post["published_at"], item["date_gmt"])
    assert post["author"]["name"] == "admin"
    assert plain(item["content"]["rendered"]) == post["text"], (post["text"], item["content"])

comments = {post["url"]: post for post in posts if post["kind"] == "comment"}
for item in rest("comments?per_page=10&orderby=date_gmt&order=desc"):
    post = comments[item["link"]]
    assert post["author"]["name"] == item["author_name"], (post, item)
    assert post["published_at"] == item["date_gmt"] + "Z"
    assert post["text"] == plain(item["content"]["rendered"])

labelled = subprocess.run(["cm-classify"], input=output, capture_output=True, text=True, check=True).stdout
report = subprocess.run(["cm-report", "--by", "kind", "--format", "jsonl"], input=labelled, capture_output=True, text=True, check=True).stdout
counts = {row["kind"]: row["post_count"] for row in map(json.loads, report.splitlines())}
assert counts == {"article": len(articles), "comment": len(comments)}, counts
assert fetch("/feed/", "/comments/feed/") == "", "a second run must fetch nothing new"
print(f"wordpress: {len(articles)} articles and {len(comments)} comments agree with the REST API; nothing twice")
