#!/usr/bin/env python3
"""Draws the figures of the notes.

    python3 scripts/figures/make.py                 all of them
    python3 scripts/figures/make.py lstm gru        those whose name contains one of the words
    python3 scripts/figures/make.py --check         writes nothing; fails if a committed figure is not what the scripts draw
    python3 scripts/figures/make.py --list          the names, with what is to be seen

The drawings (SVG) need nothing but Python and are compared byte for byte. The raster images (PNG, WebP) need what
requirements.txt names, and a Han font; another version of an encoder or of a font gives other bytes for the same picture, so
of those `--check` only says whether they are there, as large as agreed and not too heavy.
"""

import argparse
import importlib
import struct
import sys
import xml.etree.ElementTree
from pathlib import Path

HERE = Path(__file__).resolve().parent
CONTENT = HERE.parent.parent / "content"
FOLDERS = ["basics", "optimization", "normalization", "cnn", "sequence", "attention", "applications"]
RASTERS = {
    "优化与正则化/imgs/loss-surface.png": 1000,
    "CNN/imgs/feature-maps.png": 1000,
    "注意力/imgs/positional.webp": 1000,
}
SVG_LIMIT, RASTER_LIMIT = 25_000, 120_000

sys.dont_write_bytecode = True
sys.path.insert(0, str(HERE))
import draw  # noqa: E402


def drawings(words):
    for folder in FOLDERS:
        importlib.import_module(folder)
    for name, function in draw.FIGURES.items():
        if not words or any(word in name for word in words):
            yield name, function()


def raster_width(data):
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return struct.unpack(">I", data[16:20])[0]
    if data[:4] == b"RIFF" and data[8:16] == b"WEBPVP8 ":
        return struct.unpack("<H", data[26:28])[0] & 0x3FFF
    if data[:4] == b"RIFF" and data[8:16] == b"WEBPVP8L":
        return (struct.unpack("<I", data[21:25])[0] & 0x3FFF) + 1
    return None


def check_raster(name):
    try:
        data = (CONTENT / name).read_bytes()
    except FileNotFoundError:
        return "is missing"
    if raster_width(data) != RASTERS[name]:
        return f"is not {RASTERS[name]} pixels wide"
    if len(data) > RASTER_LIMIT:
        return f"has {len(data)} bytes, more than {RASTER_LIMIT}"
    return None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("words", nargs="*")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--list", action="store_true")
    arguments = parser.parse_args()

    faults, written, names = [], 0, 0
    for name, svg in drawings(arguments.words):
        names += 1
        if arguments.list:
            print(f"{name}\t{svg.title}\t{svg.desc}")
            continue
        data = svg.render().encode()
        xml.etree.ElementTree.fromstring(data)
        if len(data) > SVG_LIMIT:
            faults.append(f"{name} has {len(data)} bytes, more than {SVG_LIMIT}")
        path = CONTENT / name
        old = path.read_bytes() if path.exists() else None
        if arguments.check:
            if old != data:
                faults.append(f"{name} is missing" if old is None else f"{name} is not what the scripts draw")
        elif old != data:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            written += 1

    for name in RASTERS:
        if arguments.list or (arguments.words and not any(word in name for word in arguments.words)):
            continue
        names += 1
        if not arguments.check:
            try:
                import raster
            except ImportError as error:
                print(f"left out: {name} ({error}); see requirements.txt", file=sys.stderr)
                continue
            raster.draw(name, CONTENT / name)
            written += 1
        fault = check_raster(name)
        if fault:
            faults.append(f"{name} {fault}")

    for fault in faults:
        print(f"error: {fault}", file=sys.stderr)
    if not arguments.list:
        print(f"{names} figures, {written} written, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
