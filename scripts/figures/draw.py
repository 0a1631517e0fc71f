"""The few things the figures of the notes are made of.

Only the standard library, so that `make.py --check` runs anywhere. A figure is drawn for light paper and has no ground of its
own: the site lays every picture on a light plate, in dark mode too. Numbers are rounded to a tenth, which keeps the files small
and equal on every machine.
"""

import math
import re

INK = "#24272b"
GREY = "#5b6168"  # labels of less weight, pills
LINE = "#858a91"  # edges, arrows, axes
RULE = "#d9d5cb"  # grid lines
PAPER = "#f5f2ea"  # fill of boxes
SEAL = "#b23a24"  # what the figure is about
BLUE = "#1f5f8b"  # its counterpart
GREEN = "#4f7a3a"
OCHRE = "#94701c"
SEAL_TINT = "#f7e3dc"
BLUE_TINT = "#dfeaf3"
GREEN_TINT = "#e5efdc"
OCHRE_TINT = "#f3ead0"
WHITE = "#ffffff"

HAN = "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC'"
SANS = f"system-ui, {HAN}, sans-serif"
MATH = f"'Times New Roman', 'Liberation Serif', {HAN}, serif"

# Words that stay upright in formulas; any other letters are variables.
UPRIGHT = {"softmax", "tanh", "ReLU", "max", "min", "log", "exp", "sign", "Concat", "LN", "BN", "Attention", "FFN", "diag", "head", "GeLU"}

FIGURES = {}


def figure(name):
    """Registers the function that draws content/`name`, such as `CNN/imgs/spp.svg`."""

    def register(function):
        if name in FIGURES:
            raise ValueError(f"two figures named {name}")
        FIGURES[name] = function
        return function

    return register


def num(value):
    """A coordinate as short as it can be."""
    text = f"{value:.1f}"
    if text.endswith(".0"):
        text = text[:-2]
    return "0" if text == "-0" else text


