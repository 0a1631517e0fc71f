"""Figures of CNN: convolutions and their kin, pooling, blocks of well-known networks."""

from fractions import Fraction

from draw import (
    BLUE, BLUE_TINT, GREEN, GREEN_TINT, GREY, INK, LINE, OCHRE, OCHRE_TINT, PAPER, SEAL, SEAL_TINT, WHITE, Svg, figure, mix, num,
)  # fmt: skip


def size_after(n, k, s=1, p=0, d=1):
    """How many places a convolution leaves."""
    return (n + 2 * p - d * (k - 1) - 1) // s + 1


def show(value):
    return f"{float(value):g}".replace("-", "−")


@figure("CNN/imgs/convolution.svg")
def convolution():
    image = [[1, 2, 0, 1, 3], [0, 1, 3, 2, 1], [2, 1, 0, 1, 0], [1, 0, 2, 3, 1], [0, 2, 1, 0, 2]]
    kernel = [[1, 0, -1], [2, 0, -2], [1, 0, -1]]
    out = [[sum(kernel[i][j] * image[r + i][c + j] for i in range(3) for j in range(3)) for c in range(3)] for r in range(3)]
    svg = Svg(
        400, 252, "3×3卷积在5×5输入上滑动",
        f"左边5×5的输入，红色的是左上角的3×3窗口，中间是卷积核，右边3×3的输出。窗口与卷积核逐格相乘再相加，得到输出的第一格{show(out[0][0])}；"
        "窗口向右移一格（虚线框），得到下一格。不补零、步长1时输出边长是5−3+1=3。",
    )  # fmt: skip
    cell = 28
    svg.text(86, 20, "输入 5×5", 14)
    svg.grid(16, 36, cell, 5, 5, values=image, shade=lambda r, c: SEAL_TINT if r < 3 and c < 3 else None, size=15)
    svg.outline(16, 36, 84, 84)
    svg.rect(45.5, 40, 81, 76, "none", BLUE, 2, dash="5 4")
    svg.text(172, 78, "∗", 20)
    svg.text(230, 20, "卷积核 3×3", 14)
    svg.grid(188, 36, cell, 3, 3, values=[[show(v) for v in row] for row in kernel], fill=OCHRE_TINT, size=15)
    svg.text(288, 78, "=", 20)
    svg.text(346, 20, "输出 3×3", 14)
    svg.grid(304, 36, cell, 3, 3, values=[[show(v) for v in row] for row in out], shade=lambda r, c: SEAL if (r, c) == (0, 0) else BLUE_TINT if (r, c) == (0, 1) else None, size=15)
    terms = [(image[i][j], kernel[i][j]) for i in range(3) for j in (0, 2)]
    left = "+".join(f"{k}·{x}" for x, k in terms if k > 0)
    right = "+".join(f"{-k}·{x}" for x, k in terms if k < 0)
    svg.text(200, 206, f"({left}) − ({right}) = {show(out[0][0])}", 15)
    svg.text(200, 234, "红框：当前窗口；蓝虚线框：下一步", 13, fill=GREY)
    return svg


@figure("CNN/imgs/padding-stride.svg")
def padding_stride():
    kinds = [("不补零，步长1", 5, 0, 1), ("补一圈零，步长1", 5, 1, 1), ("补一圈零，步长2", 5, 1, 2)]
    sizes = [size_after(n, 3, s, p) for _, n, p, s in kinds]
    svg = Svg(
        360, 546, "补零与步长怎样决定输出大小",
        "三种情形，输入都是5×5，卷积核3×3。圆点是窗口中心所到的位置，红框是第一个窗口，虚线格是补的零。"
        f"不补零、步长1得到{sizes[0]}×{sizes[0]}；补一圈零、步长1得到{sizes[1]}×{sizes[1]}；补一圈零、步长2得到{sizes[2]}×{sizes[2]}。",
    )  # fmt: skip
    cell = 20
    for index, ((name, n, p, s), m) in enumerate(zip(kinds, sizes)):
        top = 36 + index * 178
        svg.text(16, top - 18, name, 14, anchor="start", weight=600)
        x0, y0 = 36, top + 20
        if p:
            d = "".join(f"M{x0 - cell} {y0 - cell + r * cell}h{7 * cell}" for r in range(8)) + "".join(f"M{x0 - cell + c * cell} {y0 - cell}v{7 * cell}" for c in range(8))
            svg.path(d, LINE, 1, dash="3 3")
        svg.grid(x0, y0, cell, n, n, width=1.2)
        svg.outline(x0 - p * cell, y0 - p * cell, 3 * cell, 3 * cell, width=2.2)
        for r in range(m):
            for c in range(m):
                x, y = x0 + (c * s - p + 1.5) * cell, y0 + (r * s - p + 1.5) * cell
                svg.circle(x, y, 3.4, SEAL if (r, c) == (0, 0) else BLUE, None)
        svg.arrow((176, y0 + 50), (204, y0 + 50), stroke=INK)
        svg.grid(226, y0 + 50 - m * cell / 2, cell, m, m, shade=lambda r, c: SEAL if (r, c) == (0, 0) else BLUE_TINT, width=1.2)
        svg.text(226 + m * cell / 2, y0 + 50 + m * cell / 2 + 14, f"{m}×{m}", 13)
        inner = f"5+2·{p}−3" if p else "5−3"
        svg.text(226 + 50, top - 18, f"⌊({inner})/{s}⌋+1 = {m}" if s > 1 else f"{inner}+1 = {m}", 14, fill=GREY)
    return svg


