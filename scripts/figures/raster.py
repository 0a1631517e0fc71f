"""The raster figures: a loss surface, responses of kernels, positional encodings. Needs numpy, Pillow and a Han font.

Letters are large, for a picture of 1000 pixels is shown at a third of that on a phone.
"""

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

WIDTH = 1000
INK, GREY, LINE, SEAL, BLUE = "#24272b", "#5b6168", "#858a91", "#b23a24", "#1f5f8b"
FONTS = [
    ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2),
    ("/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc", 2),
    ("/System/Library/Fonts/PingFang.ttc", 0),
    ("C:/Windows/Fonts/msyh.ttc", 0),
]


def font(size):
    for path, index in FONTS:
        if Path(path).exists():
            return ImageFont.truetype(path, size, index=index)
    raise OSError("no Han font found; add yours to FONTS in raster.py")


def rgb(color):
    return np.array([int(color[i : i + 2], 16) for i in (1, 3, 5)], float)


def ramp(values, stops):
    """Colours for values in 0 to 1, through the given stops."""
    at = np.clip(values, 0, 1) * (len(stops) - 1)
    low = np.minimum(at.astype(int), len(stops) - 2)
    share = (at - low)[..., None]
    table = np.array([rgb(s) for s in stops])
    return (table[low] * (1 - share) + table[low + 1] * share).round().astype(np.uint8)


SIGNED = ["#123f5e", "#1f5f8b", "#8fb4cd", "#f7f5ef", "#e0a08f", "#b23a24", "#7a2415"]


def loss_surface():
    """Mean squared error of y = w2·tanh(w1·x) over the plane of its two weights."""
    x = np.linspace(-2, 2, 41)
    y = 1.2 * np.tanh(1.5 * x)

    def loss(w1, w2):
        return ((w2[..., None] * np.tanh(w1[..., None] * x) - y) ** 2).mean(-1)

    def slope(w):
        t = np.tanh(w[0] * x)
        error = w[1] * t - y
        return np.array([(2 * error * w[1] * (1 - t * t) * x).mean(), (2 * error * t).mean()])

    scale, side, left, top = 2, 780, 110, 60
    reach = 3.0
    axis = (np.arange(side * scale) + 0.5) / (side * scale) * 2 * reach - reach
    values = loss(*np.meshgrid(axis, -axis))
    # Steps of a quarter decade (1.78 times), each in a tone of its own, with a line between them.
    steps = np.floor(np.log10(np.maximum(values, 1e-3)) * 4)
    tone = (steps - steps.min()) / (steps.max() - steps.min())
    picture = ramp(tone, ["#3a2320", "#74301f", "#b23a24", "#d98d74", "#f3cfbf", "#fdf6ee"])
    edge = np.zeros(steps.shape, bool)
    edge[1:] |= steps[1:] != steps[:-1]
    edge[:, 1:] |= steps[:, 1:] != steps[:, :-1]
    picture[edge] = (picture[edge] * 0.82).astype(np.uint8)

    image = Image.new("RGB", (WIDTH * scale, 940 * scale), "#ffffff")
    image.paste(Image.fromarray(picture), (left * scale, top * scale))
    pen = ImageDraw.Draw(image)
    place = lambda w: ((left + (w[0] + reach) / (2 * reach) * side) * scale, (top + (reach - w[1]) / (2 * reach) * side) * scale)
    for start in ((0.25, -0.6), (-0.25, 0.6)):
        path = [np.array(start, float)]
        for _ in range(400):
            path.append(path[-1] - 0.1 * slope(path[-1]))
        # From either side of the ridge to a minimum of its own; flipping both signs changes nothing.
        assert loss(*path[-1]) < 1e-3, (start, path[-1])
        pen.line([place(w) for w in path], fill="#ffffff", width=9 * scale, joint="curve")
        pen.line([place(w) for w in path], fill=BLUE, width=5 * scale, joint="curve")
        px, py = place(start)
        pen.ellipse([px - 11 * scale, py - 11 * scale, px + 11 * scale, py + 11 * scale], fill="#ffffff", outline=BLUE, width=4 * scale)
    letters = font(38 * scale)
    small = font(34 * scale)

    def label(w, text, dx, dy, anchor):
        px, py = place(w)
        pen.text((px + dx * scale, py + dy * scale), text, INK, letters, anchor=anchor, stroke_width=5 * scale, stroke_fill="#ffffff")

    for minimum in ((1.5, 1.2), (-1.5, -1.2)):
        px, py = place(minimum)
        arm = 15 * scale
        for color, width in (("#ffffff", 11), (INK, 5)):
            pen.line([px - arm, py - arm, px + arm, py + arm], fill=color, width=width * scale)
            pen.line([px - arm, py + arm, px + arm, py - arm], fill=color, width=width * scale)
    label((1.5, 1.2), "最小值 (1.5, 1.2)", 20, -34, "mb")
    label((-1.5, -1.2), "最小值 (−1.5, −1.2)", -20, 34, "mt")
    px, py = place((0, 0))
    pen.rectangle([px - 10 * scale, py - 10 * scale, px + 10 * scale, py + 10 * scale], fill="#ffffff", outline=INK, width=4 * scale)
    label((0, 0), "鞍点", 30, 0, "lm")
    pen.rectangle([left * scale, top * scale, (left + side) * scale, (top + side) * scale], outline=LINE, width=2 * scale)
    for tick in (-3, -2, -1, 0, 1, 2, 3):
        text = str(tick).replace("-", "−")
        pen.text(((left + (tick + reach) / (2 * reach) * side) * scale, (top + side + 10) * scale), text, GREY, small, anchor="mt")
        pen.text(((left - 14) * scale, (top + (reach - tick) / (2 * reach) * side) * scale), text, GREY, small, anchor="rm")
    for x, y, index in ((left + side - 40, top + side + 92, "1"), (left - 64, 32, "2")):
        pen.text((x * scale, y * scale), "w", INK, letters, anchor="ls")
        pen.text(((x + 29) * scale, (y + 8) * scale), index, INK, font(26 * scale), anchor="ls")
    pen.text(((left + side / 2) * scale, (top + side + 52) * scale), "颜色越深损失越低，相邻两级差1.78倍", GREY, small, anchor="mt")
    return image.resize((WIDTH, 940), Image.LANCZOS).quantize(128, kmeans=3, dither=Image.Dither.NONE)


