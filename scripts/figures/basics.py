"""Figures of 基础: networks and their gradients, activations, losses, metrics."""

import math
import random

from draw import (
    BLUE, BLUE_TINT, GREEN, GREEN_TINT, GREY, INK, LINE, OCHRE, OCHRE_TINT, PAPER, RULE, SEAL, SEAL_TINT, WHITE, Axes, Svg, figure, mix,
)  # fmt: skip


def link(svg, a, b, ra, rb, stroke=LINE, width=1.5, dash=None):
    """A line from the edge of one circle to that of another."""
    length = math.hypot(b[0] - a[0], b[1] - a[1])
    ux, uy = (b[0] - a[0]) / length, (b[1] - a[1]) / length
    svg.line(a[0] + ux * ra, a[1] + uy * ra, b[0] - ux * rb, b[1] - uy * rb, stroke, width, dash)


@figure("基础/imgs/relu-network.svg")
def relu_network():
    svg = Svg(
        400, 348, "一层隐藏层的ReLU网络与梯度流",
        "三个输入、四个隐藏单元、一个输出。第三个隐藏单元的净输入不大于零，画成虚线圈，没有梯度经过它。"
        "下方两行：前向从x到z、h、ŷ和损失L；反向从L回到W1，经过ReLU时乘以z大于零的指示函数。",
    )  # fmt: skip
    inputs = [(48, y) for y in (62, 122, 182)]
    hidden = [(178, y) for y in (32, 92, 152, 212)]
    output, loss = (296, 122), (366, 122)
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
            svg.node(*h, 19, f"$h_{index + 1}$", fill="none", size=16, dash="4 4", color=GREY)
        else:
            svg.node(*h, 19, f"$h_{index + 1}$", fill=SEAL_TINT, stroke=SEAL, size=16)
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
    y1, y2 = 278, 326
    svg.text(22, y1, "$x$", 17)
    svg.arrow((32, y1), (56, y1))
    svg.text(105, y1, "$z=W_1x+b_1$", 15)
    svg.arrow((152, y1), (174, y1))
    svg.text(222, y1, "$h$ = ReLU($z$)", 15)
    svg.arrow((272, y1), (292, y1))
    svg.text(302, y1, "$ŷ$", 17)
    svg.arrow((312, y1), (336, y1))
    svg.text(364, y1, "$½(ŷ-y)^2$", 15)
    svg.text(42, y2, "$∇W_1=δx^⊤$", 15, fill=SEAL)
    svg.arrow((98, y2), (78, y2), stroke=SEAL)
    svg.text(184, y2, "$δ=w_2(ŷ-y)⊙1[z>0]$", 15, fill=SEAL)
    svg.arrow((292, y2), (268, y2), stroke=SEAL)
    svg.text(348, y2, "$∂L/∂ŷ=ŷ-y$", 15, fill=SEAL)
    return svg


