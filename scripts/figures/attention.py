"""Figures of 注意力."""

import math

from draw import (
    BLUE, BLUE_TINT, GREEN, GREEN_TINT, GREY, INK, LINE, OCHRE, OCHRE_TINT, PAPER, SEAL, SEAL_TINT, WHITE, Svg, figure, mix,
)  # fmt: skip


def softmax(row):
    top = max(row)
    weights = [math.exp(v - top) for v in row]
    return [w / sum(weights) for w in weights]


def rounded_rows(weights):
    """The weights with two decimals. The scores are chosen so that every row still adds up to one."""
    rounded = [[round(w, 2) for w in row] for row in weights]
    assert all(abs(sum(row) - 1) < 1e-9 for row in rounded), rounded
    return rounded


@figure("注意力/imgs/attention.svg")
def attention():
    queries = [[1, 0], [0, 2], [2, 1]]
    keys = [[2, 0], [0, 1], [1, 1], [0, 0]]
    values = [[4, 0], [0, 4], [2, 2], [0, 0]]
    scores = [[sum(a * b for a, b in zip(q, k)) for k in keys] for q in queries]
    weights = [softmax([s / math.sqrt(2) for s in row]) for row in scores]
    outputs = [[sum(w * v[c] for w, v in zip(row, values)) for c in range(2)] for row in weights]
    rounded = rounded_rows(weights)
    svg = Svg(
        420, 420, "缩放点积注意力",
        f"三个查询、四个键和值，维数d=2。第一行：Q乘K的转置得到3×4的得分。第二行：得分除以√d，逐行softmax得到权重，每行和为1，颜色越深权重越大；"
        f"例如第一行是{'、'.join(f'{w:.2f}' for w in rounded[0])}。权重乘V得到三行输出。",
    )  # fmt: skip
    cell = 28
    svg.text(38, 26, "$Q$", 18)
    svg.grid(10, 44, cell, 3, 2, fill=SEAL_TINT, values=queries, size=15)
    svg.text(38, 144, "$n×d$", 14, fill=GREY)
    svg.text(80, 86, "·", 22)
    svg.text(148, 40, "$K^⊤$", 18)
    turned = [list(column) for column in zip(*keys)]
    svg.grid(92, 58, cell, 2, 4, fill=BLUE_TINT, values=turned, size=15)
    svg.text(148, 130, "$d×m$", 14, fill=GREY)
    svg.text(222, 86, "=", 20)
    svg.text(296, 26, "得分 $QK^⊤$", 16)
    svg.grid(240, 44, cell, 3, 4, values=scores, size=15)
    svg.text(296, 144, "$n×m$", 14, fill=GREY)
    svg.arrow((296, 158), (296, 190), (140, 190), (140, 216), stroke=INK, corner=8)
    svg.text(218, 176, "÷$√d$，逐行 softmax", 14)
    wide = 42
    x, y = 56, 246
    svg.text(140, 232, "权重 $A$", 16)
    for r in range(3):
        for c in range(4):
            tone = mix("#fbf3ee", SEAL, min(1, weights[r][c] * 1.1))
            svg.rect(x + c * wide, y + r * 32, wide, 32, tone, LINE, 1.5)
            svg.text(x + (c + 0.5) * wide, y + (r + 0.5) * 32, f"{rounded[r][c]:.2f}", 14, fill=WHITE if weights[r][c] > 0.65 else INK)
        svg.text(x - 8, y + (r + 0.5) * 32, f"$q_{r + 1}$", 15, anchor="end")
    for c in range(4):
        svg.text(x + (c + 0.5) * wide, y + 108, f"$k_{c + 1}$", 15)
    svg.text(240, 294, "·", 22)
    svg.text(278, 220, "$V$", 18)
    svg.grid(250, 238, cell, 4, 2, fill=OCHRE_TINT, values=values, size=15)
    svg.text(278, 366, "$m×d_v$", 14, fill=GREY)
    svg.text(322, 294, "=", 20)
    svg.text(376, 232, "输出", 14)
    svg.grid(336, 248, 40, 3, 2, fill=GREEN_TINT, values=[[f"{v:.2f}" for v in row] for row in outputs], size=14)
    svg.text(376, 384, "$n×d_v$", 14, fill=GREY)
    svg.text(140, 384, "每行和为1", 13, fill=GREY)
    svg.text(210, 408, "$d$=2，$d_v$=2，$n$=3，$m$=4", 14, fill=GREY)
    return svg


