"""Figures of 基础: networks and their gradients, activations, losses, metrics."""

import math
import random

from draw import (
    BLUE, BLUE_TINT, GREEN, GREY, INK, LINE, OCHRE, OCHRE_TINT, PAPER, RULE, SEAL, SEAL_TINT, WHITE, Axes, Svg, figure,
)  # fmt: skip


def link(svg, a, b, ra, rb, stroke=LINE, width=1.5, dash=None):
    """A line from the edge of one circle to that of another."""
    length = math.hypot(b[0] - a[0], b[1] - a[1])
    ux, uy = (b[0] - a[0]) / length, (b[1] - a[1]) / length
    svg.line(a[0] + ux * ra, a[1] + uy * ra, b[0] - ux * rb, b[1] - uy * rb, stroke, width, dash)


@figure("基础/imgs/relu-network.svg")
def relu_network():
    svg = Svg(
        400, 362, "一层隐藏层的ReLU网络与梯度流",
        "三个输入、四个隐藏单元、一个输出。第三个隐藏单元的净输入不大于零，画成虚线圈，没有梯度经过它。"
        "下方两行：前向从X到Z、A、Ŷ和损失L；反向从L回到W1，经过ReLU时乘以Z大于零的指示函数。",
    )  # fmt: skip
    inputs = [(48, y) for y in (62, 122, 182)]
    hidden = [(178, y) for y in (32, 92, 152, 212)]
    output = (296, 122)
    dead = hidden[2]
    for h in hidden:
        for x in inputs:
            link(svg, x, h, 17, 19, LINE if h != dead else RULE, 1.2)
    for h in hidden:
        if h == dead:
            link(svg, h, output, 19, 19, RULE, 1.2)
        else:
            link(svg, h, output, 19, 19, LINE, 1.2)
    for index, x in enumerate(inputs):
        svg.node(*x, 17, f"$x_{index + 1}$", size=16)
    for index, h in enumerate(hidden):
        if h == dead:
            svg.node(*h, 19, f"$a_{index + 1}$", fill="none", size=16, dash="4 4", color=GREY)
        else:
            svg.node(*h, 19, f"$a_{index + 1}$", fill=SEAL_TINT, stroke=SEAL, size=16)
    svg.node(*output, 19, "$ŷ$", fill=BLUE_TINT, stroke=BLUE, size=17)
    svg.arrow((316, 122), (350, 122))
    svg.text(366, 122, "$L$", 18)
    svg.text(222, 124, "$z_3≤0$", 14, fill=GREY)
    # Gradients run back over the live unit at the top and over the one at the bottom.
    for h in (hidden[0], hidden[3]):
        sign = -1 if h is hidden[0] else 1
        svg.arrow((283, 122 + sign * 30), (206, h[1] - sign * 3), stroke=SEAL, width=2)
    svg.arrow((150, 27), (76, 46), stroke=SEAL, width=2)
    svg.arrow((150, 217), (76, 198), stroke=SEAL, width=2)
    svg.text(268, 48, "梯度", 13, fill=SEAL)
    svg.line(12, 246, 388, 246, LINE, dash="4 5")
    y1, y2 = 276, 324
    svg.text(20, y1, "$X$", 17)
    svg.arrow((32, y1), (54, y1))
    svg.text(104, y1, "$Z=XW_1+b_1$", 15)
    svg.arrow((154, y1), (176, y1))
    svg.text(224, y1, "$A=ReLU(Z)$", 15)
    svg.arrow((272, y1), (294, y1))
    svg.text(306, y1, "$Ŷ$", 17)
    svg.arrow((318, y1), (340, y1))
    svg.text(364, y1, "$L$", 17)
    svg.text(42, y2, "$X^⊤G_1$", 15, fill=SEAL)
    svg.arrow((94, y2), (72, y2), stroke=SEAL)
    svg.text(188, y2, "$G_1=(G_2W_2^⊤)⊙1[Z>0]$", 15, fill=SEAL)
    svg.arrow((298, y2), (280, y2), stroke=SEAL)
    svg.text(348, y2, "$G_2=∂L/∂Ŷ$", 15, fill=SEAL)
    svg.text(42, y2 + 22, "$=∂L/∂W_1$", 14, fill=SEAL)
    svg.text(188, y2 + 22, "$=∂L/∂Z$", 14, fill=SEAL)
    return svg


