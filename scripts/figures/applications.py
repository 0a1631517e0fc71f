"""Figures of 应用."""

import math
from fractions import Fraction

from draw import (
    BLUE, BLUE_TINT, GREEN, GREY, INK, LINE, OCHRE, OCHRE_TINT, PAPER, RULE, SEAL, SEAL_TINT, WHITE, Svg, figure, num,
)  # fmt: skip


def area(box):
    return max(0, box[2] - box[0]) * max(0, box[3] - box[1])


def overlap(a, b):
    return max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])


def iou(a, b):
    inner = area(overlap(a, b))
    return Fraction(inner, area(a) + area(b) - inner)


@figure("应用/imgs/iou.svg")
def iou_figure():
    a, b = (0, 0, 6, 4), (2, 1, 7, 5)
    inner = overlap(a, b)
    share = iou(a, b)
    union = area(a) + area(b) - area(inner)
    svg = Svg(
        360, 300, "交并比",
        f"两个框，A宽6高4，面积{area(a)}；B宽5高4，面积{area(b)}；重叠部分宽{inner[2] - inner[0]}高{inner[3] - inner[1]}，面积{area(inner)}。"
        f"并集面积{area(a)}+{area(b)}−{area(inner)}={union}，交并比{area(inner)}/{union}={float(share):g}。",
    )  # fmt: skip
    x, y, unit = 40, 34, 40
    place = lambda box: (x + box[0] * unit, y + box[1] * unit, (box[2] - box[0]) * unit, (box[3] - box[1]) * unit)
    d = "".join(f"M{x + c * unit} {y}v{5 * unit}" for c in range(8)) + "".join(f"M{x} {y + r * unit}h{7 * unit}" for r in range(6))
    svg.rect(*place(a), BLUE_TINT, None)
    svg.rect(*place(b), OCHRE_TINT, None)
    svg.rect(*place(inner), "#e9b3a5", None)
    svg.path(d, RULE, 1)
    svg.rect(*place(a), "none", BLUE, 2.5)
    svg.rect(*place(b), "none", OCHRE, 2.5)
    svg.text(x + 40, y + 60, f"A：{area(a)}", 15, fill=BLUE, weight=600)
    svg.text(x + 240, y + 180, f"B：{area(b)}", 15, fill=OCHRE, weight=600)
    svg.text(x + 160, y + 100, f"交：{area(inner)}", 16, fill=SEAL, weight=600)
    svg.text(180, 262, f"并 = {area(a)} + {area(b)} − {area(inner)} = {union}", 15)
    svg.text(180, 286, f"IoU = {area(inner)}/{union} = {float(share):g}", 15, fill=SEAL, weight=600)
    return svg


@figure("应用/imgs/nms.svg")
def nms():
    boxes = [(0.9, (2, 2, 8, 10)), (0.8, (3, 3, 9, 11)), (0.7, (1, 2, 7, 9)), (0.6, (10, 5, 15, 11)), (0.5, (12, 7, 17, 13))]
    limit = Fraction(1, 2)
    kept, gone = [], []
    for index, (score, box) in enumerate(boxes):
        clash = [k for k in kept if iou(box, boxes[k][1]) > limit]
        if clash:
            gone.append((index, clash[0], iou(box, boxes[clash[0]][1])))
        else:
            kept.append(index)
    names = "ABCDE"
    report = [(names[i], names[k], float(v)) for i, k, v in gone]
    spared = [(names[i], names[k], float(iou(boxes[i][1], boxes[k][1]))) for n, i in enumerate(kept) for k in kept[:n] if iou(boxes[i][1], boxes[k][1]) > 0]
    svg = Svg(
        400, 370, "非极大值抑制",
        f"左：五个框A到E，得分{'、'.join(f'{s:g}' for s, _ in boxes)}。右：阈值0.5时留下的框是{'、'.join(names[i] for i in kept)}。"
        + "".join(f"{i}与{k}的交并比{v:.2f}，大于0.5，被去掉。" for i, k, v in report)
        + "".join(f"{i}与{k}的交并比{v:.2f}，不大于0.5，保留。" for i, k, v in spared),
    )  # fmt: skip
    colors = [SEAL, BLUE, GREEN, OCHRE, GREY]
    unit = 11
    for left, title, chosen in ((4, "抑制之前", range(5)), (206, "抑制之后", kept)):
        svg.text(left + 94, 18, title, 14, weight=600)
        for index in range(5):
            score, (x1, y1, x2, y2) = boxes[index]
            if index not in chosen:
                svg.rect(left + x1 * unit, 22 + y1 * unit, (x2 - x1) * unit, (y2 - y1) * unit, "none", LINE, 1.2, dash="3 4")
        for index in chosen:
            score, (x1, y1, x2, y2) = boxes[index]
            svg.rect(left + x1 * unit, 22 + y1 * unit, (x2 - x1) * unit, (y2 - y1) * unit, "none", colors[index], 2.4)
    # A label at a corner of its own for each box.
    corner = {0: (9.8, 1.1, "end"), 1: (9, 11.9, "end"), 2: (0.7, 1.1, "start"), 3: (10, 4.1, "start"), 4: (17, 13.9, "end")}
    for left, chosen in ((4, range(5)), (206, kept)):
        for index in chosen:
            cx, cy, anchor = corner[index]
            svg.text(left + cx * unit, 22 + cy * unit, f"{names[index]} {boxes[index][0]:g}", 13, fill=colors[index], anchor=anchor, weight=600)
    svg.line(200, 30, 200, 186, dash="4 5")
    y = 204
    svg.line(12, y, 388, y, dash="4 5")
    text = []
    for n, k in enumerate(kept):
        text.append((f"取{'余下' if n else '得分'}最高的{names[k]}，保留", INK))
        for i, by, v in report:
            if by == names[k]:
                text.append((f"IoU({by},{i}) = {v:.2f} > 0.5，去掉{i}", GREY))
        for i, by, v in spared:
            if by == names[k]:
                text.append((f"IoU({by},{i}) = {v:.2f} ≤ 0.5，留着{i}", GREY))
    for n, (line, color) in enumerate(text):
        svg.text(40 if color == INK else 60, y + 24 + n * 24, line, 14, fill=color, anchor="start")
    return svg


