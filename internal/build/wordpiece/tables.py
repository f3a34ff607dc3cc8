"""Writes the character tables of sim/wordpiece: what the Python package tokenizers 0.23.3 does with each code point.

    python3 internal/build/wordpiece/tables.py > sim/wordpiece/unicode.txt

They are asked of the package and not taken from the Unicode Character Database, because its parts follow three versions:
categories are those of Unicode 8, decompositions and combining classes those of 9, lower case that of 17.
"""
import textwrap
import unicodedata

import tokenizers
from tokenizers.normalizers import NFD, BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

assert tokenizers.__version__ == "0.23.3", "want tokenizers 0.23.3"
POINTS = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
HANGUL = range(0xAC00, 0xD7A4)  # decomposed by rule


def normalizer(**on):
    off = dict(clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False)
    return BertNormalizer(**{**off, **on}).normalize_str


def changed(f):
    return {c: f(chr(c)) for c in POINTS if f(chr(c)) != chr(c)}


def ranges(points):
    runs = []
    for c in sorted(points):
        if runs and runs[-1][1] == c - 1:
            runs[-1][1] = c
        else:
            runs.append([c, c])
    return [f"{a:X}" if a == z else f"{a:X}-{z:X}" for a, z in runs]


def lower_runs(mapping):
    """Runs first-last/stride+distance: neighbours, or every second one, that are moved equally far."""
    runs = []
    for c, low in sorted(mapping.items()):
        if runs:
            first, last, stride, distance = runs[-1]
            gap = c - last
            if low - c == distance and (gap == stride or first == last and gap <= 2):
                runs[-1] = [first, c, gap, distance]
                continue
        runs.append([c, c, 1, low - c])
    return [f"{a:X}-{z:X}/{stride}{distance:+X}" for a, z, stride, distance in runs]


def combining_classes():
    """Classes of all marks that the reference puts in order. Where a mark goes beside others shows that it knows the class;
    the number is Python's, which is the same for every mark that both know (checked)."""
    nfd = NFD().normalize_str
    marks = [c for c in POINTS if unicodedata.combining(chr(c))]
    # U+0345 has the highest class of all, 240; U+0334 the lowest, 1.
    known = [c for c in marks if nfd("a\u0345" + chr(c)) != "a\u0345" + chr(c) or nfd("a" + chr(c) + "\u0334") != "a" + chr(c) + "\u0334"
             or c in (0x334, 0x345)]
    by_class, one = {}, {}
    for c in known:
        by_class.setdefault(unicodedata.combining(chr(c)), []).append(c)
        if nfd(chr(c)) == chr(c):
            one.setdefault(unicodedata.combining(chr(c)), chr(c))
    for cls, points in by_class.items():
        for c in points:
            for other, mark in one.items():
                if nfd(chr(c)) == chr(c):
                    assert (nfd("a" + chr(c) + mark) != "a" + chr(c) + mark) == (other < cls), hex(c)
                    assert (nfd("a" + mark + chr(c)) != "a" + mark + chr(c)) == (other > cls), hex(c)
    return by_class


def section(name, items):
    print(f"\n{name}")
    print("\n".join(textwrap.wrap(" ".join(items), 120, break_on_hyphens=False)))


clean, split = changed(normalizer(clean_text=True)), BertPreTokenizer().pre_tokenize_str
pieces = {c: len(split("a" + chr(c) + "b")) for c in POINTS}
stripped = changed(normalizer(strip_accents=True))
lower = {c: s for c, s in changed(normalizer(lowercase=True)).items()}
decomposed = {c: s for c, s in changed(NFD().normalize_str).items() if c not in HANGUL}
assert {c for c, s in lower.items() if len(s) > 1} == {0x130} and lower.pop(0x130) == "i\u0307"

print("# Written by internal/build/wordpiece/tables.py from the Python package tokenizers 0.23.3. Do not edit.")
section("space", ranges(c for c in POINTS if pieces[c] == 2))
section("removed", ranges(c for c, s in clean.items() if s == ""))
section("punctuation", ranges(c for c in POINTS if pieces[c] == 3))
section("mark", ranges(c for c, s in stripped.items() if s == ""))
section("lower", lower_runs({c: ord(s) for c, s in lower.items()}))
section("decomposition", (f"{c:X}=" + "+".join(f"{ord(x):X}" for x in s) for c, s in sorted(decomposed.items())))
section("class", (f"{cls}:{r}" for cls, points in sorted(combining_classes().items()) for r in ranges(points)))