@figure("基础/imgs/computation-graph.svg")
def computation_graph():
    x, w = 2, 3
    u = w * x
    v = u + x
    loss = u * v
    gv = u
    gu = v + gv
    gx, gw = gu * w + gv, gu * x
    assert (gx, gw) == (2 * x * (w * w + w), x * x * (2 * w + 1))
    svg = Svg(
        400, 330, "反向传播的计算图",
        f"变量x={x}、w={w}，u=wx={u}，v=u+x={v}，L=uv={loss}。每条边标着局部导数。反向时从L的梯度1出发，每个节点的梯度是各条出边上"
        f"“局部导数乘下游梯度”之和：v得{gv}，u得{v}·1+1·{gv}={gu}，x得{w}·{gu}+1·{gv}={gx}，w得{x}·{gu}={gw}。",
    )  # fmt: skip
    nodes = {
        "w": (52, 62, "$w$", w, f"{x}·{gu} = {gw}", PAPER, LINE),
        "x": (52, 214, "$x$", x, f"{w}·{gu}+1·{gv} = {gx}", PAPER, LINE),
        "u": (178, 92, "$u=wx$", u, f"{v}·1+1·{gv} = {gu}", BLUE_TINT, BLUE),
        "v": (262, 214, "$v=u+x$", v, f"{u}·1 = {gv}", BLUE_TINT, BLUE),
        "L": (346, 92, "$L=uv$", loss, "1", SEAL_TINT, SEAL),
    }
    for a, b, value, at in (
        ("w", "u", x, (104, 62)), ("x", "u", w, (100, 136)), ("x", "v", 1, (150, 230)),
        ("u", "v", 1, (230, 146)), ("u", "L", v, (270, 76)), ("v", "L", u, (318, 172)),
    ):  # fmt: skip
        (ax, ay), (bx, by) = nodes[a][:2], nodes[b][:2]
        length = math.hypot(bx - ax, by - ay)
        ux, uy = (bx - ax) / length, (by - ay) / length
        reach = lambda node: 24 if node in "wx" else min(38 / max(abs(ux), 1e-9), 24 / max(abs(uy), 1e-9))
        svg.arrow((ax + ux * reach(a), ay + uy * reach(a)), (bx - ux * (reach(b) + 2), by - uy * (reach(b) + 2)))
        svg.text(*at, str(value), 15, fill=GREY)
    for key, (cx, cy, label, value, gradient, tint, color) in nodes.items():
        if key in "wx":
            svg.circle(cx, cy, 22, tint, color)
        else:
            svg.rect(cx - 36, cy - 22, 72, 44, tint, color, rx=6)
        svg.text(cx, cy - 9, label, 16)
        svg.text(cx, cy + 10, str(value), 14, weight=600)
        dy = -36 if key in "wuL" else 36
        svg.text(max(cx, 64), cy + dy, gradient, 14, fill=SEAL, weight=600)
    svg.line(12, 276, 388, 276, dash="4 5")
    svg.text(200, 296, "节点里：变量与它的值；灰字：边上的局部导数", 13, fill=GREY)
    svg.text(200, 316, "红字：损失对它的梯度，沿各条出边相加", 13, fill=SEAL)
    return svg


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


def normal_cdf(x):
    return (1 + math.erf(x / math.sqrt(2))) / 2


def normal_pdf(x):
    return math.exp(-x * x / 2) / math.sqrt(2 * math.pi)


