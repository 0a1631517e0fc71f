"""What bench/compare measures, once everything is installed."""

import argparse
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Callable

# No build of a peer may take longer, in seconds.
LIMIT = 900

MKDOCS = """\
site_name: Notes
docs_dir: notes
site_dir: out
theme:
  name: material
plugins:
  - search
markdown_extensions:
  - pymdownx.highlight
  - pymdownx.superfences
  - pymdownx.arithmatex:
      generic: true
"""

HUGO = """\
baseURL = "https://example.org/"
title = "Notes"
contentDir = "notes"
publishDir = "out"
disableKinds = ["taxonomy", "term", "rss"]
[markup.highlight]
noClasses = false
"""

# The page of a Hugo site without a theme.
HUGO_PAGE = """\
<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>{{ .Title }}</title></head><body>
<main>{{ .Content }}</main>
{{ with .Pages }}<ul>{{ range . }}<li><a href="{{ .RelPermalink }}">{{ .RelPermalink }}</a></li>{{ end }}</ul>{{ end }}
</body></html>
"""

HUGO_MATH = """\
[markup.goldmark.extensions.passthrough]
enable = true
[markup.goldmark.extensions.passthrough.delimiters]
block = [["$$", "$$"]]
inline = [["$", "$"]]
"""

HUGO_FORMULA = """\
{{- transform.ToMath .Inner (dict "displayMode" (eq .Type "block") "output" "htmlAndMathml" "throwOnError" false) -}}
"""


@dataclass
class Peer:
    """A program, and how it makes a site of the notes in the folder `notes` of its own folder."""

    name: str
    # What the site has: formulas and colours made at build time, an index for search, anything else.
    does: str
    # The file that must be there for the peer to be run.
    program: Path
    # `{folder}` in it stands for its own folder.
    command: list[str]
    # Where the site is, below its own folder.
    output: str
    prepare: Callable[[Path], None] = lambda folder: None
    # What must be away before a build for it to be cold, besides the output.
    caches: list[str] = field(default_factory=list)
    # What prints its version, if not the program itself with `--version`.
    version: list[str] | None = None


@dataclass
class Run:
    """What a build needed: seconds of wall and processor time, MiB at most, bytes of output."""

    wall: float
    cpu: float
    peak: float
    output: int


def peers(home: Path, inkstone: Path) -> list[Peer]:
    cargo, venv = home / "cargo/bin", home / "venv/bin"
    # The programs themselves: `bin/hugo` is Python that starts one.
    hugo = next(iter(sorted(venv.parent.glob("lib/python*/site-packages/hugo/binaries/hugo*"))), venv / "hugo")
    hugo_build = [str(hugo), "--quiet", "--ignoreCache", "--cacheDir", "{folder}/cache", "--destination", "out"]
    return [
        Peer("Inkstone", "math, highlight, search, topics, study", inkstone,
             [str(inkstone), "build", "notes", "-o", "out", "--no-cache", "--quiet"], "out"),
        Peer("mdBook", "search", cargo / "mdbook", [str(cargo / "mdbook"), "build"], "book",
             lambda folder: mdbook(folder, "")),
        Peer("mdBook + mdbook-katex", "math", cargo / "mdbook-katex", [str(cargo / "mdbook"), "build"], "book",
             lambda folder: mdbook(folder, "[preprocessor.katex]\n[output.html.search]\nenable = false\n")),
        Peer("docgen-rs", "math, highlight, search, graph", cargo / "docgen", [str(cargo / "docgen"), "build", "."], "dist",
             docgen),
        Peer("Hugo", "highlight", hugo, hugo_build, "out", lambda folder: hugo_site(folder, False), ["cache"], [str(hugo), "version"]),
        Peer("Hugo with transform.ToMath", "math, highlight", hugo, hugo_build, "out", lambda folder: hugo_site(folder, True),
             ["cache"], [str(hugo), "version"]),
        Peer("Zensical", "highlight, search; math in the browser", venv / "zensical",
             [str(venv / "zensical"), "build"], "out", mkdocs, [".cache"]),
        Peer("Material for MkDocs", "highlight, search; math in the browser", venv / "mkdocs",
             [str(venv / "mkdocs"), "build", "--quiet"], "out", mkdocs, [".cache"],
             [str(venv / "python"), "-c", "from importlib.metadata import version; print(version('mkdocs-material'))"]),
    ]