@figure("CNN/imgs/receptive-field.svg")
def receptive_field():
    fields = [1]
    for _ in range(3):
        fields.append(fields[-1] + 2)
    svg = Svg(
        360, 330, "三层3×3卷积的感受野增长到7",
        f"一维的侧视图，从上往下是第三层、第二层、第一层和输入。第三层的一个单元看到第二层3个单元、第一层5个单元、输入{fields[3]}个单元。",
    )  # fmt: skip
    step, cx = 30, 140
    rows = [("第3层", 0), ("第2层", 1), ("第1层", 2), ("输入", 3)]
    for index, (name, half) in enumerate(rows):
        y = 44 + index * 76
        if index < 3:
            for unit in range(-half, half + 1):
                for reach in (-1, 0, 1):
                    edge = unit + reach in (-half - 1, half + 1)
                    svg.line(cx + unit * step, y + 10, cx + (unit + reach) * step, y + 66, SEAL if edge else "#d9a79a", 1.2)
        svg.text(cx + 4.5 * step, y, f"{name}：{2 * half + 1}个", 13, anchor="start")
    for index, (_, half) in enumerate(rows):
        y = 44 + index * 76
        for unit in range(-4, 5):
            inside = abs(unit) <= half
            svg.rect(cx + unit * step - 10, y - 10, 20, 20, SEAL if inside and index == 0 else SEAL_TINT if inside else PAPER, SEAL if inside else LINE, 1.4, rx=3)
    svg.bracket(cx - 3 * step - 10, cx + 3 * step + 10, 288, 7, SEAL)
    svg.text(cx, 312, "感受野 1+2+2+2 = 7", 15, fill=SEAL)
    return svg


@figure("CNN/imgs/dilated.svg")
def dilated():
    field, fields = 1, []
    for rate in (1, 2, 4):
        field += 2 * rate
        fields.append(field)
    assert fields == [3, 7, 15]
    svg = Svg(
        400, 250, "空洞率1、2、4的采样点与感受野",
        "三个15×15的网格。红点是3×3空洞卷积在上一层取的9个点，空洞率依次为1、2、4，单层跨度为3、5、9；浅色方块是三层依次堆叠后"
        "在输入上的感受野，边长3、7、15，其中没有漏掉的格子。",
    )  # fmt: skip
    # No place of the field is left out: every offset is a sum of the taps' offsets.
    reached = {0}
    for rate in (1, 2, 4):
        reached = {a + b for a in reached for b in (-rate, 0, rate)}
    assert reached == set(range(-7, 8))
    cell = 8
    for index, (rate, size) in enumerate(zip((1, 2, 4), fields)):
        x, y = 10 + index * 130, 42
        svg.text(x + 60, 22, f"空洞率{rate}", 14, weight=600)
        inside = lambda r, c, half=size // 2: abs(r - 7) <= half and abs(c - 7) <= half
        svg.grid(x, y, cell, 15, 15, shade=lambda r, c: "#f3cfc4" if inside(r, c) else None, stroke="#cfcabd", width=0.7)
        for r in (-rate, 0, rate):
            for c in (-rate, 0, rate):
                svg.circle(x + (7.5 + c) * cell, y + (7.5 + r) * cell, 4, SEAL, None)
        svg.text(x + 60, 182, f"跨度 {2 * rate + 1}", 13)
        svg.text(x + 60, 204, f"堆叠后感受野 {size}", 13)
    svg.text(200, 234, "红点：本层取样处；浅红：自第一层起的感受野", 13, fill=GREY)
    return svg


