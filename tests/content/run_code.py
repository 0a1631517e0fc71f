"""Runs every titled Python block of the notes in content/ and compares what it prints with what the note says; Python
blocks without a title (PyTorch, which is not installed) are only parsed.

The output stands right after a titled block: as a fence with the language `text`, which must be equal, or in the next
paragraph, where every line that is printed must stand in backquotes, in order. A block that a longer fence shows as its
source is text and no code.
"""

import ast
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "content"

# On a few cores the threads of the linear algebra only wait for one another.
ENVIRONMENT = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
OPENING = re.compile(r"(`{3,})([^`]*)|(~{3,})(.*)", re.S)
TITLE = re.compile(r"title=\"([^\"]+)\"")
TEXT = re.compile(r"```text\n(.*?)^```", re.M | re.S)


def fences(note: str) -> Iterator[tuple[str, str, int]]:
    """The outermost fences of a note: the words behind the opening marks, the body, and where the note goes on."""
    marks, end = "", 0
    for line in note.splitlines(keepends=True):
        end += len(line)
        bare = line.lstrip(" \t>")
        if not marks:
            if opening := OPENING.fullmatch(bare):
                marks, words = (opening[1], opening[2]) if opening[1] else (opening[3], opening[4])
                margin, body = line[: len(line) - len(bare)], ""
        elif bare.startswith(marks) and not bare.strip().strip(marks[0]):
            yield words.strip(), body, end
            marks = ""
        else:
            body += line[len(margin) :] if line.startswith(margin) else bare


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


def fault_in_run(code: str, output: tuple[str, list[str]] | None) -> str | None:
    with tempfile.TemporaryDirectory() as folder:
        run = subprocess.run([sys.executable, "-I", "-c", code], cwd=folder, env=ENVIRONMENT, capture_output=True, text=True, timeout=300)
    printed = [line.rstrip() for line in run.stdout.rstrip().split("\n")]
    if run.returncode == 0 and output and agrees(*output, printed):
        return None
    return f"printed: {printed}\n  stated: {output}\n{run.stderr}"


def fault_in_syntax(code: str) -> str | None:
    try:
        ast.parse(code)
    except SyntaxError as error:
        return f"line {error.lineno} of the block: {error.msg}"
    return None


def main() -> int:
    ran, parsed, failed = 0, 0, 0
    for note in sorted(ROOT.rglob("*.md")):
        text = note.read_text(encoding="utf-8")
        for words, code, end in fences(text):
            if not re.match(r"(python3?|py)\b", words):
                continue
            if title := TITLE.search(words):
                fault = fault_in_run(code, stated(text[end:]))
                ran += not fault
            else:
                fault = fault_in_syntax(code)
                parsed += not fault
            if fault:
                failed += 1
                line = text.count("\n", 0, end)
                print(f"FAILED {note.relative_to(ROOT)}: {title[1] if title else f'block that ends in line {line}'}\n  {fault}", file=sys.stderr)
    print(f"{ran} run, {parsed} parsed, {failed} failed")
    return 0 if ran and not failed else 1


if __name__ == "__main__":
    sys.exit(main())
