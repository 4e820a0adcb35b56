"""Makes the same labelled posts on any machine: usage posts.py N OUT [--different] [--csv]

The texts are the messages written for this project (src/classify/train/messages), drawn at random, so that each comes many times, as greetings and
copied posts do; with `--different` every text is of its own. The rest is drawn at random too. `--csv` writes what a tool would export instead.
"""
import csv
import datetime
import glob
import json
import os
import random
import sys

count, out = int(sys.argv[1]), sys.argv[2]
different, as_csv = "--different" in sys.argv, "--csv" in sys.argv
dice = random.Random(7)
here = os.path.dirname(os.path.abspath(__file__))
texts = []
for path in sorted(glob.glob(os.path.join(here, "../../src/classify/train/messages/*.jsonl"))):
    with open(path, encoding="utf-8") as file:
        texts += [(message["lang"], message["text"]) for message in map(json.loads, file)]
START = datetime.datetime(2026, 6, 1)
SOURCES = ["mastodon", "bluesky", "feed", "reddit", "youtube", "discourse"]


def figure(shape, factor=1):
    return min(int(dice.paretovariate(shape) * factor) - 1, 10_000_000)


def post(number):
    lang, text = dice.choice(texts)
    if different:
        text = f"{text} {dice.choice(texts)[1].split('. ')[0]} {dice.randrange(10**6)}"
    author, tone = figure(0.6) % 200_000, dice.uniform(-1, 1)
    at = (START + datetime.timedelta(seconds=int(number * 86400 * 120 / count) + dice.randint(0, 900))).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "type": "post", "id": f"mastodon:{number}", "source": dice.choice(SOURCES), "kind": dice.choice(["post", "comment", "reply"]),
        "url": f"https://social.example/@u{author}/{number}",
        "author": {"id": f"u{author}", "handle": f"u{author}@social.example", "name": f"User {author}", "followers_count": figure(0.7, 10)},
        "text": text, "published_at": at, "fetched_at": at,
        "metrics": {"like_count": figure(0.8), "reply_count": figure(1.2), "repost_count": figure(1.1), "view_count": figure(0.6, 30)},
        "client": dice.choice(["oasis", "ibis", "orange"]), "query": "brand",
        "labels": {
            "lang": lang, "sentiment": "negative" if tone < -0.3 else "positive" if tone > 0.3 else "neutral", "sentiment_score": round(tone, 3),
            "intent": dice.choice(["question", "complaint", "praise", "other"]), "priority": dice.randint(0, 100), "level": dice.choice([1, 1, 1, 2, 3]),
            "department": dice.choice(["customer-service", "marketing", "pr", "hr", "sales"]), "stance": dice.choice(["answer", "thank", "leave", "leave"]),
        },
    }


with open(out + ".part", "w", encoding="utf-8", newline="") as file:
    table = csv.writer(file)
    if as_csv:
        table.writerow(["Date", "Author", "Message", "Likes", "Comments", "URL"])
    for number in range(count):
        one = post(number)
        if as_csv:
            table.writerow([one["published_at"], one["author"]["name"], one["text"], one["metrics"]["like_count"], one["metrics"]["reply_count"], one["url"]])
        else:
            file.write(json.dumps(one, ensure_ascii=False) + "\n")
os.replace(out + ".part", out)
