"""Writes the review histories that viz/fsrs is tested with. Needs the Python package fsrs 6.3.2.

    python3 internal/build/fsrs/vectors.py > viz/fsrs/testdata/histories.txt

One history a line, fields separated by "|":
    retention, learning steps, relearning steps   steps in minutes, "-" for none
    one field a review: grade, seconds since the review before, then what the reference answers: state, step
        ("-" in the review state), seconds to the next review, stability, difficulty
    days after the last review, the reference's recall then
Stability, difficulty and recall have 11 significant digits.
"""
import random
from datetime import datetime, timedelta, timezone
from importlib.metadata import version

from fsrs import Card, Rating, Scheduler

HISTORIES, SEED, REVIEWS = 1000, 6, 12
DAY = 86400
# The reference's own steps half of the time, none a quarter of the time; the rest reaches every branch of the step logic.
STEPS = [((1, 10), (10,))] * 4 + [((), ())] * 2 + [((5,), ()), ((1, 10, 1440), (10, 60))]


def pause(draw, wait):
    """Seconds until the next review, wait being what the scheduler asked for."""
    return draw.choice([
        lambda: wait,
        lambda: wait + draw.randrange(DAY),
        lambda: int(wait * draw.uniform(0.1, 0.9)),
        lambda: int(wait * draw.uniform(1, 8)),
        lambda: draw.randrange(1, 7200),
        lambda: draw.choice([0, DAY - 1, DAY, 2 * DAY - 1]),
        lambda: -draw.randrange(1, 3 * DAY),  # a clock that went back
    ])()


def history(draw):
    retention = draw.choice([0.9, 0.9, 0.9, 0.8, 0.95])
    learning, relearning = draw.choice(STEPS)
    scheduler = Scheduler(desired_retention=retention, enable_fuzzing=False,
                          learning_steps=[timedelta(minutes=m) for m in learning],
                          relearning_steps=[timedelta(minutes=m) for m in relearning])
    fields = [f"{retention} {steps(learning)} {steps(relearning)}"]
    card, now, since = Card(card_id=1), datetime(2026, 1, 1, tzinfo=timezone.utc), 0
    for _ in range(draw.randrange(1, REVIEWS)):
        grade = draw.choices([1, 2, 3, 4], [3, 2, 8, 2])[0]
        now += timedelta(seconds=since)
        card, _ = scheduler.review_card(card, Rating(grade), now)
        wait = round((card.due - now).total_seconds())
        step = "-" if card.step is None else card.step
        fields.append(f"{grade} {since} {int(card.state)} {step} {wait} {card.stability:.11g} {card.difficulty:.11g}")
        since = pause(draw, wait)
        if now + timedelta(seconds=since + 40000 * DAY) > datetime(9000, 1, 1, tzinfo=timezone.utc):
            break
    days = draw.randrange(400)
    recall = scheduler.get_card_retrievability(card, now + timedelta(days=days))
    return "|".join(fields + [f"{days} {recall:.11g}"])


def steps(minutes):
    return ",".join(map(str, minutes)) or "-"


assert version("fsrs") == "6.3.2", "want fsrs 6.3.2"
draw = random.Random(SEED)
for _ in range(HISTORIES):
    print(history(draw))
