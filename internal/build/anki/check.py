"""Imports the cards into Anki without a screen and counts what it made. Run by make test-anki.

    python3 internal/build/anki/check.py bin/promptscope WORK-FOLDER
"""
import pathlib
import subprocess
import sys

from anki.collection import Collection, ImportCsvRequest

FIELDS = ["ID", "Question", "Answer", "Wrong", "Sources", "Link"]


def note_type(col):
    """The note type that docs/interview.md describes."""
    kind = col.models.new("Promptscope")
    for name in FIELDS:
        col.models.add_field(kind, col.models.new_field(name))
    template = col.models.new_template("Card 1")
    template["qfmt"], template["afmt"] = "{{Question}}", "{{Question}}<hr id=answer>{{Answer}}{{Wrong}}{{Sources}}<br>{{Link}}"
    col.models.add_template(kind, template)
    col.models.add(kind)


def take(col, path):
    data = col.get_csv_metadata(str(path), None)
    return col.import_csv(ImportCsvRequest(path=str(path), metadata=data))


def main(program, work):
    work.mkdir(parents=True, exist_ok=True)
    wanted = len(subprocess.check_output([program, "cards", "--json"], text=True).splitlines())
    for lang in ("zh", "en", "both"):
        place = work / f"{lang}.anki2"
        for old in work.glob(f"{lang}.*"):
            if old.is_file():
                old.unlink()
        text = work / f"{lang}.txt"
        text.write_text(subprocess.check_output([program, "cards", "--anki", "--lang", lang, "--url", "https://example.org/"], text=True), encoding="utf-8")
        col = Collection(str(place))
        note_type(col)
        take(col, text)
        assert col.note_count() == col.card_count() == wanted, (lang, col.note_count(), col.card_count(), wanted)
        note = col.get_note(col.find_notes("ID:zero-prefix")[0])
        assert note["Question"] and "<li>" in note["Answer"] and "card=zero-prefix" in note["Link"], note.fields
        decks = [d.name for d in col.decks.all_names_and_ids() if d.name.startswith("Promptscope::")]
        assert len(decks) == 7 and not col.find_cards("deck:Default"), decks
        assert len(col.find_notes("tag:promptscope")) == wanted and col.find_notes("tag:must::3")
        note["Answer"] = "changed by hand"
        col.update_note(note)
        take(col, text)  # again: the same notes, brought up to date
        note.load()
        assert col.note_count() == wanted and note["Answer"] != "changed by hand"
        col.close()
        print(f"{lang}: {wanted} notes, {wanted} cards, {len(decks)} decks; the same after a second import")


main(sys.argv[1], pathlib.Path(sys.argv[2]))