@figure("应用/imgs/anchors.svg")
def anchors():
    scales, ratios = (128, 256, 512), (0.5, 1, 2)
    shapes = [(s / math.sqrt(r), s * math.sqrt(r), s, r) for s in scales for r in ratios]
    for w, h, s, r in shapes:
        assert abs(w * h - s * s) < 1e-6 and abs(h / w - r) < 1e-9
    svg = Svg(
        360, 470, "一个位置上的九个锚框",
        "以同一个点为中心的九个锚框：三种边长128、256、512，对应三种颜色；每种有1:2、1:1、2:1三种高宽比，面积相同。"
        "下方列出各框的宽和高。",
    )  # fmt: skip
    cx, cy, unit = 180, 182, 0.44
    colors = {128: SEAL, 256: BLUE, 512: OCHRE}
    step = 16 * unit * 4
    for i in range(-6, 7):
        for j in range(-6, 7):
            if abs(i * step) < 172 and abs(j * step) < 170:
                svg.add(f'<circle cx="{num(cx + i * step)}" cy="{num(cy + j * step)}" r="1" fill="#cfcabd"/>')
    for w, h, s, r in reversed(shapes):
        svg.rect(cx - w * unit / 2, cy - h * unit / 2, w * unit, h * unit, "none", colors[s], 1.8, dash=None if r == 1 else "6 3" if r == 2 else "2 3")
    svg.circle(cx, cy, 4, INK, None)
    top = 378
    svg.text(40, top, "面积", 13, fill=GREY)
    svg.text(86, top, "高:宽", 13, fill=GREY)
    for k, (label, dash) in enumerate((("1:2", "2 3"), ("1:1", None), ("2:1", "6 3"))):
        x = 148 + k * 82
        svg.line(x - 34, top, x - 12, top, INK, 1.8, dash)
        svg.text(x + 8, top, label, 13, fill=GREY)
    for n, s in enumerate(scales):
        y = top + 26 + n * 24
        svg.text(40, y, f"{s}²", 14, fill=colors[s], weight=600)
        for k, (w, h, _, _) in enumerate(shapes[3 * n : 3 * n + 3]):
            svg.text(148 + k * 82, y, f"{w:.0f}×{h:.0f}", 14, fill=colors[s])
    return svg