def markdown(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.md"))


def mdbook(folder: Path, more: str) -> None:
    (folder / "book.toml").write_text('[book]\ntitle = "Notes"\nlanguage = "zh"\nsrc = "notes"\n' + more)
    notes = folder / "notes"
    chapters = [f"- [{Path(path).stem}](<{path}>)" for path in markdown(notes)]
    (notes / "SUMMARY.md").write_text("# Summary\n\n" + "\n".join(chapters) + "\n")


def docgen(folder: Path) -> None:
    (folder / "docgen.toml").write_text('title = "Notes"\n[features]\nmath = true\nsearch = true\ngraph = true\ndiff = false\n')
    (folder / "notes").rename(folder / "docs")


def hugo_site(folder: Path, math: bool) -> None:
    (folder / "hugo.toml").write_text(HUGO + (HUGO_MATH if math else ""))
    layouts = folder / "layouts"
    (layouts / "_markup").mkdir(parents=True)
    (layouts / "all.html").write_text(HUGO_PAGE)
    if math:
        (layouts / "_markup/render-passthrough.html").write_text(HUGO_FORMULA)


def mkdocs(folder: Path) -> None:
    (folder / "mkdocs.yml").write_text(MKDOCS)


def measured(command: list[str], folder: Path, log: Path, path: str) -> Run | str:
    """Runs a build to its end; what it needed, or why it failed."""
    # The history of this work tree is none of the notes.
    environment = {**os.environ, "PATH": path, "NO_COLOR": "1", "GIT_CEILING_DIRECTORIES": str(folder.parent)}
    started = time.monotonic()
    with log.open("wb") as out:
        process = subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out,
                                   start_new_session=True)
        status, usage = wait(process.pid, started)
        process.returncode = 0
    wall = time.monotonic() - started
    if status != 0:
        said = [line for line in log.read_text(errors="replace").splitlines() if line.strip()]
        words = f"stopped after {LIMIT} s" if wall > LIMIT else f"exit status {os.waitstatus_to_exitcode(status)}"
        return f"{words}: {' / '.join(said[-2:])[:300]}"
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, 0)


def wait(child: int, started: float):
    """The status and the use of resources of a process and of those that it waited for."""
    try:
        while True:
            pid, status, usage = os.wait4(child, os.WNOHANG)
            if pid:
                return status, usage
            if time.monotonic() - started > LIMIT:
                stop(child)
            time.sleep(0.002)
    except KeyboardInterrupt:
        stop(child)
        os.waitpid(child, 0)
        raise


def stop(child: int) -> None:
    """Ends a build with all that it started: it leads a session of its own."""
    try:
        os.killpg(child, 9)
    except ProcessLookupError:
        pass


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def prepared(peer: Peer, source: Path, work: Path) -> Path:
    folder = work / re.sub(r"[^a-z]+", "-", peer.name.lower())
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    shutil.copytree(source, folder / "notes")
    if peer.name != "Inkstone":
        (folder / "notes/topics.yaml").unlink(missing_ok=True)
    peer.prepare(folder)
    return folder


def version(peer: Peer) -> str:
    command = peer.version or [str(peer.program), "--version"]
    said = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    found = re.search(r"\d+\.\d+(\.\d+)?", said.stdout + said.stderr)
    return found.group() if found else "?"


