"""Imports what `inkstone export` writes into collections of the real Anki, twice, and reads its review history back.

`INKSTONE=/path/to/inkstone` names a program other than that of this work tree.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from anki.collection import (
    Collection,
    DeckIdLimit,
    ExportAnkiPackageOptions,
    ImportAnkiPackageOptions,
    ImportAnkiPackageRequest,
    ImportCsvRequest,
)

ROOT = Path(__file__).resolve().parents[2]
INKSTONE = os.environ.get("INKSTONE", str(ROOT / "target/debug/inkstone"))
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c63f8ffff3f0005fe02fe0def46b80000000049454e44ae426082"
)

CONFIG = """title = "面试 notes"
lang = "zh-Hans"
base_url = "https://example.org/notes/"
[math.macros]
"\\\\R" = "\\\\mathbb{R}"
"""

BN = """# 批归一化

## 1. 什么是 BN？

批归一化（Batch Normalization，BN）对 $x \\in \\R^n$ 做归一化：

$$
\\hat{x} = \\frac{x - \\mu}{\\sqrt{\\sigma^2 + \\epsilon}}
$$

![曲线](img/curve.png)

```python
x = "<b>" if a < b else 'c'
```

## 2. 为什么 [sound:evil.mp3] <script>alert(1)</script> 不执行？

因为文字就是文字：[sound:evil.mp3]，`{{c1::x}}` 与 \\\\(x\\\\)，答案足够长，长过十二个字。

## 3. 还没有答案？

## 4. 私有的图呢？

TODO
"""

POOL = """# 池化

## 1. 池化有什么用？

它缩小特征图，见[批归一化](../bn.md)，并且增大感受野，答案足够长。
"""

SECRET = """---
draft: true
---
# 秘密

## 1. 什么是 SECRETMARK？

SECRETMARK 是不该出现的答案，它足够长，长过十二个字。
"""


def inkstone(*arguments: str, code: int = 0) -> str:
    run = subprocess.run([INKSTONE, *arguments], capture_output=True, text=True, timeout=300)
    assert run.returncode == code, (arguments, run.returncode, run.stdout, run.stderr)
    return run.stdout + run.stderr


class Site:
    """A small site, whose notes were changed at times that the test decides."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "site"
        for path, text in {"site.toml": CONFIG, "content/bn.md": BN, "content/cnn/pool.md": POOL, "content/secret.md": SECRET}.items():
            self.write(path, text, 1_700_000_000)
        picture = self.root / "content/img/curve.png"
        picture.parent.mkdir()
        picture.write_bytes(PNG)
        os.utime(picture, (1_600_000_000, 1_600_000_000))

    def write(self, path: str, text: str, time: int) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        os.utime(file, (time, time))

    def export(self, form: str, file: Path) -> Path:
        inkstone("export", form, str(self.root), "-o", str(file))
        return file


def take_package(collection: Collection, file: Path):
    request = ImportAnkiPackageRequest(package_path=str(file), options=ImportAnkiPackageOptions())
    log = collection.import_anki_package(request).log
    return {name: len(getattr(log, name)) for name in ("new", "updated", "duplicate", "conflicting")}


def take_text(collection: Collection, file: Path):
    metadata = collection.get_csv_metadata(str(file), None)
    log = collection.import_csv(ImportCsvRequest(path=str(file), metadata=metadata)).log
    return {name: len(getattr(log, name)) for name in ("new", "updated", "duplicate", "conflicting")}


def note(collection: Collection, words: str):
    found = collection.find_notes(f'"Question:*{words}*"')
    assert len(found) == 1, (words, len(found))
    return collection.get_note(found[0])


def answer_all(collection: Collection) -> int:
    """Answers every card that is due now once, with "good"."""
    collection.decks.select(collection.decks.id("面试 notes"))
    answered = 0
    while card := collection.sched.getCard():
        collection.sched.answerCard(card, 3)
        answered += 1
        assert answered < 100
    return answered