@figure("CNN/imgs/transposed.svg")
def transposed():
    small = [[1, 2], [3, 4]]
    kernel = [[1, 2, 1], [2, 4, 2], [1, 2, 1]]
    out = [[0] * 5 for _ in range(5)]
    covered = [[0] * 5 for _ in range(5)]
    for r in range(2):
        for c in range(2):
            for i in range(3):
                for j in range(3):
                    out[2 * r + i][2 * c + j] += small[r][c] * kernel[i][j]
                    covered[2 * r + i][2 * c + j] += 1
    assert (2 - 1) * 2 + 3 == len(out)
    svg = Svg(
        360, 330, "步长2的转置卷积",
        "2×2的输入，每个数乘以整个3×3卷积核，按步长2摆到输出上，重叠处相加，得到5×5的输出。彩色框是四个输入各自盖住的区域，"
        f"相邻区域重叠一行或一列，正中一格四次相加得{out[2][2]}。",
    )  # fmt: skip
    tints, colors = [SEAL_TINT, BLUE_TINT, OCHRE_TINT, GREEN_TINT], [SEAL, BLUE, OCHRE, GREEN]
    svg.text(52, 22, "输入 2×2", 14)
    svg.grid(16, 38, 36, 2, 2, values=small, shade=lambda r, c: tints[2 * r + c], size=17)
    svg.text(52, 142, "卷积核 3×3", 14)
    svg.grid(7, 158, 30, 3, 3, values=kernel, size=15)
    svg.arrow((108, 136), (140, 136), stroke=INK)
    svg.text(124, 118, "步长2", 13)
    svg.text(252, 22, "输出 5×5", 14)
    x, y, cell = 152, 38, 40
    shade = lambda r, c: {1: tints[2 * (r > 2) + (c > 2)], 2: "#e9e4d8", 4: "#d4cdbc"}[covered[r][c]]
    svg.grid(x, y, cell, 5, 5, values=out, shade=shade, size=17)
    for index, color in enumerate(colors):
        inset = 2 + 1.6 * index
        r, c = divmod(index, 2)
        svg.outline(x + 2 * c * cell + inset, y + 2 * r * cell + inset, 3 * cell - 2 * inset, 3 * cell - 2 * inset, color, 1.8)
    svg.text(252, 258, "边长 (2−1)·2+3 = 5", 15)
    svg.text(180, 290, "每个输入×整个卷积核，按步长摆放；", 13, fill=GREY)
    svg.text(180, 312, "灰色处有两次或四次相加", 13, fill=GREY)
    return svg


def slab(svg, x, y, side, count, fills, dx=6, dy=-5, stroke=LINE):
    """Feature maps one behind another, the first in front."""
    for index in reversed(range(count)):
        svg.rect(x + index * dx, y + index * dy, side, side, fills[index % len(fills)], stroke, 1.2)