def escape(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def text_width(text, size):
    """About how wide the text is: Han are square, Latin letters a little over half."""
    plain = re.sub(r"[$_^{}]", "", text)
    return sum(size if ord(letter) > 0x2E7F else 0.6 * size for letter in plain)


def spans(text):
    """Splits `$h_{t-1}$` into (letters, italic, level): level -1 is below the line, 1 above it."""
    out = []

    def add(letters, italic, level):
        if out and out[-1][1:] == (italic, level):
            out[-1] = (out[-1][0] + letters, italic, level)
        elif letters:
            out.append((letters, italic, level))

    math_mode, level, closing = False, 0, None
    at = 0
    while at < len(text):
        char = text[at]
        if char == "$":
            math_mode = not math_mode
        elif char in "_^" and math_mode:
            level = -1 if char == "_" else 1
            if text[at + 1] == "{":
                closing = "}"
                at += 1
            else:
                closing = "next"
        elif char == closing == "}":
            level, closing = 0, None
        elif not math_mode:
            add(char, False, 0)
        else:
            word = re.match(r"[A-Za-z]+", text[at:])
            if word and word.group() in UPRIGHT:
                add(word.group(), False, level)
                at += len(word.group()) - 1
            else:
                italic = char.isalpha() and char not in "⊤∂∇" and ord(char) < 0x2000
                add("−" if char == "-" else char, italic, level)
            if closing == "next":
                level, closing = 0, None
        at += 1
    return out


class Svg:
    def __init__(self, width, height, title, desc):
        self.width, self.height, self.title, self.desc = width, height, title, desc
        self.items = []

    def add(self, item):
        self.items.append(item)

    def render(self):
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{num(self.width)}" height="{num(self.height)}"'
            f' viewBox="0 0 {num(self.width)} {num(self.height)}" role="img" font-family="{SANS}"'
            f' font-size="14" text-anchor="middle" fill="{INK}">'
        )
        lines = [head, f"  <title>{escape(self.title)}</title>", f"  <desc>{escape(self.desc)}</desc>"]
        return "\n".join(lines + ["  " + item for item in self.items] + ["</svg>", ""])

    # Text. `y` is the middle of the letters, not their base line.

    def text(self, x, y, text, size=14, fill=INK, anchor="middle", weight=None, turn=None):
        attributes = [f'x="{num(x)}" y="{num(y + 0.35 * size)}"']
        if size != 14:
            attributes.append(f'font-size="{num(size)}"')
        if fill != INK:
            attributes.append(f'fill="{fill}"')
        if anchor != "middle":
            attributes.append(f'text-anchor="{anchor}"')
        if weight:
            attributes.append(f'font-weight="{weight}"')
        if turn:
            attributes.append(f'transform="rotate({num(turn)} {num(x)} {num(y)})"')
        if "$" not in text:
            self.add(f"<text {' '.join(attributes)}>{escape(text)}</text>")
            return
        small = max(12.0, 0.74 * size)
        body, shift = "", 0.0
        for letters, italic, level in spans(text):
            wanted = {0: 0.0, -1: 0.24 * size, 1: -0.36 * size}[level]
            tspan = []
            if wanted != shift:
                tspan.append(f'dy="{num(wanted - shift)}"')
                shift = wanted
            if level:
                tspan.append(f'font-size="{num(small)}"')
            if italic:
                tspan.append('font-style="italic"')
            body += f"<tspan {' '.join(tspan)}>{escape(letters)}</tspan>" if tspan else escape(letters)
        if any(italic or (letters.isalpha() and letters.isascii()) for letters, italic, _ in spans(text)):
            attributes.append(f'font-family="{MATH}"')
        self.add(f"<text {' '.join(attributes)}>{body}</text>")

    def lines(self, x, y, texts, size=14, leading=1.4, **more):
        """Lines of text around the middle `y`."""
        top = y - (len(texts) - 1) * size * leading / 2
        for index, text in enumerate(texts):
            self.text(x, top + index * size * leading, text, size, **more)

    # Shapes.

    @staticmethod
    def paint(stroke, width, fill, dash, opacity=None):
        out = f'fill="{fill}"'
        if stroke:
            out += f' stroke="{stroke}" stroke-width="{num(width)}"'
        if dash:
            out += f' stroke-dasharray="{dash}"'
        if opacity is not None:
            out += f' opacity="{opacity}"'
        return out

    def rect(self, x, y, w, h, fill=PAPER, stroke=LINE, width=1.5, rx=0, dash=None, opacity=None):
        corner = f' rx="{num(rx)}"' if rx else ""
        self.add(
            f'<rect x="{num(x)}" y="{num(y)}" width="{num(w)}" height="{num(h)}"{corner} {self.paint(stroke, width, fill, dash, opacity)}/>'
        )

    def circle(self, x, y, r, fill=PAPER, stroke=LINE, width=1.5, dash=None):
        self.add(f'<circle cx="{num(x)}" cy="{num(y)}" r="{num(r)}" {self.paint(stroke, width, fill, dash)}/>')

    def path(self, d, stroke=LINE, width=1.5, fill="none", dash=None, opacity=None):
        self.add(f'<path d="{d}" {self.paint(stroke, width, fill, dash, opacity)}/>')

    def line(self, x1, y1, x2, y2, stroke=LINE, width=1.5, dash=None):
        self.path(f"M{num(x1)} {num(y1)}L{num(x2)} {num(y2)}", stroke, width, dash=dash)

    def poly(self, points, stroke=LINE, width=1.5, fill="none", dash=None, close=False, opacity=None):
        self.path(path_of(points) + ("Z" if close else ""), stroke, width, fill, dash, opacity)

    def arrow(self, *points, stroke=LINE, width=1.5, head=8, dash=None, corner=0):
        """A line through the points that ends in a head; `corner` rounds its bends."""
        (x1, y1), (x2, y2) = points[-2], points[-1]
        length = math.hypot(x2 - x1, y2 - y1)
        ux, uy = (x2 - x1) / length, (y2 - y1) / length
        stop = (x2 - ux * head * 0.8, y2 - uy * head * 0.8)
        shaft = list(points[:-1]) + [stop]
        d = rounded(shaft, corner) if corner else path_of(shaft)
        self.path(d, stroke, width, dash=dash)
        side = 0.45 * head
        back = (x2 - ux * head, y2 - uy * head)
        tip = [(x2, y2), (back[0] - uy * side, back[1] + ux * side), (back[0] + uy * side, back[1] - ux * side)]
        self.add(f'<path d="{path_of(tip)}Z" fill="{stroke}"/>')

    def curved_arrow(self, start, control, end, stroke=LINE, width=1.5, head=8, dash=None):
        """A quadratic curve with a head."""
        length = math.hypot(end[0] - control[0], end[1] - control[1])
        ux, uy = (end[0] - control[0]) / length, (end[1] - control[1]) / length
        stop = (end[0] - ux * head * 0.8, end[1] - uy * head * 0.8)
        self.path(f"M{num(start[0])} {num(start[1])}Q{num(control[0])} {num(control[1])} {num(stop[0])} {num(stop[1])}", stroke, width, dash=dash)
        side = 0.45 * head
        back = (end[0] - ux * head, end[1] - uy * head)
        tip = [end, (back[0] - uy * side, back[1] + ux * side), (back[0] + uy * side, back[1] - ux * side)]
        self.add(f'<path d="{path_of(tip)}Z" fill="{stroke}"/>')

    # Things made of both.

    def box(self, x, y, w, h, label="", fill=PAPER, stroke=LINE, size=14, color=INK, rx=4, weight=None, dash=None):
        """A box around its middle (x, y), with a line of text or several."""
        self.rect(x - w / 2, y - h / 2, w, h, fill, stroke, rx=rx, dash=dash)
        texts = label if isinstance(label, (list, tuple)) else [label]
        if any(texts):
            self.lines(x, y, texts, size, leading=1.3, fill=color, weight=weight)

    def node(self, x, y, r, label="", fill=PAPER, stroke=LINE, size=15, color=INK, dash=None):
        self.circle(x, y, r, fill, stroke, dash=dash)
        if label:
            self.text(x, y, label, size, fill=color)

    def operator(self, x, y, sign, r=11, stroke=INK, fill=WHITE):
        """A circle with + or × or ⊙ in it, drawn, so that it sits in the middle whatever the font."""
        self.circle(x, y, r, fill, stroke)
        arm = r * 0.5
        if sign == "+":
            self.path(f"M{num(x - arm)} {num(y)}h{num(2 * arm)}M{num(x)} {num(y - arm)}v{num(2 * arm)}", stroke)
        elif sign == "×":
            arm *= 0.8
            self.path(f"M{num(x - arm)} {num(y - arm)}l{num(2 * arm)} {num(2 * arm)}m0 {num(-2 * arm)}l{num(-2 * arm)} {num(2 * arm)}", stroke)
        elif sign == "⊙":
            self.add(f'<circle cx="{num(x)}" cy="{num(y)}" r="2.2" fill="{stroke}"/>')
        else:
            self.text(x, y, sign, 14, fill=stroke)

    def pill(self, x, y, label, fill=GREY, size=14, w=None):
        w = w or round(text_width(label, size) + 26)
        self.rect(x - w / 2, y - 13, w, 26, fill, None, rx=13)
        self.text(x, y, label, size, fill=WHITE)

    def grid(self, x, y, cell, rows, cols, fill=PAPER, values=None, size=None, color=INK, shade=None, bold=None, stroke=LINE, width=1.5):
        """Cells with their left upper corner at (x, y); `shade(r, c)` gives a fill, `values[r][c]` what is written."""
        self.rect(x, y, cols * cell, rows * cell, fill, None)
        if shade:
            for r in range(rows):
                c = 0
                while c < cols:
                    tone, run = shade(r, c), 1
                    while c + run < cols and shade(r, c + run) == tone:
                        run += 1
                    if tone and tone != fill:
                        self.rect(x + c * cell, y + r * cell, run * cell, cell, tone, None)
                    c += run
        d = "".join(f"M{num(x)} {num(y + r * cell)}h{num(cols * cell)}" for r in range(rows + 1))
        d += "".join(f"M{num(x + c * cell)} {num(y)}v{num(rows * cell)}" for c in range(cols + 1))
        self.path(d, stroke, width)
        if values:
            size = size or min(18, round(cell * 0.46))
            for r in range(rows):
                for c in range(cols):
                    if values[r][c] is None:
                        continue
                    tone = shade(r, c) if shade else fill
                    dark = tone in (SEAL, BLUE, GREEN, OCHRE, GREY)
                    self.text(
                        x + (c + 0.5) * cell,
                        y + (r + 0.5) * cell,
                        str(values[r][c]),
                        size,
                        fill=WHITE if dark else color,
                        weight=600 if dark or (bold and bold(r, c)) else None,
                    )

    def outline(self, x, y, w, h, stroke=SEAL, width=2.5, dash=None):
        self.rect(x, y, w, h, "none", stroke, width, dash=dash)

    def bracket(self, x1, x2, y, depth=6, stroke=LINE):
        """A brace below (depth > 0) or above (depth < 0) the stretch from x1 to x2."""
        self.path(f"M{num(x1)} {num(y)}v{num(depth)}H{num(x2)}v{num(-depth)}", stroke)

    def key(self, x, y, entries, size=13, gap=16, swatch=20):
        """A row of line samples with names: (name, color, dash)."""
        for name, color, dash in entries:
            self.line(x, y, x + swatch, y, color, 2.5, dash)
            self.text(x + swatch + 5, y, name, size, anchor="start")
            x += swatch + 5 + text_width(name, size) + gap