def check_package(folder: Path) -> None:
    site = Site(folder)
    package = site.export("anki", folder / "cards.apkg")
    assert b"SECRETMARK" not in package.read_bytes()
    collection = Collection(str(folder / "one.anki2"))
    log = take_package(collection, package)
    assert log == {"new": 3, "updated": 0, "duplicate": 0, "conflicting": 0}, log
    names = {deck.name for deck in collection.decks.all_names_and_ids()}
    assert {"面试 notes", "面试 notes::批归一化", "面试 notes::cnn", "面试 notes::cnn::池化"} <= names, names
    pictures = os.listdir(collection.media.dir())
    assert len(pictures) == 1 and re.fullmatch(r"inkstone-[0-9a-f]{16}\.png", pictures[0]), pictures
    assert (Path(collection.media.dir()) / pictures[0]).read_bytes() == PNG

    bn = note(collection, "什么是 BN")
    assert bn["Lang"] == "zh-Hans" and bn["Note"] == "批归一化" and bn["Source"].startswith("https://example.org/notes/bn.html#")
    assert "批归一化" in bn.tags, bn.tags
    assert [card.did for card in bn.cards()] == [collection.decks.id("面试 notes::批归一化")]
    html = bn.cards()[0].render_output(reload=True)
    back = html.answer_text
    assert "\\(x \\in \\mathbb{R}^n\\)" in back, back
    assert "\\[\\hat{x} = \\frac{x - \\mu}{\\sqrt{\\sigma^2 + \\epsilon}}\\]" in back, back
    assert f'src="{pictures[0]}"' in back and 'class="question' not in back
    assert "&lt;b&gt;" in back and "<script" not in back and "katex" not in back
    assert ".nightMode" in html.css and html.css.count("{") == html.css.count("}")
    hostile = note(collection, "为什么").cards()[0].render_output(reload=True)
    assert not hostile.question_av_tags and not hostile.answer_av_tags
    assert "<script" not in hostile.answer_text and "{{c1::x}}" in hostile.answer_text
    pool = note(collection, "池化有什么用")
    assert 'href="https://example.org/notes/bn.html"' in pool["Answer"], pool["Answer"]
    assert collection.find_notes("SECRETMARK") == []

    # Everything is answered until nothing is due, then the notes change and are imported again.
    answered = answer_all(collection)
    assert answered >= 3
    before = {card: (collection.get_card(card).type, collection.get_card(card).reps, collection.get_card(card).due) for card in collection.find_cards("")}
    assert all(reps > 0 for _, reps, _ in before.values())
    log = take_package(collection, package)
    assert log == {"new": 0, "updated": 0, "duplicate": 3, "conflicting": 0}, log
    site.write("content/bn.md", BN.replace("做归一化", "做标准化"), 1_700_000_001)
    log = take_package(collection, site.export("anki", package))
    assert log["new"] == 0 and log["updated"] == 2 and log["conflicting"] == 0, log
    assert "做标准化" in note(collection, "什么是 BN")["Answer"]
    after = {card: (collection.get_card(card).type, collection.get_card(card).reps, collection.get_card(card).due) for card in collection.find_cards("")}
    assert before == after, (before, after)
    # A style of the reader's own lasts.
    kind = collection.models.by_name("Inkstone")
    kind["css"] = "/* mine */"
    collection.models.update_dict(kind)
    take_package(collection, package)
    assert collection.models.by_name("Inkstone")["css"] == "/* mine */"
    assert sum(kind.name.startswith("Inkstone") for kind in collection.models.all_names_and_ids()) == 1
    # Moved to another file and renumbered: the same card.
    site.write("content/bn.md", BN.replace("## 1. 什么是 BN？", "## 9. 什么是BN?"), 1_700_000_002)
    site.write("content/moved.md", "# 搬\n\n## 1. 池化有什么用？\n\n搬家以后的答案，它也足够长，长过十二个字。\n", 1_700_000_002)
    (site.root / "content/cnn/pool.md").unlink()
    log = take_package(collection, site.export("anki", package))
    assert log["new"] == 0 and log["conflicting"] == 0, log
    assert "搬家以后" in note(collection, "池化有什么用")["Answer"]
    assert collection.note_count() == 3 and collection.card_count() == 3
    # A changed picture is another file.
    (site.root / "content/img/curve.png").write_bytes(PNG + b"\0")
    log = take_package(collection, site.export("anki", package))
    assert log["updated"] == 2 and len(os.listdir(collection.media.dir())) == 2, log
    check_import(folder, collection, answered)


def check_import(folder: Path, collection: Collection, answered: int) -> None:
    """The review history of both forms of package that Anki writes becomes the same file."""
    files = []
    for legacy in (False, True):
        package = folder / f"history-{legacy}.apkg"
        options = ExportAnkiPackageOptions(with_scheduling=True, with_media=False, legacy=legacy)
        collection.export_anki_package(out_path=str(package), options=options, limit=None)
        progress = folder / f"progress-{legacy}.json"
        said = inkstone("import", "anki", str(package), "-o", str(progress))
        assert str(answered) in said, said
        files.append(progress.read_text(encoding="utf-8"))
        inkstone("import", "anki", str(package), "-o", str(progress), code=1)
    rows = collection.db.all("select id, ease from revlog order by id")
    # This closes the collection.
    whole = folder / "all.colpkg"
    collection.export_collection_package(str(whole), False, False)
    inkstone("import", "anki", str(whole), "-o", str(folder / "whole.json"))
    files.append((folder / "whole.json").read_text(encoding="utf-8"))
    assert files[0] == files[1] == files[2]
    reviews = [entry for entry in json.loads(files[0])["entries"] if entry["kind"] == "review"]
    assert [(entry["at"], entry["grade"]) for entry in reviews] == [tuple(row) for row in rows]


def check_text(folder: Path) -> None:
    site = Site(folder)
    package = site.export("anki", folder / "cards.apkg")
    text = site.export("anki-tsv", folder / "cards.txt")
    assert len(os.listdir(folder / "cards.media")) == 1
    collection = Collection(str(folder / "two.anki2"))
    take_package(collection, package)
    fields = {row.id: row.fields for row in map(collection.get_note, collection.find_notes(""))}
    log = take_text(collection, text)
    assert log["new"] == 0 and collection.note_count() == 3, log
    assert fields == {row.id: row.fields for row in map(collection.get_note, collection.find_notes(""))}
    site.write("content/bn.md", BN.replace("做归一化", "做标准化"), 1_700_000_001)
    log = take_text(collection, site.export("anki-tsv", text))
    assert log["new"] == 0 and collection.note_count() == 3, log
    assert "做标准化" in note(collection, "什么是 BN")["Answer"]
    # The other way round: text first, into the note type alone, then the package.
    for found in collection.find_notes(""):
        collection.remove_notes([found])
    log = take_text(collection, text)
    assert log["new"] == 3, log
    assert note(collection, "池化有什么用").cards()[0].did == collection.decks.id("面试 notes::cnn::池化")
    log = take_package(collection, site.export("anki", package))
    assert log["new"] == 0 and log["conflicting"] == 0 and collection.note_count() == 3, log
    collection.close()


def main() -> int:
    for check in (check_package, check_text):
        with tempfile.TemporaryDirectory() as folder:
            check(Path(folder))
        print(f"{check.__name__}: done")
    return 0


if __name__ == "__main__":
    sys.exit(main())