@figure("CNN/imgs/depthwise.svg")
def depthwise():
    k, m, n = 3, 64, 128
    full, depth, point = k * k * m * n, k * k * m, m * n
    svg = Svg(
        400, 430, "标准卷积与深度可分离卷积",
        "上：标准卷积，每个输出通道的卷积核都看全部输入通道。下：深度可分离卷积分两步，先每个通道各用一个3×3卷积核，再用1×1卷积把通道混合。"
        f"输入{m}通道、输出{n}通道时，参数分别是{full}和{depth}+{point}={depth + point}，约为原来的1/{full / (depth + point):.1f}。",
    )  # fmt: skip
    channels = [SEAL_TINT, BLUE_TINT, OCHRE_TINT]
    grey = ["#e6e1d5"]
    svg.text(12, 20, "标准卷积", 15, anchor="start", weight=600)
    slab(svg, 20, 76, 54, 3, channels)
    svg.text(56, 148, "$M$个通道", 15)
    for index in range(4):
        slab(svg, 160, 46 + index * 30, 18, 3, channels, 5, -4)
    svg.text(176, 174, "$N$个 $K×K×M$", 15)
    svg.arrow((98, 92), (148, 92))
    svg.arrow((204, 92), (254, 92))
    slab(svg, 268, 76, 54, 4, grey)
    svg.text(308, 148, "$N$个通道", 15)
    svg.text(200, 202, f"$K^2MN$ = 9·{m}·{n} = {full}", 15, fill=SEAL)
    svg.line(12, 224, 388, 224, dash="4 5")
    svg.text(12, 246, "深度可分离卷积", 15, anchor="start", weight=600)
    slab(svg, 12, 306, 46, 3, channels)
    svg.arrow((78, 318), (100, 318))
    for index, tint in enumerate(channels):
        svg.rect(110, 282 + index * 28, 20, 20, tint, LINE, 1.2)
    svg.text(122, 382, "$M$个 $K×K$", 15)
    svg.arrow((140, 318), (162, 318))
    slab(svg, 172, 306, 46, 3, channels)
    svg.arrow((238, 318), (258, 318))
    for index in range(4):
        slab(svg, 268, 278 + index * 25, 9, 3, channels, 5, -4)
    svg.text(282, 382, "$N$个 $1×1×M$", 15)
    svg.arrow((294, 318), (314, 318))
    slab(svg, 322, 306, 46, 4, grey)
    svg.text(122, 264, "逐通道", 13, fill=GREY)
    svg.text(278, 256, "逐点", 13, fill=GREY)
    svg.text(200, 410, f"$K^2M+MN$ = {depth}+{point} = {depth + point}", 15, fill=SEAL)
    return svg


POOLED = [[1, 3, 2, 0], [4, 2, 1, 5], [0, 1, 7, 2], [2, 6, 3, 3]]
QUARTERS = [SEAL_TINT, BLUE_TINT, GREEN_TINT, OCHRE_TINT]


def windows(values):
    return [[[values[2 * r + i][2 * c + j] for i in (0, 1) for j in (0, 1)] for c in (0, 1)] for r in (0, 1)]