KERNELS = [
    ("竖直边缘", np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])),
    ("水平边缘", np.array([[-1, -2, -1], [0, 0, 0], [1, 2, 1]])),
    ("拉普拉斯", np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]])),
    ("平均", np.ones((3, 3), int)),
]


def scene(n=96):
    """Shapes on a dark ground; the right lower corner stays empty for the kernel."""
    r, c = np.mgrid[0:n, 0:n]
    picture = np.full((n, n), 0.12)
    picture[(r - 26) ** 2 + (c - 26) ** 2 < 17**2] = 0.9
    picture[12:42, 54:88] = 0.55
    picture[20:34, 62:80] = 0.95
    for k in range(4):
        picture[54 + 10 * k : 58 + 10 * k, 6:30] = 0.85
    stripes = ((r + c) // 5) % 2 == 0
    region = (r > 50) & (r < 92) & (c > 36) & (c < 58)
    picture[stripes & region] = 0.8
    return picture


def convolve(picture, kernel):
    """As networks do it: the kernel is not flipped, the edge repeated."""
    padded = np.pad(picture, 1, mode="edge")
    n, m = picture.shape
    return sum(kernel[i, j] * padded[i : i + n, j : j + m] for i in range(3) for j in range(3))


def feature_maps():
    picture = scene()
    tile, gap, head = 316, 26, 58
    image = Image.new("RGB", (WIDTH, 2 * (tile + head) + 24), "#ffffff")
    pen = ImageDraw.Draw(image)
    letters, small, tiny = font(36), font(32), font(24)

    def put(index, name, colors, kernel=None, weight=""):
        x, y = (index % 3) * (tile + gap), (index // 3) * (tile + head + 16) + head
        pen.text((x, y - 12), name, INK, letters, anchor="ls")
        image.paste(Image.fromarray(colors).resize((tile, tile), Image.NEAREST), (x, y))
        pen.rectangle([x, y, x + tile - 1, y + tile - 1], outline=LINE, width=2)
        if kernel is not None:
            cell = 36
            kx, ky = x + tile - 3 * cell - 8, y + tile - 3 * cell - 8
            for i in range(3):
                for j in range(3):
                    pen.rectangle([kx + j * cell, ky + i * cell, kx + (j + 1) * cell, ky + (i + 1) * cell], fill="#f3ead0", outline=LINE, width=2)
                    pen.text((kx + (j + 0.5) * cell, ky + (i + 0.5) * cell), str(kernel[i, j]).replace("-", "−"), INK, tiny, anchor="mm")
        if weight:
            pen.text((x + tile, y - 12), weight, GREY, small, anchor="rs")

    put(0, "输入", ramp(picture, ["#24272b", "#fdfbf6"]))
    for index, (name, kernel) in enumerate(KERNELS, 1):
        response = convolve(picture, kernel)
        if kernel.min() < 0:
            colors = ramp(response / np.abs(response).max() / 2 + 0.5, SIGNED)
            put(index, name, colors, kernel)
        else:
            put(index, name, ramp(response / kernel.sum(), ["#24272b", "#fdfbf6"]), kernel, "÷9")
    x, y = 2 * (tile + gap), tile + head + 16 + head
    pen.text((x, y - 12), "颜色", INK, letters, anchor="ls")
    bar = ramp(np.tile(np.linspace(0, 1, 240)[::-1, None], (1, 60)), SIGNED)
    image.paste(Image.fromarray(bar), (x + 6, y + 40))
    pen.rectangle([x + 6, y + 40, x + 65, y + 279], outline=LINE, width=2)
    for share, text in ((0, "正响应"), (0.5, "零"), (1, "负响应")):
        pen.text((x + 84, y + 40 + 240 * share), text, INK, small, anchor="lm")
    return image.quantize(128, dither=Image.Dither.NONE)


def positional():
    """sin and cos of the position, at the frequencies of Vaswani et al. 2017."""
    positions, width = 50, 64
    pos, k = np.mgrid[0:positions, 0:width]
    angle = pos / 10000 ** (2 * (k // 2) / width)
    values = np.where(k % 2 == 0, np.sin(angle), np.cos(angle))
    cell_x, cell_y, left, top = 13, 11, 120, 60
    image = Image.new("RGB", (WIDTH, 60 + positions * cell_y + 116), "#ffffff")
    colors = ramp(values / 2 + 0.5, SIGNED)
    image.paste(Image.fromarray(colors).resize((width * cell_x, positions * cell_y), Image.NEAREST), (left, top))
    pen = ImageDraw.Draw(image)
    letters, small = font(38), font(34)
    right, bottom = left + width * cell_x, top + positions * cell_y
    pen.rectangle([left, top, right, bottom], outline=LINE, width=2)
    for tick in (0, 16, 32, 48, 63):
        pen.text((left + (tick + 0.5) * cell_x, bottom + 10), str(tick), GREY, small, anchor="mt")
    for tick in (0, 10, 20, 30, 40, 49):
        pen.text((left - 12, top + (tick + 0.5) * cell_y), str(tick), GREY, small, anchor="rm")
    pen.text(((left + right) / 2, bottom + 56), "维度（偶数维sin，奇数维cos）", INK, letters, anchor="mt")
    pen.text((8, 6), "位置", INK, letters, anchor="lt")
    return image


def draw(name, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    function = {"loss-surface.png": loss_surface, "feature-maps.png": feature_maps, "positional.webp": positional}[path.name]
    image = function()
    # White is no colour of the pictures: it lets the plate show on which the site lays them.
    if path.suffix == ".webp":
        pixels = np.dstack([np.array(image), np.full(image.size[::-1], 255, np.uint8)])
        pixels[(pixels[..., :3] == 255).all(-1)] = 0
        Image.fromarray(pixels, "RGBA").save(path, lossless=True, quality=100, method=6)
    else:
        palette = np.array(image.getpalette()).reshape(-1, 3)
        white = int(palette.sum(1).argmax())
        assert palette[white].min() >= 252, palette[white]
        image.save(path, optimize=True, transparency=white)
