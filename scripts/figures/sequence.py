"""Figures of RNN与序列."""

import math

from draw import (
    BLUE, BLUE_TINT, GREEN, GREEN_TINT, GREY, INK, LINE, OCHRE, OCHRE_TINT, PAPER, SEAL, SEAL_TINT, WHITE, Axes, Svg, figure,
)  # fmt: skip


@figure("RNN与序列/imgs/rnn-unrolled.svg")
def rnn_unrolled():
    svg = Svg(
        400, 260, "RNN沿时间展开",
        "左边是带环的写法：输入x经W进入隐藏状态h，h经U回到自己，经V得到输出o。右边沿时间展开成三个时刻，每个时刻的h由当前的x和上一时刻的h得到，"
        "三处的W、U、V都是同一组。",
    )  # fmt: skip
    top, mid, low = 44, 130, 216

    def column(x, index):
        mark = f"_{{{index}}}" if index else ""
        svg.node(x, low, 19, f"$x{mark}$", PAPER, LINE, 16)
        svg.box(x, mid, 50, 40, f"$h{mark}$", SEAL_TINT, SEAL, 17, rx=8)
        svg.node(x, top, 19, f"$o{mark}$", BLUE_TINT, BLUE, 16)
        svg.arrow((x, low - 19), (x, mid + 20))
        svg.arrow((x, mid - 20), (x, top + 19))
        svg.text(x + 13, (low + mid) / 2, "$W$", 16)
        svg.text(x + 12, (top + mid) / 2, "$V$", 16)

    column(44, "")
    svg.path("M69 122C96 110 96 150 76 140", SEAL)
    svg.arrow((78, 141.5), (69, 137), stroke=SEAL)
    svg.text(99, 131, "$U$", 16, fill=SEAL)
    svg.text(132, 130, "=", 22)
    xs = (196, 276, 356)
    for x, index in zip(xs, ("t-1", "t", "t+1")):
        column(x, index)
    svg.arrow((152, mid), (171, mid), stroke=SEAL)
    for a, b in zip(xs, xs[1:]):
        svg.arrow((a + 25, mid), (b - 25, mid), stroke=SEAL)
        svg.text((a + b) / 2 - 2, mid - 14, "$U$", 16, fill=SEAL)
    svg.arrow((381, mid), (398, mid), stroke=SEAL)
    svg.text(44, 250, "带环", 13, fill=GREY)
    svg.text(276, 250, "展开：各时刻共用W、U、V", 13, fill=GREY)
    return svg


def gate(svg, x, y, label, kind):
    tint, color = {"σ": (OCHRE_TINT, OCHRE), "tanh": (BLUE_TINT, BLUE)}[kind]
    svg.box(x, y, 44 if kind == "tanh" else 34, 28, f"${kind}$", tint, color, 15)