@figure("注意力/imgs/multi-head.svg")
def multi_head():
    model, heads = 512, 8
    each = model // heads
    svg = Svg(
        400, 420, "多头注意力",
        f"从下往上：输入Q、K、V各经一组线性投影，分成h个头，每个头在{each}维里独立做缩放点积注意力，结果拼接后再乘输出矩阵。"
        f"以d={model}、h={heads}为例，每个头{each}维，拼接后回到{model}维。",
    )  # fmt: skip
    xs = (104, 200, 296)
    for x, name, tint, color in zip(xs, "QKV", (SEAL_TINT, BLUE_TINT, OCHRE_TINT), (SEAL, BLUE, OCHRE)):
        svg.text(x, 402, f"${name}$", 18)
        svg.arrow((x, 390), (x, 362))
        for k in (2, 1, 0):
            svg.rect(x - 38 + 7 * k, 326 - 7 * k, 76, 34, tint, color, rx=4)
        svg.text(x, 343, f"$W_i^{name}$", 16)
        svg.arrow((x, 311), (x, 268))
    for k in (2, 1, 0):
        svg.rect(62 + 8 * k, 212 - 8 * k, 268, 54, GREEN_TINT, GREEN, rx=6)
    svg.text(196, 230, "缩放点积注意力", 15)
    svg.text(196, 251, f"每个头 {model}/{heads} = {each} 维", 13, fill=GREY)
    svg.text(312, 178, f"$h$ = {heads}个头", 14, fill=GREEN)
    for x in (160, 200, 240):
        svg.arrow((x, 194), (x, 150))
    svg.box(200, 132, 200, 34, "拼接", PAPER, LINE, 15)
    svg.text(310, 132, f"{heads}×{each} = {model}", 13, fill=GREY, anchor="start")
    svg.arrow((200, 115), (200, 88))
    svg.box(200, 70, 110, 34, "$W^O$", PAPER, LINE, 17)
    svg.arrow((200, 53), (200, 28))
    svg.text(200, 15, f"输出：{model}维", 14)
    svg.text(38, 343, "投影", 13, fill=GREY)
    return svg


