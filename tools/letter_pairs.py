#!/usr/bin/env python3
"""Writes src/secrets/letter_pairs.inc: how likely a character follows another in words and names.

    tools/letter_pairs.py > src/secrets/letter_pairs.inc

Learnt from this repository's own prose, examples and schema names: what people write by hand. A table of 30 by 30
classes (letters without case, digit, separator, other, and the edge of a word); each number is the logarithm to base
two of the probability, times eight.
"""
import collections
import math
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCES = ["rules/**/*.md", "docs/**/*.md", "*.md", "testdata/**/*.yaml", "schemas/kubernetes/*", "src/**/*.h"]
EDGE, DIGIT, SEPARATOR, OTHER = 29, 26, 27, 28


def classes(text):
    """As classes_of() in src/secrets/randomness.cc: a capital behind a small letter begins a word."""
    result = []
    before = ""
    for c in text:
        if c.isascii() and c.isalpha():
            if c.isupper() and before.islower():
                result.append(SEPARATOR)
            result.append(ord(c.lower()) - ord("a"))
        elif c.isdigit():
            result.append(DIGIT)
        elif c in "-_./:@ ":
            result.append(SEPARATOR)
        else:
            result.append(OTHER)
        before = c
    return [EDGE] + result + [EDGE]


def main():
    counts = [[0.3] * 30 for _ in range(30)]
    words = collections.Counter()
    for pattern in SOURCES:
        for path in ROOT.glob(pattern):
            if path.is_file():
                text = path.read_text(errors="ignore")[:2_000_000]
                words.update(re.findall(r"[A-Za-z][A-Za-z0-9_./:@-]*[A-Za-z0-9]|[A-Za-z]", text))
    for word, count in words.items():
        chain = classes(word)
        for a, b in zip(chain, chain[1:]):
            counts[a][b] += min(count, 8)
    print("// Made by tools/letter_pairs.py: see there.")
    for row in counts:
        total = sum(row)
        print(", ".join(str(max(-127, round(8 * math.log2(n / total)))) for n in row) + ",")


if __name__ == "__main__":
    sys.exit(main())