@figure("RNN与序列/imgs/lstm-cell.svg")
def lstm_cell():
    svg = Svg(
        420, 330, "LSTM单元",
        "上面一条横线是细胞状态，从c(t−1)先乘遗忘门f，再加上输入门i与候选内容g的乘积，得到c(t)。四个小方块从左到右是f、i、g、o，"
        "都由上一时刻的隐藏状态h(t−1)和输入x(t)算出；c(t)经tanh后乘输出门o得到h(t)。",
    )  # fmt: skip
    svg.rect(46, 36, 330, 234, "#fbf9f4", LINE, 1.5, rx=14)
    line, bus, gates = 66, 244, 196
    f, i, g, o = 92, 156, 220, 284
    # The state of the cell.
    svg.arrow((8, line), (f - 11, line), stroke=SEAL, width=2.5)
    svg.arrow((f + 11, line), (g - 11 - 32, line), stroke=SEAL, width=2.5)
    add = 188
    svg.arrow((add + 11, line), (412, line), stroke=SEAL, width=2.5)
    # The bus of what the gates read.
    svg.line(8, bus, o, bus, INK)
    svg.line(64, 322, 64, bus, INK)
    for x in (f, i, g, o):
        svg.arrow((x, bus), (x, gates + 14), stroke=INK)
    for x, kind, name in ((f, "σ", "f"), (i, "σ", "i"), (g, "tanh", "g"), (o, "σ", "o")):
        gate(svg, x, gates, name, kind)
        svg.text(x + (-15 if name == "o" else 15), gates - 27, f"${name}_t$", 16)
    svg.arrow((f, gates - 14), (f, line + 11), stroke=INK)
    svg.operator(f, line, "⊙")
    product = (add, 126)
    svg.arrow((i, gates - 14), (i, product[1]), (add - 11, product[1]), stroke=INK, corner=8)
    svg.arrow((g, gates - 14), (g, product[1]), (add + 11, product[1]), stroke=INK, corner=8)
    svg.operator(*product, "⊙")
    svg.arrow((add, product[1] - 11), (add, line + 11), stroke=INK)
    svg.operator(add, line, "+")
    # What leaves.
    out = 340
    svg.arrow((out, line), (out, 96), stroke=INK)
    svg.box(out, 110, 44, 26, "$tanh$", BLUE_TINT, BLUE, 15)
    svg.arrow((out, 123), (out, 157), stroke=INK)
    svg.operator(out, 168, "⊙")
    svg.arrow((o, gates - 14), (o, 168), (out - 11, 168), stroke=INK, corner=8)
    svg.arrow((out, 179), (out, bus), (412, bus), stroke=INK, corner=8)
    svg.text(24, line - 18, "$c_{t-1}$", 17)
    svg.text(400, line - 18, "$c_t$", 17)
    svg.text(24, bus - 18, "$h_{t-1}$", 17)
    svg.text(400, bus - 18, "$h_t$", 17)
    svg.text(46, 308, "$x_t$", 17)
    svg.text(250, 292, "f 遗忘门　i 输入门　o 输出门　g 候选", 13, fill=GREY)
    svg.text(250, 314, "红线：细胞状态，只有⊙和+", 13, fill=SEAL)
    return svg


@figure("RNN与序列/imgs/gru-cell.svg")
def gru_cell():
    svg = Svg(
        420, 330, "GRU单元",
        "上面一条横线是状态h。重置门r乘在旧状态h(t−1)上，与输入x(t)一起算出候选状态n；更新门z乘旧状态，1−z乘候选状态，两者相加得到h(t)。",
    )  # fmt: skip
    svg.rect(46, 36, 330, 234, "#fbf9f4", LINE, 1.5, rx=14)
    line, gates, bus = 66, 196, 244
    r, z, n = 118, 206, 310
    keep, add = 206, 310
    svg.arrow((8, line), (keep - 11, line), stroke=SEAL, width=2.5)
    svg.arrow((keep + 11, line), (add - 11, line), stroke=SEAL, width=2.5)
    svg.arrow((add + 11, line), (412, line), stroke=SEAL, width=2.5)
    # The old state goes down to the bus; the input comes from below.
    svg.line(66, line, 66, bus, INK)
    svg.line(66, bus, z, bus, INK)
    svg.line(92, 322, 92, bus, INK)
    svg.circle(66, line, 3, INK, None)
    for x, name in ((r, "r"), (z, "z")):
        svg.arrow((x, bus), (x, gates + 14), stroke=INK)
        gate(svg, x, gates, name, "σ")
    svg.text(r + 14, gates - 26, "$r_t$", 16)
    svg.text(z + 14, gates - 26, "$z_t$", 16)
    # The candidate.
    reset = (r, 128)
    svg.arrow((66, reset[1]), (r - 11, reset[1]), stroke=INK)
    svg.circle(66, reset[1], 3, INK, None)
    svg.arrow((r, gates - 14), (r, reset[1] + 11), stroke=INK)
    svg.operator(*reset, "⊙")
    svg.path(f"M{r + 11} 128H188M216 128H254Q262 128 262 136V190", INK)
    svg.path("M188 128Q202 112 216 128", INK)
    svg.arrow((262, 186), (262, gates), (n - 22, gates), stroke=INK, corner=8)
    gate(svg, n, gates, "n", "tanh")
    svg.arrow((92, 290), (n, 290), (n, gates + 14), stroke=INK, corner=8)
    svg.circle(92, 290, 3, INK, None)
    svg.text(n + 14, gates - 26, "$n_t$", 16)
    # The update gate: z for the old, 1 − z for the new.
    svg.arrow((z, gates - 14), (z, line + 11), stroke=INK)
    svg.operator(keep, line, "⊙")
    write = (n, 104)
    svg.arrow((n, gates - 14), (n, write[1] + 11), stroke=INK)
    svg.operator(*write, "⊙")
    svg.arrow((n, write[1] - 11), (n, line + 11), stroke=INK)
    svg.operator(add, line, "+")
    svg.arrow((z, 104), (n - 11, 104), stroke=INK)
    svg.circle(z, 104, 3, INK, None)
    svg.box(258, 104, 46, 24, "1−", PAPER, LINE, 14, rx=12)
    svg.text(24, line - 18, "$h_{t-1}$", 17)
    svg.text(400, line - 18, "$h_t$", 17)
    svg.text(74, 310, "$x_t$", 17)
    svg.text(250, 314, "r 重置门　z 更新门　n 候选状态", 13, fill=GREY)
    return svg