class Axes:
    """A plot in the rectangle (x, y, w, h); `log` axes take and give powers of ten."""

    def __init__(self, svg, x, y, w, h, xrange, yrange, xlog=False, ylog=False):
        self.svg, self.x, self.y, self.w, self.h = svg, x, y, w, h
        self.xlog, self.ylog = xlog, ylog
        self.x0, self.x1 = (math.log10(v) for v in xrange) if xlog else xrange
        self.y0, self.y1 = (math.log10(v) for v in yrange) if ylog else yrange

    def px(self, value):
        value = math.log10(value) if self.xlog else value
        return self.x + (value - self.x0) / (self.x1 - self.x0) * self.w

    def py(self, value):
        value = math.log10(value) if self.ylog else value
        return self.y + self.h - (value - self.y0) / (self.y1 - self.y0) * self.h

    def at(self, x, y):
        return self.px(x), self.py(y)

    def frame(self, xticks=(), yticks=(), size=12, rules=True, xlabel=None, ylabel=None, xbase=None, ybase=None):
        """Axes with ticks: a number, or a pair of number and label. `xbase` is the y where the x axis lies, `ybase` the x of the y axis."""
        svg = self.svg
        bottom = self.y + self.h if xbase is None else self.py(xbase)
        left = self.x if ybase is None else self.px(ybase)
        pairs = lambda ticks: [tick if isinstance(tick, tuple) else (tick, f"{tick:g}".replace("-", "−")) for tick in ticks]
        if rules:
            d = "".join(f"M{num(self.x)} {num(self.py(v))}h{num(self.w)}" for v, _ in pairs(yticks))
            d += "".join(f"M{num(self.px(v))} {num(self.y)}v{num(self.h)}" for v, _ in pairs(xticks)) if rules == "both" else ""
            if d:
                svg.path(d, RULE, 1)
        svg.path(f"M{num(left)} {num(self.y)}V{num(self.y + self.h)}M{num(self.x)} {num(bottom)}H{num(self.x + self.w)}", LINE, 1.5)
        for value, label in pairs(xticks):
            if label:
                svg.text(self.px(value), self.y + self.h + 13, label, size, fill=GREY)
        for value, label in pairs(yticks):
            if label:
                svg.text(self.x - 6, self.py(value), label, size, fill=GREY, anchor="end")
        if xlabel:
            svg.text(self.x + self.w / 2, self.y + self.h + (32 if xticks else 14), xlabel, 13)
        if ylabel:
            svg.text(self.x, self.y - 14, ylabel, 13, anchor="start")

    def curve(self, points, stroke=SEAL, width=2, dash=None, samples=240, clip=True):
        """A function of x, or a list of points, with the points that a straight line passes anyway left out."""
        if callable(points):
            step = (self.x1 - self.x0) / samples
            xs = [self.x0 + step * index for index in range(samples + 1)]
            points = [(10**x if self.xlog else x, points(10**x if self.xlog else x)) for x in xs]
        placed = [self.at(x, y) for x, y in points]
        for run in clipped(placed, self.y, self.y + self.h) if clip else [placed]:
            self.svg.poly(simplified(run), stroke, width, dash=dash)

    def dots(self, points, r=3, fill=SEAL, stroke=None, width=1.5):
        if stroke:
            for x, y in points:
                self.svg.circle(self.px(x), self.py(y), r, fill, stroke, width)
            return
        # Lines of no length with round ends: many dots in few letters.
        d = "".join(f"M{num(self.px(x))} {num(self.py(y))}h0" for x, y in points)
        self.svg.add(f'<path d="{d}" fill="none" stroke="{fill}" stroke-width="{num(2 * r)}" stroke-linecap="round"/>')