@figure("基础/imgs/computation-graph.svg")
def computation_graph():
    x, w, b, y = 2.0, 1.5, -1.0, 1.0
    p = w * x
    z = p + b
    a = max(z, 0.0)
    e = a - y
    loss = e * e / 2
    ge, = (e,)
    ga = ge
    gz = ga * (1 if z > 0 else 0)
    gp = gb = gz
    gw, gx = gp * x, gp * w
    svg = Svg(
        400, 250, "反向传播的计算图",
        f"计算L=½(ReLU(wx+b)−y)²，其中x={x:g}，w={w:g}，b={b:g}，y={y:g}。每条边上方的黑字是前向的值，下方的红字是损失对它的梯度："
        f"wx={p:g}，z={z:g}，a={a:g}，误差{e:g}，L={loss:g}；对w的梯度{gw:g}，对x的梯度{gx:g}，对b的梯度{gb:g}。",
    )  # fmt: skip
    show = lambda v: f"{v:g}".replace("-", "−")

    def edge(x1, y1, x2, y2, value, gradient, at=None, name=None):
        svg.arrow((x1, y1), (x2, y2), width=1.5)
        mx, my = at or ((x1 + x2) / 2 - 3, (y1 + y2) / 2)
        svg.text(mx, my - 12, (f"${name}=$" if name else "") + show(value), 14)
        svg.text(mx, my + 13, show(gradient), 14, fill=SEAL, weight=600)

    def leaf(cx, cy, name):
        svg.node(cx, cy, 15, f"${name}$", size=17)

    row = 92
    leaf(24, 52, "w")
    leaf(24, 132, "x")
    svg.arrow((39, 56), (86, 82))
    svg.text(70, 52, show(w), 14)
    svg.text(56, 84, show(gw), 14, fill=SEAL, weight=600)
    svg.arrow((39, 128), (86, 102))
    svg.text(52, 104, show(x), 14)
    svg.text(74, 128, show(gx), 14, fill=SEAL, weight=600)
    svg.operator(97, row, "×", 13)
    edge(111, row, 157, row, p, gp)
    svg.operator(170, row, "+", 13)
    leaf(170, 172, "b")
    svg.arrow((170, 157), (170, 106))
    svg.text(150, 136, show(b), 14)
    svg.text(188, 136, show(gb), 14, fill=SEAL, weight=600)
    edge(184, row, 222, row, z, gz)
    svg.box(248, row, 52, 28, "ReLU", BLUE_TINT, BLUE)
    edge(274, row, 312, row, a, ga)
    svg.operator(326, row, "", 13)
    svg.line(320, row, 332, row, INK)
    leaf(326, 172, "y")
    svg.arrow((326, 157), (326, 106))
    svg.text(343, 136, show(y), 14)
    svg.arrow((340, row), (360, row))
    svg.box(378, row, 36, 30, "$½e^2$", SEAL_TINT, SEAL, size=15)
    svg.text(350, row - 14, show(e), 14)
    svg.text(350, row + 13, show(ge), 14, fill=SEAL, weight=600)
    svg.arrow((378, row - 16), (378, 44))
    svg.text(378, 30, f"$L={show(loss)}$", 16)
    svg.arrow((60, 218), (96, 218), stroke=INK)
    svg.text(104, 218, "前向：边上的值", 13, anchor="start")
    svg.arrow((262, 218), (226, 218), stroke=SEAL)
    svg.text(270, 218, "反向：对它的梯度", 13, fill=SEAL, anchor="start")
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
    svg.lines(left + 72, top + 42, ["七个小图的坐标相同，", "可以直接比较：左边两种", "（最上一行）两端饱和，", "其余的右半边不饱和。"], 13, fill=GREY)
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


def activation_spread(deviation, seed, units=128, samples=48, layers=10):
    """The mean square of what a ReLU layer puts out, layer by layer, for one draw of the weights."""
    draw = random.Random(seed)
    normal = lambda: math.sqrt(-2 * math.log(1 - draw.random())) * math.cos(2 * math.pi * draw.random())
    signal = [[normal() for _ in range(units)] for _ in range(samples)]
    out = []
    for _ in range(layers):
        weights = [[deviation * normal() for _ in range(units)] for _ in range(units)]
        sums = [[math.fsum(w * x for w, x in zip(row, sample)) for row in weights] for sample in signal]
        values = [z for sample in sums for z in sample]
        mean = math.fsum(values) / len(values)
        out.append(math.fsum((z - mean) ** 2 for z in values) / len(values))
        signal = [[max(z, 0.0) for z in sample] for sample in sums]
    return out