@figure("RNN与序列/imgs/bptt.svg")
def bptt():
    factors = [(0.7, BLUE), (1.0, GREY), (1.3, SEAL)]
    steps = 12
    svg = Svg(
        400, 390, "梯度随时间的连乘",
        "上：展开的四个时刻，红色箭头从最后的损失往回传，每过一步乘一次U的转置和激活函数的导数D。下：横轴是往回走的步数，纵轴是梯度范数的倍数，"
        f"取对数；每步0.7时{steps}步后约{0.7**steps:.3f}，每步1时不变，每步1.3时约{1.3**steps:.0f}。",
    )  # fmt: skip
    xs = (40, 132, 224, 316)
    for index, x in enumerate(xs):
        name = ("t-3", "t-2", "t-1", "t")[index]
        svg.box(x, 84, 52, 38, f"$h_{{{name}}}$", SEAL_TINT, SEAL, 16, rx=8)
        svg.arrow((x, 132), (x, 104))
        svg.text(x, 144, f"$x_{{{name}}}$", 15)
    for a, b in zip(xs, xs[1:]):
        svg.arrow((a + 26, 90), (b - 26, 90))
        svg.arrow((b - 26, 78), (a + 26, 78), stroke=SEAL, width=2.2)
        svg.text((a + b) / 2, 60, "$U^⊤D$", 15, fill=SEAL)
    svg.arrow((320, 64), (320, 40), stroke=LINE)
    svg.arrow((308, 40), (308, 64), stroke=SEAL, width=2.2)
    svg.text(314, 26, "$ℓ_t$", 17)
    svg.text(120, 26, "$∂ℓ_t/∂h_{t-3}$ 里有三个 $U^⊤D$", 15, fill=SEAL)
    axes = Axes(svg, 52, 198, 238, 138, (0, steps), (1e-2, 1e2), ylog=True)
    axes.frame([0, 4, 8, 12], [(100, "100"), (10, "10"), (1, "1"), (0.1, "0.1"), (0.01, "0.01")], xlabel="往回走的步数", ylabel="梯度范数的倍数（对数轴）")
    text = {0.7: f"≈{0.7**steps:.3f}", 1.0: "= 1", 1.3: f"≈{1.3**steps:.0f}"}
    for factor, color in factors:
        axes.curve([(0, 1), (steps, factor**steps)], color, 2.2, "5 4" if factor == 1 else None)
        if factor != 1:
            axes.dots([(k, factor**k) for k in range(steps + 1)], 2.4, color)
        svg.text(296, axes.py(factor**steps), f"${factor:g}^{{{steps}}}$ {text[factor]}", 14, fill=color, anchor="start")
    return svg