@figure("CNN/imgs/pooling-kinds.svg")
def pooling_kinds():
    greatest = [[max(w) for w in row] for row in windows(POOLED)]
    mean = [[show(Fraction(sum(w), 4)) for w in row] for row in windows(POOLED)]
    whole = [v for row in POOLED for v in row]
    average = show(Fraction(sum(whole), 16))
    svg = Svg(
        360, 334, "最大池化、平均池化与全局池化",
        f"同一个4×4输入。2×2最大池化得4、5、6、7；2×2平均池化得2.5、2、2.25、3.75；全局平均池化把16个数平均成{average}，全局最大池化得{max(whole)}。",
    )  # fmt: skip
    svg.text(80, 70, "输入 4×4", 14)
    svg.grid(12, 88, 34, 4, 4, values=POOLED, shade=lambda r, c: QUARTERS[2 * (r // 2) + c // 2], size=17)
    quarter = lambda r, c: QUARTERS[2 * r + c]
    svg.arrow((160, 124), (208, 66), stroke=INK)
    svg.arrow((160, 156), (208, 176), stroke=INK)
    svg.arrow((160, 196), (208, 272), stroke=INK)
    svg.text(268, 18, "最大（2×2，步长2）", 13)
    svg.grid(220, 34, 48, 2, 2, values=greatest, shade=quarter, size=17)
    svg.text(268, 144, "平均（2×2，步长2）", 13)
    svg.grid(220, 158, 48, 2, 2, values=mean, shade=quarter, size=17)
    svg.text(248, 268, "全局平均", 13)
    svg.rect(214, 280, 68, 36)
    svg.text(248, 298, average, 17)
    svg.text(326, 268, "全局最大", 13)
    svg.rect(302, 280, 48, 36)
    svg.text(326, 298, str(max(whole)), 17)
    return svg


@figure("CNN/imgs/spp.svg")
def spp():
    bins = [4, 2, 1]
    total = sum(b * b for b in bins)
    svg = Svg(
        360, 420, "空间金字塔池化",
        "任意大小的特征图分别切成4×4、2×2、1×1个区域，每个区域做最大池化，得到16、4、1个数；每个通道共"
        f"{total}个，乘以通道数C就是固定长度的向量，例如256个通道得{total * 256}维。",
    )  # fmt: skip
    svg.text(180, 20, "特征图：任意 $h×w$，$C$个通道", 15)
    x, y, w, h = 120, 40, 120, 84
    for index in (2, 1, 0):
        svg.rect(x + index * 7, y + index * 6, w, h, PAPER, LINE, 1.2)
    # Three grids over maps of the same shape.
    for index, (b, tint, color) in enumerate(zip(bins, (SEAL_TINT, BLUE_TINT, OCHRE_TINT), (SEAL, BLUE, OCHRE))):
        gx, gy, gw, gh = 12 + index * 118, 176, 100, 70
        svg.arrow((gx + gw / 2 + (1 - index) * 40, 144), (gx + gw / 2, 168))
        svg.rect(gx, gy, gw, gh, tint, color)
        d = "".join(f"M{num(gx + gw * i / b)} {gy}v{gh}M{gx} {num(gy + gh * i / b)}h{gw}" for i in range(1, b))
        if d:
            svg.path(d, color, 1.2)
        svg.text(gx + gw / 2, gy + gh + 16, f"{b}×{b}", 14)
        # One value of every bin.
        count, cell = b * b, 14
        left = {4: 12, 2: 250, 1: 320}[b]
        svg.arrow((gx + gw / 2, 276), (left + count * cell / 2, 306), stroke=color)
        svg.grid(left, 312, cell, 1, count, fill=tint, stroke=color, width=1.2)
        svg.text(left + count * cell / 2, 342, str(count), 14)
    svg.bracket(12, 334, 358, 6, INK)
    svg.text(180, 384, "拼接：(16+4+1)·$C$ = 21$C$", 15)
    svg.text(180, 406, f"$C$=256 时为 {total * 256}，与 $h,w$ 无关", 14, fill=GREY)
    return svg


@figure("CNN/imgs/unpooling.svg")
def unpooling():
    greatest = [[max(w) for w in row] for row in windows(POOLED)]
    where = set()
    for r in (0, 1):
        for c in (0, 1):
            where.add(max(((2 * r + i, 2 * c + j) for i in (0, 1) for j in (0, 1)), key=lambda p: POOLED[p[0]][p[1]]))
    sparse = [[POOLED[r][c] if (r, c) in where else 0 for c in range(4)] for r in range(4)]

    def sample(r, c):
        """Bilinear, with the centres of the pixels at halves and the edge repeated."""
        place = lambda i: min(max(Fraction(2 * i + 1, 4) - Fraction(1, 2), 0), 1)
        u, v = place(r), place(c)
        g = greatest
        return (1 - u) * ((1 - v) * g[0][0] + v * g[0][1]) + u * ((1 - v) * g[1][0] + v * g[1][1])

    smooth = [[show(sample(r, c)) for c in range(4)] for r in range(4)]
    svg = Svg(
        360, 420, "记住位置的反池化与双线性上采样",
        "上：4×4输入经2×2最大池化得4、5、6、7，同时记下位置。下左：最大反池化把四个数放回记下的位置，其余为零。"
        "下右：双线性上采样不用位置，由四个数插值出4×4个平滑变化的数。",
    )  # fmt: skip
    quarter = lambda r, c: QUARTERS[2 * r + c]
    svg.text(76, 20, "池化前", 14)
    svg.grid(12, 36, 32, 4, 4, values=POOLED, shade=lambda r, c: SEAL if (r, c) in where else QUARTERS[2 * (r // 2) + c // 2], size=16)
    svg.arrow((152, 100), (204, 100), stroke=INK)
    svg.text(178, 82, "池化", 13)
    svg.text(178, 120, "记下位置", 12, fill=GREY)
    svg.text(262, 42, "池化后", 14)
    svg.grid(216, 58, 46, 2, 2, values=greatest, shade=quarter, size=18)
    svg.arrow((216, 160), (120, 206), stroke=SEAL, width=2)
    svg.arrow((268, 160), (268, 206), stroke=BLUE, width=2)
    svg.text(80, 222, "最大反池化", 14, fill=SEAL)
    svg.grid(12, 238, 34, 4, 4, values=sparse, shade=lambda r, c: SEAL if (r, c) in where else None, size=16)
    svg.text(268, 222, "双线性上采样", 14, fill=BLUE)
    tone = lambda r, c: mix("#f4f8fb", "#b9d3e6", float((sample(r, c) - 4) / 3))
    svg.grid(188, 238, 40, 4, 4, values=smooth, shade=tone, size=14)
    svg.text(80, 396, "其余为0", 13, fill=GREY)
    svg.text(268, 412, "像素中心对齐", 13, fill=GREY)
    return svg


@figure("CNN/imgs/bilinear.svg")
def bilinear():
    u, v = Fraction(7, 10), Fraction(2, 5)  # right and down from the left upper pixel
    values = [[10, 20], [30, 40]]
    weights = [[(1 - u) * (1 - v), u * (1 - v)], [(1 - u) * v, u * v]]
    assert sum(sum(row) for row in weights) == 1
    result = sum(w * x for ws, xs in zip(weights, values) for w, x in zip(ws, xs))
    svg = Svg(
        360, 560, "双线性插值与RoIAlign的取样",
        f"上：取样点在四个像素中心之间，向右{show(u)}、向下{show(v)}；每个像素的权重是对角那块矩形的面积，"
        f"依次为{'、'.join(show(w) for row in weights for w in row)}，插值结果{show(result)}。"
        "下：RoI的边不落在格线上，分成2×2个单元，每个单元内取四个点，各由周围四个像素中心插值，再取平均或最大。",
    )  # fmt: skip
    x, y, side = 96, 54, 168
    px, py = x + side * float(u), y + side * float(v)
    names = [["a", "b"], ["c", "d"]]
    tints = [[SEAL_TINT, BLUE_TINT], [OCHRE_TINT, GREEN_TINT]]
    colors = [[SEAL, BLUE], [OCHRE, GREEN]]
    # The area opposite a pixel is its weight.
    for r in (0, 1):
        for c in (0, 1):
            left, right = (px, x + side) if c == 0 else (x, px)
            top, bottom = (py, y + side) if r == 0 else (y, py)
            svg.rect(left, top, right - left, bottom - top, tints[r][c], LINE, 1.2)
            svg.text((left + right) / 2, (top + bottom) / 2, show(weights[r][c]), 14, fill=colors[r][c], weight=600)
    for r in (0, 1):
        for c in (0, 1):
            cx, cy = x + c * side, y + r * side
            svg.circle(cx, cy, 9, colors[r][c], WHITE)
            svg.text(cx + (c * 2 - 1) * 36, cy + (r * 2 - 1) * 14, f"${names[r][c]}$ = {values[r][c]}", 15, fill=colors[r][c])
    svg.circle(px, py, 6, INK, WHITE)
    svg.line(x, 34, px, 34)
    svg.path(f"M{x} 29v10M{num(px)} 29v10")
    svg.text((x + px) / 2, 22, show(u), 14)
    svg.line(72, y, 72, py)
    svg.path(f"M67 {y}h10M67 {num(py)}h10")
    svg.text(54, (y + py) / 2 + 8, show(v), 14)
    terms = " + ".join(f"{show(weights[r][c])}·{values[r][c]}" for r in (0, 1) for c in (0, 1))
    svg.text(180, 262, f"{terms} = {show(result)}", 14)
    svg.line(12, 286, 348, 286, dash="4 5")
    gx, gy, cell = 40, 304, 40
    svg.grid(gx, gy, cell, 5, 7, stroke="#c9c4b7", width=1)
    for r in range(5):
        for c in range(7):
            svg.circle(gx + (c + 0.5) * cell, gy + (r + 0.5) * cell, 2.4, LINE, None)
    rx, ry, rw, rh = gx + 1.22 * cell, gy + 0.83 * cell, 4.4 * cell, 3.2 * cell
    svg.rect(rx, ry, rw, rh, "none", SEAL, 2.2)
    svg.path(f"M{num(rx + rw / 2)} {num(ry)}v{num(rh)}M{num(rx)} {num(ry + rh / 2)}h{num(rw)}", SEAL, 1.6, dash="5 4")
    for r in range(4):
        for c in range(4):
            sx, sy = rx + (c + 0.5) * rw / 4, ry + (r + 0.5) * rh / 4
            if (r, c) == (1, 2):
                fx, fy = (sx - gx) / cell - 0.5, (sy - gy) / cell - 0.5
                for i in (0, 1):
                    for j in (0, 1):
                        svg.line(sx, sy, gx + (int(fx) + j + 0.5) * cell, gy + (int(fy) + i + 0.5) * cell, BLUE, 1.6)
                        svg.circle(gx + (int(fx) + j + 0.5) * cell, gy + (int(fy) + i + 0.5) * cell, 4, BLUE, None)
            svg.circle(sx, sy, 4, SEAL, WHITE, 1)
    svg.text(180, 524, "红框：RoI（2×2个单元）；红点：取样点", 13, fill=GREY)
    svg.text(180, 546, "蓝线：一个取样点由四个像素中心插值", 13, fill=GREY)
    return svg


@figure("CNN/imgs/residual-block.svg")
def residual_block():
    svg = Svg(
        400, 460, "基本残差块与瓶颈残差块",
        "左：两个3×3卷积，64通道。右：1×1降到64通道、3×3、1×1升回256通道。两者的输入都绕过卷积直接送到加号，相加后再经ReLU。"
        "红色虚线表示梯度沿捷径原样传回。",
    )  # fmt: skip
    for left, title, layers, channels in (
        (86, "基本块", [("3×3，64", "BN，ReLU"), ("3×3，64", "BN")], 64),
        (286, "瓶颈块", [("1×1，64", "BN，ReLU"), ("3×3，64", "BN，ReLU"), ("1×1，256", "BN")], 256),
    ):
        svg.text(left, 20, title, 15, weight=600)
        svg.text(left, 48, f"$x$：{channels}通道", 15)
        svg.arrow((left, 60), (left, 92))
        height, y = 50, 117
        step = 200 / (len(layers) - 1)
        for index, (conv, after) in enumerate(layers):
            svg.box(left, y, 104, height, [conv, after], BLUE_TINT, BLUE)
            bottom = y + height / 2
            y += step
            svg.arrow((left, bottom), (left, y - height / 2 if index < len(layers) - 1 else 366))
        svg.operator(left, 378, "+")
        svg.arrow((left, 74), (left + 74, 74), (left + 74, 378), (left + 12, 378), corner=10, stroke=INK)
        svg.arrow((left + 12, 386), (left + 82, 386), (left + 82, 66), (left + 4, 66), corner=10, stroke=SEAL, dash="5 4", width=1.8)
        svg.arrow((left, 390), (left, 408))
        svg.box(left, 421, 64, 26, "ReLU")
        svg.arrow((left, 434), (left, 456))
    return svg


@figure("CNN/imgs/inception-block.svg")
def inception_block():
    branches = [64, 128, 32, 32]
    svg = Svg(
        400, 372, "Inception块的四条支路",
        f"以GoogLeNet的3a块为例，输入28×28、192通道，并行四支：1×1卷积64通道；1×1降到96通道再3×3卷积128通道；1×1降到16通道再5×5卷积32通道；"
        f"3×3最大池化再1×1卷积32通道。四支在通道上拼接成{sum(branches)}通道，高和宽不变。",
    )  # fmt: skip
    xs = [54, 152, 250, 348]
    svg.box(200, 26, 180, 32, "输入 28×28×192")
    svg.line(200, 42, 200, 62)
    svg.line(xs[0], 62, xs[3], 62)
    first = [None, ("1×1", "96"), ("1×1", "16"), ("3×3最大池化", "192")]
    second = [("1×1", "64"), ("3×3", "128"), ("5×5", "32"), ("1×1", "32")]
    for x, a, b in zip(xs, first, second):
        if a:
            svg.arrow((x, 62), (x, 96))
            pool = "池化" in a[0]
            svg.box(x, 122, 90, 50, [a[0], a[1]], OCHRE_TINT if pool else SEAL_TINT, OCHRE if pool else SEAL, 14 if not pool else 13)
            svg.arrow((x, 147), (x, 192))
        else:
            svg.arrow((x, 62), (x, 192))
        svg.box(x, 218, 90, 50, [b[0], b[1]], BLUE_TINT, BLUE)
        svg.line(x, 243, x, 276)
    svg.line(xs[0], 276, xs[3], 276)
    svg.arrow((200, 276), (200, 304))
    svg.box(200, 322, 260, 34, f"拼接 28×28×{sum(branches)}")
    svg.text(200, 358, "64+128+32+32 = 256；方框里的数是输出通道数", 13, fill=GREY)
    return svg


@figure("CNN/imgs/dense-block.svg")
def dense_block():
    first, growth, layers = 64, 32, 4
    svg = Svg(
        400, 250, "稠密块：每层都接收前面所有层的输出",
        f"一排五个节点x0到x4，弧线从每个节点连到它后面的每一层，表示在通道上拼接。输入{first}通道，每层新增{growth}通道，"
        f"所以四层的输入依次是{'、'.join(str(first + growth * i) for i in range(layers))}通道，拼接后共{first + growth * layers}通道。",
    )  # fmt: skip
    xs = [34 + index * 74 for index in range(layers + 1)]
    y = 128
    shades = [GREY, SEAL, BLUE, OCHRE, GREEN]
    tints = [PAPER, SEAL_TINT, BLUE_TINT, OCHRE_TINT, GREEN_TINT]
    for index in range(layers + 1):
        if index:
            svg.arrow((xs[index - 1] + 17, y), (xs[index] - 18, y), stroke=shades[index - 1])
    for a in range(layers):
        for b in range(a + 2, layers + 1):
            lift = 34 * (b - a) - 8
            svg.curved_arrow((xs[a] + 5, y - 17), ((xs[a] + xs[b]) / 2, y - 17 - lift * 1.25), (xs[b] - 8 + 2 * a, y - 17), stroke=shades[a])
    for index in range(layers + 1):
        svg.node(xs[index], y, 17, f"$x_{index}$", tints[index], shades[index], 17)
        svg.text(xs[index], y + 32, "输入" if index == 0 else f"第{index}层", 13)
        svg.text(xs[index], y + 52, str(first) if index == 0 else f"+{growth}", 13, fill=GREY)
    svg.arrow((xs[-1] + 18, y), (xs[-1] + 42, y), stroke=INK)
    svg.text(xs[-1] + 44, y + 52, f"={first + growth * layers}", 13, fill=GREY)
    svg.text(200, 214, "各层的输入通道：" + "、".join(str(first + growth * i) for i in range(layers)), 14)
    svg.text(200, 236, f"第$l$层：$k_0+k(l-1)$，$k_0$={first}，$k$={growth}", 14, fill=GREY)
    return svg


@figure("CNN/imgs/se-block.svg")
def se_block():
    c, r = 256, 16
    svg = Svg(
        400, 252, "SE块：按通道重新加权",
        f"特征图先全局平均池化成每通道一个数，经两层全连接（C降到C/r再升回C，中间ReLU，最后sigmoid）得到每个通道0到1之间的权重，再乘回原特征图。"
        f"C={c}、r={r}时两层全连接有2C²/r={2 * c * c // r}个权重。",
    )  # fmt: skip
    channels = [SEAL_TINT, BLUE_TINT, OCHRE_TINT, GREEN_TINT]
    slab(svg, 12, 152, 50, 4, channels, 7, -6)
    svg.text(48, 218, "$C×H×W$", 15)
    svg.arrow((88, 172), (278, 172), stroke=INK)
    svg.operator(290, 172, "×", 12)
    svg.arrow((302, 172), (318, 172), stroke=INK)
    weighted = [mix(SEAL_TINT, SEAL, 0.5), mix(BLUE_TINT, WHITE, 0.5), mix(OCHRE_TINT, OCHRE, 0.25), mix(GREEN_TINT, GREEN, 0.6)]
    slab(svg, 322, 152, 50, 4, weighted, 7, -6)
    svg.text(356, 218, "$C×H×W$", 15)
    svg.arrow((54, 130), (54, 64), (80, 64), corner=8)
    svg.text(122, 22, "压缩", 13, fill=SEAL)
    svg.box(122, 64, 84, 48, ["全局平均", "$C$个数"], PAPER, LINE, 14)
    svg.arrow((164, 64), (178, 64))
    svg.text(248, 22, "激励", 13, fill=SEAL)
    svg.box(210, 64, 62, 48, ["全连接", "$C/r$"], BLUE_TINT, BLUE, 14)
    svg.arrow((241, 64), (259, 64))
    svg.text(250, 102, "ReLU", 12, fill=GREY)
    svg.box(290, 64, 60, 48, ["全连接", "$C$"], BLUE_TINT, BLUE, 14)
    svg.arrow((290, 88), (290, 159))
    svg.text(300, 112, "sigmoid", 13, anchor="start")
    svg.text(200, 190, "每个通道乘一个权重", 13, fill=GREY)
    svg.text(200, 240, f"$C$={c}、$r$={r}：两层共 $2C^2/r$ = {2 * c * c // r}个权重", 14, fill=GREY)
    return svg