def path_of(points):
    return "M" + "L".join(f"{num(x)} {num(y)}" for x, y in points)


def rounded(points, radius):
    """A line whose bends are rounded."""
    d = f"M{num(points[0][0])} {num(points[0][1])}"
    for before, here, after in zip(points, points[1:], points[2:]):
        cut = []
        for other in (before, after):
            length = math.hypot(other[0] - here[0], other[1] - here[1])
            share = min(radius, length / 2) / length
            cut.append((here[0] + (other[0] - here[0]) * share, here[1] + (other[1] - here[1]) * share))
        d += f"L{num(cut[0][0])} {num(cut[0][1])}Q{num(here[0])} {num(here[1])} {num(cut[1][0])} {num(cut[1][1])}"
    return d + f"L{num(points[-1][0])} {num(points[-1][1])}"


def clipped(points, top, bottom):
    """The stretches of a line between two heights."""
    runs, run = [], []
    for before, here in zip([None] + points[:-1], points):
        if before is not None:
            cuts = []
            for edge in (top, bottom):
                if (before[1] - edge) * (here[1] - edge) < 0:
                    share = (edge - before[1]) / (here[1] - before[1])
                    cuts.append((share, (before[0] + share * (here[0] - before[0]), edge)))
            for _, cut in sorted(cuts):
                run.append(cut)
                if len(run) > 1:
                    runs.append(run)
                    run = []
                else:
                    run = [cut]
        if top - 1e-9 <= here[1] <= bottom + 1e-9:
            run.append(here)
    if len(run) > 1:
        runs.append(run)
    return runs


def simplified(points, tolerance=0.07):
    """Ramer, Douglas and Peucker: the fewest of the points from which no other is farther than the tolerance."""
    keep = [False] * len(points)
    keep[0] = keep[-1] = True
    todo = [(0, len(points) - 1)]
    while todo:
        first, last = todo.pop()
        (x1, y1), (x2, y2) = points[first], points[last]
        length = math.hypot(x2 - x1, y2 - y1)
        worst, at = tolerance, None
        for index in range(first + 1, last):
            x, y = points[index]
            if length:
                distance = abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length
            else:
                distance = math.hypot(x - x1, y - y1)
            if distance > worst:
                worst, at = distance, index
        if at is not None:
            keep[at] = True
            todo += [(first, at), (at, last)]
    return [point for point, kept in zip(points, keep) if kept]


def mix(a, b, share):
    """The colour between two, `share` of the way from a to b."""
    pair = [[int(color[i : i + 2], 16) for i in (1, 3, 5)] for color in (a, b)]
    return "#" + "".join(f"{round(x + (y - x) * share):02x}" for x, y in zip(*pair))