@figure("RNN与序列/imgs/word2vec.svg")
def word2vec():
    words = ["我", "爱", "自然", "语言", "处理"]
    svg = Svg(
        400, 318, "CBOW与skip-gram",
        "同一个窗口“我 爱 自然 语言 处理”，中心词是“自然”。左边CBOW：四个上下文词的向量取平均，预测中心词。右边skip-gram：由中心词的向量分别预测四个上下文词。",
    )  # fmt: skip
    for left, name in ((0, "CBOW"), (204, "skip-gram")):
        svg.pill(left + 98, 20, name)
        context = [w for k, w in enumerate(words) if k != 2]
        ys = [66, 122, 214, 270]
        wx, cx = (left + 38, left + 158) if name == "CBOW" else (left + 158, left + 38)
        for word, y in zip(context, ys):
            svg.box(wx, y, 56, 34, word, BLUE_TINT if name == "CBOW" else SEAL_TINT, BLUE if name == "CBOW" else SEAL, 16)
        svg.box(cx, 168, 56, 34, words[2], SEAL_TINT if name == "CBOW" else BLUE_TINT, SEAL if name == "CBOW" else BLUE, 16)
        if name == "CBOW":
            svg.operator(left + 100, 168, "", 15, LINE, WHITE)
            svg.text(left + 100, 168, "均", 14)
            for y in ys:
                length = math.hypot(100 - 66, 168 - y)
                svg.arrow((left + 66, y), (left + 100 - 34 / length * 17, 168 - (168 - y) / length * 17))
            svg.arrow((left + 115, 168), (left + 130, 168))
        else:
            for y in ys:
                svg.arrow((left + 66, 168), (left + 130, y), stroke=LINE)
        svg.text(left + 98, 304, "四个已知，预测一个" if name == "CBOW" else "一个已知，预测四次", 13, fill=GREY)
    svg.line(200, 36, 200, 288, dash="4 5")
    return svg


@figure("RNN与序列/imgs/textcnn.svg")
def textcnn():
    words = ["这", "部", "电影", "我", "非常", "喜欢", "看"]
    n, d, heights = len(words), 5, (2, 3, 4)
    lengths = [n - h + 1 for h in heights]
    assert lengths == [6, 5, 4]
    svg = Svg(
        420, 340, "TextCNN",
        f"左边是{n}个词、每词{d}维的句子矩阵；高度为2、3、4的卷积核各两个，沿词的方向滑动，得到长度为{'、'.join(map(str, lengths))}的响应列；"
        "每列取最大值，拼成6维向量，再经全连接层和softmax得到两类的概率。",
    )  # fmt: skip
    colors = [(SEAL_TINT, SEAL), (BLUE_TINT, BLUE), (OCHRE_TINT, OCHRE)]
    cell, x, y = 18, 44, 62
    svg.text(x + d * cell / 2, 20, "句子矩阵", 13)
    svg.text(x + d * cell / 2, 42, f"${n}×{d}$", 14, fill=GREY)
    svg.grid(x, y, cell, n, d, width=1)
    for index, word in enumerate(words):
        svg.text(x - 6, y + (index + 0.5) * cell, word, 13, anchor="end")
    svg.outline(x, y, d * cell, 2 * cell, SEAL, 2)
    svg.outline(x + 2, y + 2 * cell + 1, d * cell - 4, 3 * cell - 2, BLUE, 2)
    svg.outline(x, y + 3 * cell, d * cell, 4 * cell, OCHRE, 2)
    svg.text(188, 20, "响应列", 13)
    starts = (46, 160, 260)
    small, pooled = 15, 268
    svg.text(pooled + 9, 20, "取最大", 13)
    for index, (h, length, (tint, color)) in enumerate(zip(heights, lengths, colors)):
        top = starts[index]
        source = (x + d * cell, y + (1, 3.5, 5)[index] * cell)
        svg.arrow(source, (164, top + length * small / 2), stroke=color)
        for column in (0, 1):
            left = 170 + column * 24
            svg.grid(left, top, small, length, 1, fill=tint, stroke=color, width=1)
            target = 78 + (2 * index + column) * 28
            svg.arrow((left + small, top + length * small / 2), (pooled - 2, target + 11), stroke=color, width=1.2, head=6)
            svg.grid(pooled, target, 22, 1, 1, fill=tint, stroke=color, width=1.2)
        svg.text(190, top + length * small + 11, f"高{h}：长{length}", 12, fill=color)
    svg.text(pooled + 11, 264, "6维", 13)
    svg.arrow((pooled + 26, 162), (322, 162), stroke=INK)
    svg.box(350, 162, 52, 46, ["全连接", "$softmax$"], PAPER, LINE, 13)
    svg.arrow((377, 162), (394, 162), stroke=INK)
    svg.grid(397, 144, 18, 2, 1, fill=GREEN_TINT, stroke=GREEN, width=1.2)
    svg.text(380, 204, "两类概率", 13)
    return svg