@figure("注意力/imgs/transformer-block.svg")
def transformer_block():
    svg = Svg(
        400, 480, "Transformer块：后归一化与前归一化",
        "左：后归一化，子层输出与捷径相加之后再做层归一化，主干上有归一化。右：前归一化，层归一化放在子层之前，捷径从输入到输出没有任何变换，"
        "最后一块之后再补一次归一化。两者都先自注意力，后前馈网络。",
    )  # fmt: skip

    def norm(x, y):
        svg.box(x, y, 84, 28, "$LN$", OCHRE_TINT, OCHRE, 16)

    def layer(x, y, name):
        svg.box(x, y, 104, 38, name, BLUE_TINT, BLUE, 15)

    svg.text(100, 18, "后归一化（Post-LN）", 14, weight=600)
    svg.text(300, 18, "前归一化（Pre-LN）", 14, weight=600)
    # After: x + sublayer, then the norm.
    x, side = 84, 164
    svg.text(x, 462, "$x$", 18)
    svg.arrow((x, 450), (x, 384))
    layer(x, 364, "自注意力")
    svg.arrow((x, 345), (x, 317))
    svg.operator(x, 305, "+")
    svg.arrow((x, 294), (x, 270))
    norm(x, 255)
    svg.arrow((x, 241), (x, 186))
    layer(x, 166, "前馈网络")
    svg.arrow((x, 147), (x, 119))
    svg.operator(x, 107, "+")
    svg.arrow((x, 96), (x, 72))
    norm(x, 57)
    svg.arrow((x, 43), (x, 30))
    svg.arrow((x, 424), (side, 424), (side, 305), (x + 11, 305), stroke=SEAL, width=2.2, corner=10)
    svg.arrow((x, 222), (side, 222), (side, 107), (x + 11, 107), stroke=SEAL, width=2.2, corner=10)
    # Before: the trunk runs straight on the right.
    trunk, x = 364, 284
    svg.text(trunk, 462, "$x$", 18)
    svg.arrow((trunk, 450), (trunk, 305 + 11), stroke=SEAL, width=2.2)
    svg.arrow((trunk, 294), (trunk, 118), stroke=SEAL, width=2.2)
    svg.arrow((trunk, 96), (trunk, 30), stroke=SEAL, width=2.2)
    svg.operator(trunk, 305, "+")
    svg.operator(trunk, 107, "+")
    for base, name, joins in ((434, "自注意力", 305), (236, "前馈网络", 107)):
        svg.arrow((trunk, base), (x, base), (x, base - 16), corner=8)
        norm(x, base - 30)
        svg.arrow((x, base - 44), (x, base - 56))
        layer(x, base - 76, name)
        svg.arrow((x, base - 95), (x, joins), (trunk - 11, joins), corner=8)
    svg.line(200, 36, 200, 468, dash="4 5")
    svg.text(290, 52, "末块之后", 13, fill=GREY)
    svg.text(290, 70, "再接一次LN", 13, fill=GREY)
    return svg


@figure("注意力/imgs/mask.svg")
def mask():
    words = ["我", "喜欢", "读", "书", "。"]
    n = len(words)
    scores = [[2, 1, 0, 1, 0], [1, 2, 0, 1, 1], [0, 2, 1, 2, 0], [1, 0, 2, 1, 0], [0, 1, 0, 2, 2]]
    weights = [softmax(row[: r + 1]) + [0.0] * (n - r - 1) for r, row in enumerate(scores)]
    rounded = rounded_rows(weights)
    svg = Svg(
        360, 520, "因果掩码",
        "上：5×5的得分矩阵，行是查询、列是键，主对角线以上的格子换成负无穷。下：逐行softmax之后，这些格子的权重为零，"
        f"每行只在自己和之前的词上分配，和为1；第一行是1，第二行是{rounded[1][0]:.2f}、{rounded[1][1]:.2f}。",
    )  # fmt: skip
    cell, x = 46, 74
    for top, name in ((48, "加掩码后的得分"), (306, "逐行softmax之后的权重")):
        svg.text(x + n * cell / 2, top - 34, name, 14, weight=600)
        for k, word in enumerate(words):
            svg.text(x + (k + 0.5) * cell, top - 12, word, 14)
            svg.text(x - 10, top + (k + 0.5) * 36, word, 14, anchor="end")
        for r in range(n):
            for c in range(n):
                seen = c <= r
                if top == 48:
                    tone = PAPER if seen else "#dcd7cb"
                    label, color = (str(scores[r][c]), INK) if seen else ("−∞", GREY)
                else:
                    tone = mix("#fbf3ee", SEAL, weights[r][c]) if seen else "#dcd7cb"
                    label, color = (f"{rounded[r][c]:.2f}", WHITE if weights[r][c] > 0.65 else INK) if seen else ("0", GREY)
                svg.rect(x + c * cell, top + r * 36, cell, 36, tone, LINE, 1.5)
                svg.text(x + (c + 0.5) * cell, top + (r + 0.5) * 36, label, 14, fill=color)
    svg.arrow((x + n * cell / 2, 234), (x + n * cell / 2, 258), stroke=INK)
    svg.text(24, 138, "查询", 13, fill=GREY, turn=-90)
    svg.text(334, 34, "键", 13, fill=GREY)
    svg.text(180, 506, "每行和为1，后面的词不可见", 13, fill=GREY)
    return svg
