"""Writes labelled sentences from a seed: the data of make test-real, and of the recommended rates for models of one's own.

    sentences.py KIND COUNT SEED

KIND is label (a topic, and whether it is praise or blame: four labels), tag (people and places) or pair (does the second sentence
follow from the first). One line a sentence, columns with tabs between; tags in the columns of CoNLL.
"""
import random
import sys

PEOPLE = "Anna Becker|Li Wei|Omar Haddad|Sofia Rossi|James Okafor|Mia|Yuki Tanaka|Pavel Novák|Chloé Martin|Ravi Patel|Elena|Tom Baker|Nadia Karim|Jun Park|Lucas Silva|Grace Osei".split("|")
PLACES = "Paris|New York|Nairobi|São Paulo|Kyoto|Lagos|Berlin|Hong Kong|Cairo|Buenos Aires|Oslo|Mumbai|Quebec|Zürich|Lima|Warsaw".split("|")
THINGS = {
    "food": "the soup|the pasta|their bread|the fried rice|the coffee|a slice of cake|the lamb curry|the salad|breakfast|the dumplings".split("|"),
    "travel": "the train ride|our hotel room|the flight|the bus tour|the ferry|the guided walk|the airport transfer|the hostel|the night train|check-in".split("|"),
}
GOOD = "was far better than we had hoped|made the whole evening|is worth every cent|left us smiling|was simply excellent|could not have been nicer|was a delight from start to finish|is something I would recommend to anyone".split("|")
BAD = "was a disappointment|is not worth the money|left us angry and tired|was worse than last year|took forever and cost too much|was simply awful|is something I would never try again|ruined the day".split("|")
OPENINGS = "|Honestly, |In the end |To be fair, |As always, |This time |My friends agree: |After two visits I can say that ".split("|")
CLOSINGS = ".|!|, and I mean it.|; {person} said the same.| in {place}.|, as {person} had told me.".split("|")


def label(r):
    topic = r.choice(list(THINGS))
    good = r.random() < 0.5
    text = r.choice(OPENINGS) + r.choice(THINGS[topic]) + " " + r.choice(GOOD if good else BAD) + r.choice(CLOSINGS)
    text = text.format(person=r.choice(PEOPLE), place=r.choice(PLACES))
    return text[0].upper() + text[1:], f"{topic} {'praise' if good else 'blame'}"


def pair(r):
    a, b, place, other = r.choice(PEOPLE), r.choice(PEOPLE), *r.sample(PLACES, 2)
    verb, noun = r.choice([("moved to", "lives in"), ("was born in", "comes from"), ("opened a shop in", "works in"), ("flew to", "has been to")])
    first = f"{a} {verb} {place} {r.choice(['last year', 'in spring', 'with a friend', 'after school'])}."
    if r.random() < 0.5:
        return first, f"{a} {noun} {place}.", "follows"
    return first, f"{a} {noun} {other}." if r.random() < 0.5 else f"{b if b != a else 'Nobody'} {noun} {place}.", "does not"


TAGGED = "{P} met {Q} in {L} .|Last week {P} flew from {L} to {M} .|The mayor of {L} thanked {P} .|{P} and {Q} grew up near {L} .|Nobody in {L} had heard of {P} .|A letter for {P} arrived from {L} .|{L} is colder than {M} , says {P} .".split("|")


def tag(r):
    people, places = r.sample(PEOPLE, 2), r.sample(PLACES, 2)
    fill = {"{P}": ("PER", people[0]), "{Q}": ("PER", people[1]), "{L}": ("LOC", places[0]), "{M}": ("LOC", places[1])}
    out = []
    for word in r.choice(TAGGED).split():
        kind, name = fill.get(word, ("O", word))
        for i, part in enumerate(name.split()):
            out.append(f"{part}\t{kind if kind == 'O' else ('I-' if i else 'B-') + kind}")
    return "\n".join(out) + "\n"


def main():
    kind, count, seed = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    r, make, seen = random.Random(seed), {"label": label, "pair": pair, "tag": tag}[kind], set()
    sys.stdout.reconfigure(encoding="utf-8")
    while len(seen) < count:
        row = make(r)
        row = row if isinstance(row, str) else "\t".join(row)
        if row not in seen:
            seen.add(row)
            print(row)


main()
