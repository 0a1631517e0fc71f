"""Prints what callgrind_annotate says, by function with all that it calls, and by library alone.

Valgrind does not offer a processor's instructions for SHA-256, so hashing takes a fifth of what it counts and next to nothing of
real time. It is told apart, and everything else as a share of the rest.
"""

import re
import sys
from collections import defaultdict
from collections.abc import Iterator

# How many functions and libraries are printed.
FUNCTIONS, LIBRARIES = 60, 25
# What only carries the calls of others.
CARRIERS = re.compile(r"^<?(rayon|rayon_core|std|core|alloc)::|^start_thread|'\d+$")


def rows(file: str) -> Iterator[tuple[int, str, str]]:
    """Instructions, file and function of each line."""
    with open(file, encoding="utf-8") as lines:
        for line in lines:
            found = re.match(r"\s*([\d,]+) \([ \d.]+%\)\s+(.*)$", line)
            if found:
                name = re.sub(r" \[.*", "", found[2]).strip()
                place, _, function = name.partition(":")
                yield int(found[1].replace(",", "")), place, function


def library(place: str, function: str) -> str:
    crate = re.search(r"/registry/src/[^/]+/([A-Za-z0-9_-]+?)-\d", place)
    if function.startswith("sha2::"):
        return "sha2"
    if crate:
        return crate[1]
    if "malloc" in place:
        return "the allocator"
    if "/rustc/" in place or "/library/" in place:
        # What is inlined belongs to whom it is inlined into.
        owner = re.match(r"^<?(\w+)::", function)
        owner = {"katex": "katex-rs"}.get(owner[1], owner[1].replace("_", "-")) if owner else "std"
        return owner if owner not in ("core", "alloc", "std") else "std"
    if "/src/" in place and not place.startswith("./"):
        return "inkstone"
    return "libc"


def main() -> None:
    inclusive, alone = sys.argv[1:]
    total = 0
    functions: dict[str, int] = defaultdict(int)
    for count, place, function in rows(inclusive):
        if place.startswith("PROGRAM TOTALS"):
            total = count
        # Where a function is inlined it stands under several files, each time with all of its calls.
        functions[function] = max(functions[function], count)
    hashing = max((count for name, count in functions.items() if name.startswith("sha2::")), default=0)
    rest = max(total - hashing, 1)
    print(f"{total / 1e6:,.0f} M instructions, of which hashing {hashing / 1e6:,.0f} M; shares are of the other {rest / 1e6:,.0f} M\n")
    print("| M | % | function, with all that it calls |\n|---|---|---|")
    named = [(count, name) for name, count in functions.items() if name and not CARRIERS.search(name)]
    for count, name in sorted(named, reverse=True)[:FUNCTIONS]:
        print(f"| {count / 1e6:,.0f} | {100 * count / rest:.1f} | `{name}` |")
    libraries: dict[str, int] = defaultdict(int)
    for count, place, function in rows(alone):
        if not place.startswith("PROGRAM TOTALS"):
            libraries[library(place, function)] += count
    print("\n| M | % | library, alone |\n|---|---|---|")
    for name, count in sorted(libraries.items(), key=lambda each: -each[1])[:LIBRARIES]:
        print(f"| {count / 1e6:,.0f} | {100 * count / rest:.1f} | {name} |")


if __name__ == "__main__":
    main()