@figure("应用/imgs/fpn.svg")
def fpn():
    svg = Svg(
        400, 380, "特征金字塔网络",
        "左边自下而上：主干网络的C2到C5，步幅4、8、16、32，越往上图越小。右边自上而下：P5逐级上采样2倍，与经1×1卷积的C相加，得到P4、P3、P2，"
        "每级再经3×3卷积送去预测。",
    )  # fmt: skip
    rows = [(5, 32, 42), (4, 16, 58), (3, 8, 78), (2, 4, 104)]
    ys = [52, 134, 216, 298]
    left, right = 102, 270

    def map_at(x, y, w, label, tint, color):
        h, skew = 30, 0.32
        svg.poly([(x - w / 2 - h * skew, y + h / 2), (x + w / 2 - h * skew, y + h / 2), (x + w / 2 + h * skew, y - h / 2), (x - w / 2 + h * skew, y - h / 2)], color, 1.5, tint, close=True)
        svg.text(x, y, label, 16)

    for (level, stride, w), y in zip(rows, ys):
        map_at(left, y, w, f"$C_{level}$", PAPER, LINE)
        map_at(right, y, w, f"$P_{level}$", SEAL_TINT, SEAL)
        svg.text(14, y, f"1/{stride}", 13, fill=GREY, anchor="start")
        svg.arrow((right + w / 2 + 8, y), (350, y))
        svg.text(376, y, "预测", 13)
    for y, nxt in zip(ys[1:], ys):
        svg.arrow((left, y - 17), (left, nxt + 18), stroke=LINE)
    for index, ((level, stride, w), y) in enumerate(zip(rows, ys)):
        start = left + w / 2 + 8
        if index == 0:
            svg.arrow((start, y), (right - w / 2 - 8, y), stroke=BLUE)
            svg.text(168, y - 12, "1×1", 13, fill=BLUE)
        else:
            plus = (right, y - 38)
            svg.arrow((right, ys[index - 1] + 16), (right, plus[1] - 10), stroke=SEAL)
            svg.text(right + 12, ys[index - 1] + 26, "×2", 13, fill=SEAL, anchor="start")
            svg.arrow((start, y), (180, y), (180, plus[1]), (right - 10, plus[1]), stroke=BLUE, corner=8)
            svg.text(222, plus[1] + 13, "1×1", 13, fill=BLUE)
            svg.operator(*plus, "+", 9)
            svg.arrow((right, plus[1] + 9), (right, y - 16), stroke=SEAL)
    svg.text(left, 18, "自下而上", 14, weight=600)
    svg.text(right, 18, "自上而下", 14, weight=600)
    svg.arrow((left, 344), (left, 316))
    svg.text(left, 356, "图像", 14)
    svg.text(262, 344, "向右的箭头：3×3卷积；", 13, fill=GREY)
    svg.text(262, 364, "×2：最近邻上采样", 13, fill=GREY)
    return svg


@figure("应用/imgs/wide-deep.svg")
def wide_deep():
    svg = Svg(
        400, 384, "Wide & Deep",
        "左边是线性部分：原始特征和交叉特征直接加权求和。右边是深度部分：稀疏特征查表得到嵌入，拼接后经三层ReLU，再加权求和。两边的打分相加后过sigmoid得到概率。",
    )  # fmt: skip
    svg.box(200, 30, 120, 34, "$p=σ(s)$", PAPER, LINE, 17)
    svg.operator(200, 88, "+", 13)
    svg.arrow((200, 75), (200, 48))
    svg.text(236, 74, "打分 $s$", 15, anchor="start")
    # Wide.
    svg.box(88, 312, 148, 40, ["特征与交叉特征", "$[x, φ(x)]$"], SEAL_TINT, SEAL, 14)
    svg.arrow((88, 292), (88, 88), (186, 88), stroke=SEAL, corner=10)
    svg.text(98, 190, "$w_{wide}^⊤[x,φ(x)]$", 15, anchor="start")
    # Deep.
    x = 290
    for index, (name, w) in enumerate((("ReLU 1024", 168), ("ReLU 512", 134), ("ReLU 256", 100))):
        y = 232 - index * 44
        svg.box(x, y, w, 28, name, BLUE_TINT, BLUE, 14)
        svg.arrow((x, y - 14), (x, y - 30 if index < 2 else y - 32))
    svg.arrow((x, 130), (x, 88), (214, 88), stroke=BLUE, corner=10)
    for k in range(3):
        svg.box(x - 62 + k * 62, 284, 50, 26, "嵌入", OCHRE_TINT, OCHRE, 13)
        svg.arrow((x - 62 + k * 62, 271), (x - 62 + k * 62, 248))
        svg.arrow((x - 62 + k * 62, 326), (x - 62 + k * 62, 298))
    for k in range(3):
        for j in range(4):
            svg.rect(x - 62 + k * 62 - 22 + 11 * j, 328, 11, 11, INK if j == (1, 3, 0)[k] else WHITE, LINE, 1)
    svg.text(x, 352, "稀疏特征（one-hot）", 13)
    svg.text(88, 372, "线性部分：记忆", 13, fill=SEAL)
    svg.text(x, 372, "深度部分：泛化", 13, fill=BLUE)
    return svg


