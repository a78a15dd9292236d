"""What Anki has in its collection after importing a package, twice: python read_anki.py FILE"""

import json
import sys
import tempfile
from pathlib import Path

from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        collection = Collection(str(Path(folder) / "collection.anki2"))
        request = ImportAnkiPackageRequest(package_path=str(Path(sys.argv[1]).resolve()), options=ImportAnkiPackageOptions())
        once = collection.import_anki_package(request)
        again = collection.import_anki_package(request)
        notes = [collection.get_note(note_id) for note_id in collection.find_notes("")]
        report = {
            "new": len(once.log.new),
            "new_again": len(again.log.new),
            "decks": [deck.name for deck in collection.decks.all_names_and_ids()],
            "cards": collection.card_count(),
            "notes": [{**dict(note.items()), "tags": note.tags, "shown": note.cards()[0].answer()} for note in notes],
        }
        collection.close()
    json.dump(report, sys.stdout)
