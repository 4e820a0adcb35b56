"""Reads every feed of a list with feedparser, one after the other: usage entries_feedparser.py URLS"""
import sys

import feedparser

with open(sys.argv[1], encoding="utf-8") as urls:
    print(sum(len(feedparser.parse(url.strip()).entries) for url in urls))