@figure("应用/imgs/pointnet.svg")
def pointnet():
    svg = Svg(
        420, 330, "PointNet",
        "n×3的点云，经共用的MLP把每个点变成64维，再变成1024维；沿点取最大值得到1024维的全局特征。上面的分支接全连接层512、256得到k类得分；"
        "下面的分支把全局特征拼到每个点的64维特征上，成为n×1088，再逐点分类。",
    )  # fmt: skip
    assert 64 + 1024 == 1088
    y = 150

    def block(x, w, h, label, tint, color, at=None):
        svg.rect(x, y - h / 2, w, h, tint, color)
        svg.text(x + w / 2, at or y + h / 2 + 14, label, 14)

    block(12, 20, 90, "$n×3$", PAPER, LINE)
    svg.arrow((34, y), (82, y))
    svg.text(58, y - 36, "共用", 12, fill=GREY)
    svg.text(58, y - 20, "MLP", 12, fill=GREY)
    block(86, 34, 90, "$n×64$", BLUE_TINT, BLUE)
    svg.arrow((122, y), (170, y))
    svg.text(146, y - 36, "共用", 12, fill=GREY)
    svg.text(146, y - 20, "MLP", 12, fill=GREY)
    block(174, 78, 90, "$n×1024$", BLUE_TINT, BLUE)
    svg.arrow((254, y), (296, y), stroke=SEAL, width=2.2)
    svg.text(275, y - 16, "最大", 13, fill=SEAL)
    svg.rect(300, y - 8, 84, 16, SEAL_TINT, SEAL)
    svg.text(350, y + 22, "全局 1024", 13)
    for point in range(1, 6):
        svg.line(12, y - 45 + 15 * point, 32, y - 45 + 15 * point, RULE, 1)
    # Classification above.
    svg.arrow((342, y - 8), (342, 92), stroke=INK)
    svg.box(342, 74, 130, 32, "全连接 512，256", PAPER, LINE, 14)
    svg.arrow((342, 58), (342, 36), stroke=INK)
    svg.text(342, 22, "分类：$k$个得分", 14)
    # Segmentation below.
    svg.arrow((103, y + 68), (103, 258), (150, 258), corner=8)
    svg.arrow((384, y), (404, y), (404, 230), (252, 230), (252, 238), corner=8, stroke=SEAL)
    svg.text(330, 216, "复制到每个点", 13, fill=SEAL)
    svg.rect(154, 240, 34, 40, BLUE_TINT, BLUE)
    svg.rect(188, 240, 96, 40, SEAL_TINT, SEAL)
    svg.text(218, 296, "$n×$(64+1024) = $n×1088$", 14)
    svg.arrow((286, 260), (318, 260), stroke=INK)
    svg.text(362, 252, "共用MLP", 13)
    svg.text(362, 272, "分割：$n×m$", 14)
    svg.text(210, 320, "省略了两个对齐用的T-Net", 12, fill=GREY)
    return svg


@figure("应用/imgs/clip.svg")
def clip():
    svg = Svg(
        420, 380, "双塔对比学习",
        "左边N张图像经图像编码器得到向量I1到I4，上边N段文本经文本编码器得到T1到T4。中间是4×4的内积方阵，对角线是配对的图文，涂成红色；"
        "每行做一次softmax是图找文，每列做一次是文找图。",
    )  # fmt: skip
    cell, x, y, n = 56, 150, 118, 4
    for c in range(n):
        svg.rect(x + c * cell + 4, y - 42, cell - 8, 30, OCHRE_TINT, OCHRE)
        svg.text(x + (c + 0.5) * cell, y - 27, f"$T_{c + 1}$", 16)
    for r in range(n):
        svg.rect(x - 50, y + r * cell + 12, 40, cell - 24, BLUE_TINT, BLUE)
        svg.text(x - 30, y + (r + 0.5) * cell, f"$I_{r + 1}$", 16)
    for r in range(n):
        for c in range(n):
            svg.rect(x + c * cell, y + r * cell, cell, cell, SEAL if r == c else PAPER, LINE)
            svg.text(x + (c + 0.5) * cell, y + (r + 0.5) * cell, f"$I_{r + 1}·T_{c + 1}$", 16, fill=WHITE if r == c else GREY)
    svg.box(x + n * cell / 2, 30, 130, 32, "文本编码器", OCHRE_TINT, OCHRE, 14)
    svg.arrow((x + n * cell / 2, 46), (x + n * cell / 2, 72))
    svg.text(x - 8, 30, "文本", 14)
    svg.arrow((x + 8, 30), (x + n * cell / 2 - 66, 30))
    svg.box(40, y + n * cell / 2, 56, 52, ["图像", "编码器"], BLUE_TINT, BLUE, 14)
    svg.arrow((69, y + n * cell / 2), (98, y + n * cell / 2))
    svg.text(40, y + 42, "图像", 14)
    svg.arrow((40, y + 54), (40, y + n * cell / 2 - 27))
    right, bottom = x + n * cell, y + n * cell
    svg.arrow((right + 14, y + 4), (right + 14, bottom - 4), stroke=LINE)
    svg.text(right + 30, y + n * cell / 2, "每列softmax：文找图", 13, turn=90)
    svg.arrow((x + 4, bottom + 12), (right - 4, bottom + 12), stroke=LINE)
    svg.text(x + n * cell / 2, bottom + 28, "每行softmax：图找文", 13)
    return svg
