"""A tone for every post by VADER, the usual choice in Python: usage labels_vader.py POSTS"""
import json
import sys

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

analyser = SentimentIntensityAnalyzer()
with open(sys.argv[1], encoding="utf-8") as file:
    for line in file:
        post = json.loads(line)
        post["labels"] = {"sentiment_score": analyser.polarity_scores(post.get("text", ""))["compound"]}
        sys.stdout.write(json.dumps(post, ensure_ascii=False) + "\n")