LEAK = 0.1
ACTIVATIONS = [
    ("sigmoid", sigmoid, lambda x: sigmoid(x) * (1 - sigmoid(x))),
    ("tanh", math.tanh, lambda x: 1 - math.tanh(x) ** 2),
    ("ReLU", lambda x: max(x, 0.0), lambda x: 1.0 if x > 0 else 0.0),
    ("Leaky ReLU", lambda x: x if x > 0 else LEAK * x, lambda x: 1.0 if x > 0 else LEAK),
    ("ELU", lambda x: x if x > 0 else math.expm1(x), lambda x: 1.0 if x > 0 else math.exp(x)),
    ("GELU", lambda x: x * normal_cdf(x), lambda x: normal_cdf(x) + x * normal_pdf(x)),
    ("Swish", lambda x: x * sigmoid(x), lambda x: sigmoid(x) + x * sigmoid(x) * (1 - sigmoid(x))),
]  # fmt: skip


def least(function, low, high, sign=1):
    """Where the function is least (sign 1) or greatest (-1) between two numbers, by thirds."""
    for _ in range(200):
        a, b = low + (high - low) / 3, high - (high - low) / 3
        if sign * function(a) < sign * function(b):
            high = b
        else:
            low = a
    return (low + high) / 2


def panels(svg, yrange, yticks, draw):
    """The seven activations, two in a row."""
    for index, entry in enumerate(ACTIVATIONS):
        left, top = 34 + (index % 2) * 176, 30 + (index // 2) * 142
        axes = Axes(svg, left, top, 140, 84, (-4, 4), yrange)
        axes.frame([-4, (-2, ""), 0, (2, ""), 4], yticks, xbase=0, ybase=0)
        svg.text(left, top - 16, entry[0], 14, anchor="start", weight=600)
        draw(axes, entry, left, top)
    return 34 + 176, 30 + 3 * 142


@figure("基础/imgs/activations.svg")
def activations():
    gelu_low = least(ACTIVATIONS[5][1], -3, 0)
    swish_low = least(ACTIVATIONS[6][1], -3, 0)
    notes = {
        "sigmoid": "(0, 1)",
        "tanh": "(−1, 1)",
        "ReLU": "[0, ∞)",
        "Leaky ReLU": f"斜率{LEAK:g}",
        "ELU": "(−1, ∞)，α=1",
        "GELU": f"最小{ACTIVATIONS[5][1](gelu_low):.2f}".replace("-", "−"),
        "Swish": f"最小{ACTIVATIONS[6][1](swish_low):.2f}".replace("-", "−"),
    }
    svg = Svg(
        360, 580, "七种激活函数的曲线",
        "七个小图，横轴从−4到4，纵轴从−1.2到3。sigmoid在0和1之间，tanh在−1和1之间，两端都变平；ReLU左边为零；"
        f"Leaky ReLU左边斜率{LEAK:g}；ELU左边趋于−1；GELU和Swish在零的左侧略低于零，再回到零。",
    )  # fmt: skip

    def draw(axes, entry, left, top):
        axes.curve(entry[1], SEAL, 2.2)
        svg.text(left + 144, top - 16, notes[entry[0]], 12, fill=GREY, anchor="end")

    left, top = panels(svg, (-1.2, 3), [-1, 1, 3], draw)
    svg.lines(left + 72, top + 42, ["七个小图的坐标相同，", "可以直接比较：最上一行", "的两种两端饱和，", "其余的右半边不饱和。"], 13, fill=GREY)
    return svg


@figure("基础/imgs/activation-gradients.svg")
def activation_gradients():
    gelu_top = least(ACTIVATIONS[5][2], 0, 4, -1)
    swish_top = least(ACTIVATIONS[6][2], 0, 4, -1)
    notes = {
        "sigmoid": f"最大{ACTIVATIONS[0][2](0):g}",
        "tanh": f"最大{ACTIVATIONS[1][2](0):g}",
        "ReLU": "0或1",
        "Leaky ReLU": f"{LEAK:g}或1",
        "ELU": "$e^x$，或1",
        "GELU": f"最大{ACTIVATIONS[5][2](gelu_top):.2f}",
        "Swish": f"最大{ACTIVATIONS[6][2](swish_top):.2f}",
    }
    svg = Svg(
        360, 580, "七种激活函数的导数",
        "七个小图，横轴从−4到4，纵轴从−0.3到1.3。sigmoid的导数最大只有0.25；tanh的导数在0处为1，两端趋于零；ReLU的导数在零点从0跳到1；"
        f"Leaky ReLU从{LEAK:g}跳到1；ELU的导数左边是e的x次方，连续地接到1；GELU和Swish的导数在左边略小于零，右边略大于1，最大分别是"
        f"{ACTIVATIONS[5][2](gelu_top):.2f}和{ACTIVATIONS[6][2](swish_top):.2f}。",
    )  # fmt: skip

    def draw(axes, entry, left, top):
        if entry[0] in ("ReLU", "Leaky ReLU"):
            low = entry[2](-1)
            axes.curve([(-4, low), (0, low)], BLUE, 2.2)
            axes.curve([(0, 1), (4, 1)], BLUE, 2.2)
            axes.dots([(0, low)], 3, WHITE, BLUE)
            axes.dots([(0, 1)], 3, WHITE, BLUE)
        else:
            axes.curve(entry[2], BLUE, 2.2)
        svg.text(left + 144, top - 16, notes[entry[0]], 12 if "$" not in notes[entry[0]] else 14, fill=GREY, anchor="end")

    left, top = panels(svg, (-0.3, 1.3), [(0, ""), 0.5, 1], draw)
    svg.lines(left + 72, top + 42, ["空心点：导数在0处", "不存在，框架约定", "取其中一个值", "（通常取左边的）。"], 13, fill=GREY)
    return svg


@figure("基础/imgs/gradient-products.svg")
def gradient_products():
    factors = [(1.5, OCHRE), (1.1, GREEN), (1.0, GREY), (0.9, BLUE), (0.5, INK), (0.25, SEAL)]
    end = {factor: factor**20 for factor, _ in factors}
    svg = Svg(
        360, 330, "连乘使梯度缩小或放大",
        "横轴是经过的层数，从0到20；纵轴是各层因子的连乘积，取对数。每层因子1.5时20层后约"
        f"{end[1.5]:.0f}，1.1时约{end[1.1]:.1f}，1时不变，0.9时约{end[0.9]:.2f}，0.5时约9.5×10⁻⁷，0.25（sigmoid导数的上界）时约9.1×10⁻¹³。",
    )  # fmt: skip
    assert f"{end[0.5]:.1e}" == "9.5e-07" and f"{end[0.25]:.1e}" == "9.1e-13"
    axes = Axes(svg, 52, 40, 194, 240, (0, 20), (1e-13, 1e5), ylog=True)
    axes.frame([0, 5, 10, 15, 20], [(1e4, "$10^4$"), (1, "1"), (1e-4, "$10^{-4}$"), (1e-8, "$10^{-8}$"), (1e-12, "$10^{-12}$")], xlabel="经过的层数", ylabel="连乘积（对数轴）", size=13)
    where = {1.5: 0, 1.1: -6, 1.0: 0, 0.9: 6, 0.5: 0, 0.25: 0}
    text = {1.5: f"≈ {end[1.5]:.0f}", 1.1: f"≈ {end[1.1]:.1f}", 1.0: "= 1", 0.9: f"≈ {end[0.9]:.2f}", 0.5: "≈ $10^{-6}$", 0.25: "≈ $10^{-12}$"}
    for factor, color in factors:
        axes.curve([(0, 1), (20, end[factor])], color, 2.2, dash="5 4" if factor == 1 else None)
        y = axes.py(end[factor]) + where[factor]
        power = f"${factor:g}^{{20}}$".replace("$$", "")
        svg.text(252, y, power + " " + text[factor], 13, fill=color, anchor="start")
    svg.text(262, axes.py(end[0.25]) + 19, "sigmoid上界", 12, fill=SEAL, anchor="start")
    return svg


def activation_spread(gain, seed, units=256, samples=12, layers=16):
    """The variance of what each ReLU layer puts out, for one draw of weights of variance gain / units."""
    draw = random.Random(seed)
    normal = lambda: math.sqrt(-2 * math.log(1 - draw.random())) * math.cos(2 * math.pi * draw.random())
    deviation = math.sqrt(gain / units)
    signal = [[normal() for _ in range(units)] for _ in range(samples)]
    out = []
    for _ in range(layers):
        weights = [[deviation * normal() for _ in range(units)] for _ in range(units)]
        signal = [[max(math.fsum(w * x for w, x in zip(row, sample)), 0.0) for row in weights] for sample in signal]
        values = [a for sample in signal for a in sample]
        mean = math.fsum(values) / len(values)
        out.append(math.fsum((a - mean) ** 2 for a in values) / len(values))
    return out


@figure("基础/imgs/init-variance.svg")
def init_variance():
    layers = 16
    kinds = [("4/n", 4.0, OCHRE), ("2/n（He）", 2.0, SEAL), ("1/n", 1.0, BLUE)]
    svg = Svg(
        360, 390, "不同初始化下各层激活值的方差",
        "十六层ReLU网络，每层256个单元，纵轴是各层激活值的方差，取对数。权重的方差取4/n时每层约放大一倍，取2/n时大致持平，"
        "取1/n时每层约减半。圆点是固定种子的一次模拟，直线是理论值。",
    )  # fmt: skip
    axes = Axes(svg, 46, 40, 214, 270, (1, layers), (1e-6, 1e6), ylog=True)
    axes.frame([1, 4, 8, 12, 16], [(10.0**p, f"$10^{{{p}}}$" if p else "1") for p in (6, 4, 2, 0, -2, -4, -6)], xlabel="第几层", ylabel="激活值的方差（对数轴）", size=13)
    for index, (name, gain, color) in enumerate(kinds):
        # The net input of layer l has variance gain · (gain/2)^(l−1); a ReLU of it keeps 1/2 − 1/(2π) of that.
        theory = [(0.5 - 0.5 / math.pi) * gain * (gain / 2) ** layer for layer in range(layers)]
        axes.curve([(layer + 1, value) for layer, value in enumerate(theory)], color, 1.5)
        simulated = activation_spread(gain, 3 + index, layers=layers)
        axes.dots([(layer + 1, value) for layer, value in enumerate(simulated)], 3, color)
        y = axes.py(theory[-1])
        svg.text(268, y - 8, name, 13, fill=color, anchor="start")
        svg.text(268, y + 9, f"每层×{gain / 2:g}", 12, fill=color, anchor="start")
    svg.text(180, 358, "n=256；标注的是权重的方差", 13, fill=GREY)
    svg.text(180, 378, "圆点：一次模拟；直线：理论值", 13, fill=GREY)
    return svg


# Ten samples from the highest score to the lowest: 1 is a positive one. ROC and PR show the same ten.
SAMPLE = [(0.95, 1), (0.90, 1), (0.80, 0), (0.70, 1), (0.60, 1), (0.55, 0), (0.50, 0), (0.40, 1), (0.30, 0), (0.20, 0)]


def ranking(svg, y):
    """The ten samples as a row of discs."""
    svg.text(180, y - 26, "按得分从高到低的10个样本", 13)
    for index, (score, positive) in enumerate(SAMPLE):
        x = 31.5 + index * 33
        svg.circle(x, y, 11, SEAL if positive else WHITE, SEAL if positive else LINE)
        svg.text(x, y, "正" if positive else "负", 12, fill=WHITE if positive else GREY)
        svg.text(x, y + 22, f"{score:.2f}", 12, fill=GREY)


@figure("基础/imgs/roc.svg")
def roc():
    positives = sum(p for _, p in SAMPLE)
    negatives = len(SAMPLE) - positives
    points, tp, fp = [(0.0, 0.0)], 0, 0
    for _, positive in SAMPLE:
        tp, fp = tp + positive, fp + 1 - positive
        points.append((fp / negatives, tp / positives))
    area = sum((b[0] - a[0]) * (a[1] + b[1]) / 2 for a, b in zip(points, points[1:]))
    wins = sum(s > t for s, p in SAMPLE if p for t, q in SAMPLE if not q)
    assert abs(area - wins / (positives * negatives)) < 1e-12
    svg = Svg(
        360, 400, "ROC曲线与AUC",
        f"十个样本，五正五负，按得分排列。阈值从高到低，每遇到一个正例曲线向上一格，每遇到一个负例向右一格。曲线下的面积是{area:.2f}，"
        f"等于{positives * negatives}个正负对中正例得分更高的{wins}对所占的比例。对角线是随机猜测。",
    )  # fmt: skip
    axes = Axes(svg, 64, 34, 240, 240, (0, 1), (0, 1))
    svg.poly([axes.at(*p) for p in points] + [axes.at(1, 0)], None, fill=SEAL_TINT, close=True)
    ticks = [0, 0.2, 0.4, 0.6, 0.8, 1]
    axes.frame(ticks, ticks, xlabel="假正率 FP/(FP+TN)", ylabel="真正率 TP/(TP+FN)", rules="both")
    axes.curve([(0, 0), (1, 1)], GREY, 1.5, dash="5 5")
    axes.curve(points, SEAL, 2.5)
    axes.dots(points, 3.2, SEAL)
    svg.text(*axes.at(0.6, 0.13), f"AUC = {wins}/{positives * negatives} = {area:.2f}", 15, weight=600)
    svg.text(*axes.at(0.37, 0.29), "随机猜测", 12, fill=GREY, turn=-45)
    ranking(svg, 360)
    return svg


@figure("基础/imgs/pr-curve.svg")
def pr_curve():
    positives = sum(p for _, p in SAMPLE)
    curves = []
    for copies, color in ((1, BLUE), (9, SEAL)):
        points, tp, fp, average = [(0.0, 1.0)], 0, 0, 0.0
        for _, positive in SAMPLE:
            tp, fp = tp + positive, fp + copies * (1 - positive)
            points.append((tp / positives, tp / (tp + fp)))
            average += positive * tp / (tp + fp) / positives
        curves.append((positives / (tp + fp), points, average, color))
    (even, points, first, _), (rare, _, second, _) = curves
    best = max(points, key=lambda p: 2 * p[0] * p[1] / (p[0] + p[1]))
    f1 = 2 * best[0] * best[1] / (best[0] + best[1])
    svg = Svg(
        360, 400, "正例的比例变小时PR曲线下移",
        "与ROC图相同的十个样本。横轴召回率，纵轴精确率，曲线呈锯齿形：遇到负例时竖直下降。"
        f"正例占{even:.0%}时平均精确率AP是{first:.3f}，F1最大处召回率{best[0]:g}、精确率{best[1]:g}；把每个负例重复9次，正例占{rare:.0%}，"
        f"打分不变，曲线整体下移，AP降到{second:.3f}。水平虚线是随机打分的基线，等于正例的比例。",
    )  # fmt: skip
    axes = Axes(svg, 64, 34, 240, 240, (0, 1), (0, 1))
    ticks = [0, 0.2, 0.4, 0.6, 0.8, 1]
    axes.frame(ticks, ticks, xlabel="召回率 TP/(TP+FN)", ylabel="精确率 TP/(TP+FP)", rules="both")
    for share, curve, average, color in curves:
        axes.curve([(0, share), (1, share)], color, 1.5, dash="5 5")
        axes.curve(curve, color, 2.5)
        axes.dots(curve[1:], 3.2, color)
    axes.dots([best], 6, "none", BLUE, 2)
    svg.text(axes.px(best[0]) + 4, axes.py(best[1]) - 18, f"F1最大 {f1:.2g}", 13, fill=BLUE)
    svg.text(axes.px(0.03), axes.py(0.6) - 10, "正例占50%", 13, fill=BLUE, anchor="start")
    svg.text(axes.px(0.03), axes.py(0.6) + 8, f"AP = {first:.3f}", 13, fill=BLUE, anchor="start")
    svg.text(axes.px(0.03), axes.py(0.26) - 4, "正例占10%", 13, fill=SEAL, anchor="start")
    svg.text(axes.px(0.03), axes.py(0.26) + 14, f"AP = {second:.3f}", 13, fill=SEAL, anchor="start")
    ranking(svg, 360)
    return svg


@figure("基础/imgs/triplet.svg")
def triplet():
    svg = Svg(
        360, 330, "三元组损失的锚点、正样本与负样本",
        "锚点a在中心，内圈半径是到正样本p的距离，外圈再加间隔m。落在内圈里的负样本是困难的，落在两圈之间的是半困难的，损失都大于零；"
        "外圈以外的是容易的，损失为零。箭头表示训练把正样本拉近、把负样本推远。",
    )  # fmt: skip
    cx, cy, r, m = 180, 160, 76, 56
    svg.circle(cx, cy, r + m, OCHRE_TINT, OCHRE, 1.5, "5 4")
    svg.circle(cx, cy, r, SEAL_TINT, SEAL)

    def at(radius, degrees):
        return cx + radius * math.cos(math.radians(degrees)), cy - radius * math.sin(math.radians(degrees))

    p = at(r, 205)
    svg.line(cx, cy, *p, BLUE, 1.5)
    svg.arrow(p, at(42, 205), stroke=BLUE, width=2.5, head=10)
    svg.circle(*p, 9, BLUE, WHITE)
    svg.text(p[0] - 16, p[1] + 14, "$p$", 18, fill=BLUE)
    svg.text(cx - 34, cy - 4, "$d(a,p)$", 14, fill=BLUE)
    svg.circle(cx, cy, 10, INK, WHITE)
    svg.text(cx + 4, cy + 24, "锚点 $a$", 15)
    for radius, degrees, color, length in ((50, 40, SEAL, 34), (104, 15, OCHRE, 30)):
        n = at(radius, degrees)
        svg.arrow(n, at(radius + length, degrees), stroke=color, width=2.5, head=10)
        svg.circle(*n, 9, color, WHITE)
    hard = at(50, 40)
    svg.text(hard[0] - 26, hard[1] - 14, "困难", 13, fill=SEAL)
    svg.text(at(104, 15)[0] + 2, at(104, 15)[1] + 22, "半困难", 13, fill=OCHRE)
    easy = at(158, 52)
    svg.circle(*easy, 9, GREEN, WHITE)
    svg.text(easy[0] + 38, easy[1], "容易", 13, fill=GREEN)
    ruler = at(r, 270), at(r + m, 270)
    svg.line(*ruler[0], *ruler[1], OCHRE, 2)
    svg.text(ruler[0][0] + 36, (ruler[0][1] + ruler[1][1]) / 2, "间隔 $m$", 15, fill=OCHRE)
    svg.text(180, 312, "$L=max(0, d(a,p)-d(a,n)+m)$", 16)
    return svg


@figure("基础/imgs/boolean-network.svg")
def boolean_network():
    fires = lambda condition: int(condition)
    corners = []
    for a in (0, 1):
        for b in (0, 1):
            either, both = fires(a + b >= 1), fires(a + b >= 2)
            out = fires(either - both >= 1)
            assert out == a ^ b
            corners.append((a, b, out))
    svg = Svg(
        420, 290, "两层阈值网络实现异或",
        "左：平面上四个输入点和两条平行线，两线之间的带状区域恰好含有(0,1)和(1,0)，输出1；(0,0)和(1,1)在带外，输出0。一条直线分不开这两类。"
        "右：两个输入、两个隐藏单元，h1是或（x1+x2≥1），h2是与（x1+x2≥2），输出y在h1−h2≥1时为1。",
    )  # fmt: skip
    # The lines run at 0.5 and 1.5: for inputs of 0 and 1 that is the same as thresholds of 1 and 2.
    axes = Axes(svg, 24, 34, 170, 170, (-0.45, 1.6), (-0.45, 1.6))
    band = [(-0.45, 0.95), (0.95, -0.45), (1.6, -0.45), (1.6, -0.1), (-0.1, 1.6), (-0.45, 1.6)]
    svg.poly([axes.at(*p) for p in band], None, fill=OCHRE_TINT, close=True)
    axes.frame([], [], rules=False, xbase=0, ybase=0)
    svg.line(*axes.at(-0.45, 0.95), *axes.at(0.95, -0.45), BLUE, 2)
    svg.line(*axes.at(-0.1, 1.6), *axes.at(1.6, -0.1), SEAL, 2)
    for a, b, out in corners:
        svg.circle(*axes.at(a, b), 8, INK if out else WHITE, INK, 2)
    svg.text(axes.px(0) + 27, axes.py(1) + 16, "(0,1)", 13)
    svg.text(axes.px(1) + 4, axes.py(0) - 18, "(1,0)", 13)
    svg.text(axes.px(0) - 23, axes.py(0) + 18, "(0,0)", 13)
    svg.text(axes.px(1) + 6, axes.py(1) - 18, "(1,1)", 13)
    svg.text(207, axes.py(0) - 6, "$x_1$", 16)
    svg.text(axes.px(0), 22, "$x_2$", 16)
    svg.text(axes.px(0.95) - 2, 216, "或", 14, fill=BLUE)
    svg.text(axes.px(1.6) - 2, 188, "与", 14, fill=SEAL)
    svg.circle(52, 262, 6, INK, INK)
    svg.text(64, 262, "输出1", 13, anchor="start")
    svg.circle(128, 262, 6, WHITE, INK, 2)
    svg.text(140, 262, "输出0", 13, anchor="start")
    x1, x2, h1, h2, y = (244, 68), (244, 164), (318, 68), (318, 164), (392, 116)
    for a, b, label, at, color in (
        (x1, h1, "1", (281, 58), BLUE), (x1, h2, "1", (262, 108), SEAL), (x2, h1, "1", (262, 125), BLUE), (x2, h2, "1", (281, 175), SEAL),
        (h1, y, "1", (363, 82), INK), (h2, y, "−1", (366, 152), INK),
    ):  # fmt: skip
        length = math.hypot(b[0] - a[0], b[1] - a[1])
        ux, uy = (b[0] - a[0]) / length, (b[1] - a[1]) / length
        svg.arrow((a[0] + ux * 17, a[1] + uy * 17), (b[0] - ux * 20, b[1] - uy * 20), stroke=color, head=7)
        if a[1] == b[1] or b is y:
            svg.text(*at, label, 13, fill=color)
    svg.node(*x1, 17, "$x_1$", size=17)
    svg.node(*x2, 17, "$x_2$", size=17)
    svg.node(*h1, 18, "$h_1$", BLUE_TINT, BLUE, 17)
    svg.node(*h2, 18, "$h_2$", SEAL_TINT, SEAL, 17)
    svg.node(*y, 18, "$y$", size=17)
    svg.text(318, 36, "或", 14, fill=BLUE)
    svg.text(318, 196, "与", 14, fill=SEAL)
    svg.text(310, 226, "$h_1=[x_1+x_2≥1]$", 15, fill=BLUE)
    svg.text(310, 250, "$h_2=[x_1+x_2≥2]$", 15, fill=SEAL)
    svg.text(310, 274, "$y=[h_1-h_2≥1]$", 15)
    return svg
