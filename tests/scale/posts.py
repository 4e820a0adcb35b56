"""posts.py OUT COPIES: the month of `cm-fetch demo` several times over, each with ids, texts and days of its own."""
import json
import subprocess
import sys

# Months of 31 days, so that every day of the demo exists in them.
MONTHS = [1, 3, 5, 7, 8, 10]
out, copies = sys.argv[1], int(sys.argv[2])
demo = [json.loads(line) for line in subprocess.check_output(["cm-fetch", "demo", "--now", "2026-11-22T12:00:00Z"], text=True).splitlines()]
with open(out, "w", encoding="utf-8") as file:
    for copy in range(copies):
        for post in demo:
            post = {**post, "id": f"{post['id']}-{copy}", "client": f"client{copy % 7}", "published_at": f"2026-{MONTHS[copy % 6]:02}" + post["published_at"][7:]}
            file.write(json.dumps(post, ensure_ascii=False) + "\n")