def compare(count: int, rounds: int, chosen: list[Peer], args: argparse.Namespace) -> None:
    work = args.home / f"work-{count}"
    shutil.rmtree(work, ignore_errors=True)
    source = work / "source"
    subprocess.run([str(args.notes), str(count), str(source), "--dictionary"], check=True)
    failed: dict[str, str] = {}
    folders: dict[str, Path] = {}
    for peer in chosen:
        if peer.program.exists():
            folders[peer.name] = prepared(peer, source, work)
        else:
            failed[peer.name] = f"not installed: there is no {peer.program.name}"
    path = f"{args.home / 'cargo/bin'}:{args.home / 'venv/bin'}:{os.environ['PATH']}"
    runs: dict[str, list[Run]] = {}
    interrupted = False
    try:
        # In turn, so that whatever else the machine does falls on all of them.
        for turn in range(rounds):
            for peer in chosen:
                if peer.name not in folders or peer.name in failed:
                    continue
                print(f"{count} notes, round {turn + 1}: {peer.name}", file=sys.stderr)
                result = run(peer, count, folders[peer.name], work / "log", path)
                if isinstance(result, str):
                    failed[peer.name] = result
                else:
                    runs.setdefault(peer.name, []).append(result)
    except KeyboardInterrupt:
        # What was measured so far is told all the same.
        interrupted = True
    print_table(count, chosen, runs, failed)
    shutil.rmtree(work, ignore_errors=True)
    if interrupted:
        sys.exit(130)


def run(peer: Peer, count: int, folder: Path, log: Path, path: str) -> Run | str:
    """A cold build of `count` notes: what it needed, or what went wrong."""
    for away in [peer.output, *peer.caches]:
        shutil.rmtree(folder / away, ignore_errors=True)
    command = [part.replace("{folder}", str(folder)) for part in peer.command]
    result = measured(command, folder, log, path)
    if isinstance(result, str):
        return result
    result.output = size(folder / peer.output)
    pages = len(list((folder / peer.output).rglob("*.html")))
    return result if pages >= count else f"made {pages} pages of {count} notes"


def print_table(count: int, chosen: list[Peer], runs: dict[str, list[Run]], failed: dict[str, str]) -> None:
    rounds = min((len(each) for each in runs.values()), default=0)
    print(f"\n{count} notes, cold, medians of {rounds} builds or more:\n")
    print("| | version | at build time | wall, s | CPU, s | peak, MiB | output, MB | CPU to Inkstone's |")
    print("|---|---|---|---|---|---|---|---|")
    middle = lambda name, what: statistics.median(getattr(run, what) for run in runs[name])
    own = middle("Inkstone", "cpu") if runs.get("Inkstone") else None
    for peer in chosen:
        if peer.name in failed or peer.name not in runs:
            continue
        wall, cpu, peak, output = (middle(peer.name, what) for what in ("wall", "cpu", "peak", "output"))
        ratio = f"{cpu / own:.1f}" if own else "?"
        print(f"| {peer.name} | {version(peer)} | {peer.does} | {wall:.2f} | {cpu:.2f} | {peak:.0f} | {output / 1e6:.1f} | {ratio} |")
    for name, why in failed.items():
        print(f"\n{name} is not in the table: {why}")


def machine() -> str:
    text = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    model = re.search(r"model name\s*:\s*(.+)", text)
    memory = re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text()) if text else None
    words = [model.group(1) if model else platform.machine(), f"{os.cpu_count()} cores"]
    if memory:
        words.append(f"{int(memory.group(1)) / 2**20:.0f} GiB")
    return ", ".join([*words, f"{platform.system()} {platform.release()}"])


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench/compare")
    parser.add_argument("numbers", nargs="*", type=int, metavar="NUMBER", help="how many notes, 1,000 if nothing is said")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", help="names of peers, with commas between them; Inkstone is always there")
    for name in ("inkstone", "notes", "home"):
        parser.add_argument(f"--{name}", type=Path, required=True, help=argparse.SUPPRESS)
    args = parser.parse_args()
    args.inkstone, args.notes, args.home = (path.absolute() for path in (args.inkstone, args.notes, args.home))
    wanted = {name.strip().lower() for name in args.only.split(",")} if args.only else None
    chosen = [
        peer for peer in peers(args.home, args.inkstone)
        if wanted is None or peer.name == "Inkstone" or peer.name.lower() in wanted
    ]
    print(machine())
    load = os.getloadavg()[0]
    print(f"Load at the beginning: {load:.1f}")
    for count in args.numbers or [1000]:
        compare(count, args.rounds, chosen, args)


if __name__ == "__main__":
    main()