@figure("基础/imgs/init-variance.svg")
def init_variance():
    units, layers = 128, 10
    kinds = [
        ("σ=0.2，偏大", 0.2, OCHRE),
        ("He：σ²=2/n", math.sqrt(2 / units), SEAL),
        ("Xavier：σ²=1/n", math.sqrt(1 / units), BLUE),
        ("σ=0.05，偏小", 0.05, INK),
    ]
    svg = Svg(
        360, 380, "不同初始化下各层净输入的方差",
        "十层ReLU网络，每层128个单元，纵轴是各层净输入的方差，取对数。标准差0.2时逐层放大，He初始化大致保持在2附近，"
        "Xavier初始化每层约减半，标准差0.05时每层约缩到六分之一。圆点是固定种子的模拟，直线是理论值，每层乘nσ²/2。",
    )  # fmt: skip
    axes = Axes(svg, 46, 40, 196, 268, (1, layers), (1e-8, 1e5), ylog=True)
    axes.frame([1, 4, 7, 10], [(1e4, "$10^4$"), (1e2, "$10^2$"), (1, "1"), (1e-2, "$10^{-2}$"), (1e-4, "$10^{-4}$"), (1e-6, "$10^{-6}$"), (1e-8, "$10^{-8}$")], xlabel="第几层", ylabel="净输入的方差（对数轴）", size=13)
    for index, (name, deviation, color) in enumerate(kinds):
        theory = [units * deviation**2 * (units * deviation**2 / 2) ** layer for layer in range(layers)]
        axes.curve([(layer + 1, value) for layer, value in enumerate(theory)], color, 1.5)
        simulated = activation_spread(deviation, 7 + index, units, layers=layers)
        axes.dots([(layer + 1, value) for layer, value in enumerate(simulated)], 3.2, color)
        y = axes.py(theory[-1])
        factor = units * deviation**2 / 2
        svg.text(250, y - 8, name, 13, fill=color, anchor="start")
        svg.text(250, y + 9, f"每层×{factor:.3g}", 12, fill=color, anchor="start")
    svg.text(180, 362, "圆点：模拟（n=128，ReLU）；直线：理论值", 13, fill=GREY)
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
    points, tp, total = [], 0, 0.0
    for rank, (_, positive) in enumerate(SAMPLE, 1):
        tp += positive
        points.append((tp / positives, tp / rank))
        total += positive * tp / rank
    average = total / positives
    best = max(points, key=lambda p: 2 * p[0] * p[1] / (p[0] + p[1]) if p[0] + p[1] else 0)
    f1 = 2 * best[0] * best[1] / (best[0] + best[1])
    svg = Svg(
        360, 400, "PR曲线",
        f"与ROC图相同的十个样本。横轴召回率，纵轴精确率，曲线呈锯齿形：遇到负例时竖直下降，遇到正例时向右。平均精确率AP是{average:.3f}，"
        f"即五个正例处精确率的平均。F1最大处召回率{best[0]:g}、精确率{best[1]:g}，F1为{f1:g}。水平虚线是正例的比例0.5。",
    )  # fmt: skip
    axes = Axes(svg, 64, 34, 240, 240, (0, 1), (0, 1))
    ticks = [0, 0.2, 0.4, 0.6, 0.8, 1]
    axes.frame(ticks, ticks, xlabel="召回率 TP/(TP+FN)", ylabel="精确率 TP/(TP+FP)", rules="both")
    axes.curve([(0, positives / len(SAMPLE)), (1, positives / len(SAMPLE))], GREY, 1.5, dash="5 5")
    svg.text(*axes.at(0.29, 0.45), "正例的比例 0.5", 12, fill=GREY)
    axes.curve([(0, 1)] + points, BLUE, 2.5)
    axes.dots(points, 3.2, BLUE)
    axes.dots([best], 6, "none", SEAL, 2)
    svg.text(axes.px(best[0]) + 4, axes.py(best[1]) - 18, f"F1最大 {f1:.2g}", 13, fill=SEAL)
    svg.text(*axes.at(0.33, 0.2), f"AP = {average:.3f}", 15, weight=600)
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
    step = lambda v: 1 if v >= 0 else 0
    table = []
    for a in (0, 1):
        for b in (0, 1):
            h1, h2 = step(a + b - 0.5), step(a + b - 1.5)
            table.append((a, b, h1, h2, step(h1 - h2 - 0.5)))
            assert table[-1][4] == a ^ b
    svg = Svg(
        360, 470, "两层阈值网络实现异或",
        "上：两个输入，隐藏单元h1是或（x1+x2≥0.5），h2是与（x1+x2≥1.5），输出y=h1−h2≥0.5。下：平面上四个输入点和两条平行直线，"
        "(0,1)和(1,0)在两线之间，输出1；(0,0)和(1,1)在两线之外，输出0。一条直线分不开这两类。",
    )  # fmt: skip
    x1, x2, h1, h2, y = (40, 60), (40, 150), (180, 60), (180, 150), (306, 105)
    for a, b, label, at, color in (
        (x1, h1, "1", (104, 48), BLUE), (x1, h2, "1", (76, 96), SEAL), (x2, h1, "1", (76, 116), BLUE), (x2, h2, "1", (104, 163), SEAL),
        (h1, y, "1", (243, 70), INK), (h2, y, "−1", (243, 142), INK),
    ):  # fmt: skip
        ra, rb = 18, 22
        length = math.hypot(b[0] - a[0], b[1] - a[1])
        ux, uy = (b[0] - a[0]) / length, (b[1] - a[1]) / length
        svg.arrow((a[0] + ux * ra, a[1] + uy * ra), (b[0] - ux * rb, b[1] - uy * rb), stroke=color)
        svg.text(*at, label, 13, fill=color)
    svg.node(*x1, 18, "$x_1$", size=17)
    svg.node(*x2, 18, "$x_2$", size=17)
    svg.node(*h1, 20, "$h_1$", BLUE_TINT, BLUE, 17)
    svg.node(*h2, 20, "$h_2$", SEAL_TINT, SEAL, 17)
    svg.node(*y, 20, "$y$", size=17)
    svg.text(180, 26, "或：阈值0.5", 13, fill=BLUE)
    svg.text(180, 185, "与：阈值1.5", 13, fill=SEAL)
    svg.text(306, 140, "阈值0.5", 13)
    axes = Axes(svg, 60, 228, 216, 200, (-0.4, 1.76), (-0.4, 1.6))

    right = (1.76, 1.5 - 1.76)
    band = [(-0.4, 0.9), (0.9, -0.4), (1.76, -0.4), right, (-0.1, 1.6), (-0.4, 1.6)]
    svg.poly([axes.at(*p) for p in band], None, fill=OCHRE_TINT, close=True)
    axes.frame([0, 1], [0, 1], rules=False, xbase=0, ybase=0, size=13)
    svg.line(*axes.at(-0.4, 0.9), *axes.at(0.9, -0.4), BLUE, 2)
    svg.line(*axes.at(-0.1, 1.6), *axes.at(*right), SEAL, 2)
    for a, b, _, _, out in table:
        svg.circle(*axes.at(a, b), 8, INK if out else WHITE, INK, 2)
    svg.text(axes.px(0) - 24, axes.py(1) - 14, "(0,1)", 13)
    svg.text(axes.px(1) + 6, axes.py(0) - 18, "(1,0)", 13)
    svg.text(axes.px(0) - 24, axes.py(0) + 16, "(0,0)", 13)
    svg.text(axes.px(1) + 28, axes.py(1), "(1,1)", 13)
    svg.text(285, axes.py(0) - 10, "$x_1$", 16)
    svg.text(axes.px(0) - 16, 238, "$x_2$", 16)
    svg.circle(86, 454, 6, INK, INK)
    svg.text(98, 454, "输出1", 13, anchor="start")
    svg.circle(196, 454, 6, WHITE, INK, 2)
    svg.text(208, 454, "输出0", 13, anchor="start")
    return svg
