"""Runs every titled Python block of the notes in content/ and compares what it prints with what the note says.

The output stands right after the block: as a fence with the language `text`, which must be equal, or in the next
paragraph, where every line that is printed must stand in backquotes, in order.
"""

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "content"
BLOCK = re.compile(r"^```python title=\"([^\"]+)\"[^\n]*\n(.*?)^```\n", re.M | re.S)
TEXT = re.compile(r"```text\n(.*?)^```", re.M | re.S)


def stated(after: str) -> tuple[str, list[str]] | None:
    """What the note says right after a block: the kind of statement and its lines."""
    paragraphs = [part for part in after.split("\n\n") if part.strip()]
    for index, paragraph in enumerate(paragraphs[:2]):
        if paragraph.lstrip().startswith("#"):
            return None
        start = after.find(paragraph)
        fence = TEXT.match(after[start:].lstrip("\n"))
        if fence:
            return "fence", fence[1].rstrip().split("\n")
        spans = re.findall(r"`([^`\n]+)`", paragraph)
        if index == 0 and spans and "运行结果" not in paragraph:
            return "spans", spans
    return None


def agrees(kind: str, said: list[str], printed: list[str]) -> bool:
    if kind == "fence":
        return said == printed
    rest = iter(said)
    return bool(printed) and all(line in rest for line in printed)


def main() -> int:
    passed, failed = 0, 0
    for note in sorted(ROOT.rglob("*.md")):
        text = note.read_text(encoding="utf-8")
        for block in BLOCK.finditer(text):
            where = f"{note.relative_to(ROOT)}: {block[1]}"
            with tempfile.TemporaryDirectory() as folder:
                run = subprocess.run([sys.executable, "-I", "-c", block[2]], cwd=folder, capture_output=True, text=True, timeout=300)
            printed = [line.rstrip() for line in run.stdout.rstrip().split("\n")]
            output = stated(text[block.end() :])
            if run.returncode == 0 and output and agrees(*output, printed):
                passed += 1
                continue
            failed += 1
            print(f"FAILED {where}\n  printed: {printed}\n  stated: {output}\n{run.stderr}", file=sys.stderr)
    print(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
