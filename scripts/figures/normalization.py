"""Figures of 归一化."""

from draw import (
    BLUE, BLUE_TINT, GREY, LINE, OCHRE, OCHRE_TINT, PAPER, SEAL, SEAL_TINT, Svg, figure,
)  # fmt: skip


@figure("归一化/imgs/bn-graph.svg")
def bn_graph():
    svg = Svg(
        400, 400, "批归一化的计算图与梯度",
        "从下往上是前向：小批量x算出均值μ和方差σ²，减均值、除以标准差得到x̂，乘γ加β得到y。红色虚线是反向：损失对x的梯度有三条路，"
        "直接经过x̂、经过方差、经过均值；其中经过方差再到均值的一路恰好为零。",
    )  # fmt: skip
    x, mu, var, hat, y = (60, 352), (190, 262), (320, 262), (190, 142), (190, 40)
    svg.box(*x, 76, 34, "$x_1…x_m$", PAPER, LINE, 16)
    svg.box(*mu, 84, 36, "均值 $μ$", BLUE_TINT, BLUE, 16)
    svg.box(*var, 84, 36, "方差 $σ^2$", BLUE_TINT, BLUE, 16)
    svg.box(*hat, 176, 40, "$x̂_i=(x_i-μ)/√(σ^2+ϵ)$", SEAL_TINT, SEAL, 16)
    svg.box(*y, 116, 36, "$y_i=γx̂_i+β$", PAPER, LINE, 16)
    svg.node(320, 76, 15, "$γ$", OCHRE_TINT, OCHRE, 16)
    svg.node(60, 76, 15, "$β$", OCHRE_TINT, OCHRE, 16)
    # Forward.
    svg.arrow((46, 334), (46, 148), (100, 148), corner=8)
    svg.arrow((99, 344), (182, 344), (182, 282), corner=8)
    svg.arrow((99, 360), (312, 360), (312, 282), corner=8)
    svg.arrow((233, 256), (276, 256))
    svg.arrow((182, 243), (182, 164))
    svg.arrow((312, 243), (312, 148), (280, 148), corner=8)
    svg.arrow((182, 121), (182, 60))
    svg.arrow((306, 71), (250, 48))
    svg.arrow((75, 71), (130, 48))
    # Back.
    back = {"stroke": SEAL, "width": 2, "dash": "5 3", "corner": 8}
    svg.arrow((198, 60), (198, 120), **back)
    svg.arrow((100, 136), (30, 136), (30, 333), **back)
    svg.arrow((198, 164), (198, 242), **back)
    svg.arrow((280, 136), (330, 136), (330, 242), **back)
    svg.arrow((198, 282), (198, 352), (101, 352), **back)
    svg.arrow((330, 282), (330, 368), (101, 368), **back)
    svg.arrow((276, 269), (235, 269), **back)
    svg.text(255, 286, "= 0", 14, fill=SEAL)
    svg.text(222, 92, "$∂L/∂y_i$", 15, fill=SEAL, anchor="start")
    svg.text(62, 236, "一 直接", 13, fill=SEAL, anchor="start")
    svg.text(206, 204, "三 经均值", 13, fill=SEAL, anchor="start")
    svg.text(338, 192, "二 经方差", 13, fill=SEAL, anchor="start")
    svg.text(200, 390, "实线：前向；虚线：反向", 13, fill=GREY)
    return svg


@figure("归一化/imgs/norm-tensors.svg")
def norm_tensors():
    svg = Svg(
        360, 430, "四种归一化在特征张量上的统计范围",
        "四个长方体，横向是6个通道C，纵深是4个样本N，竖直是空间位置H×W。红色部分共用一组均值和方差："
        "BN取一个通道的全部样本和位置；LN取一个样本的全部通道和位置；IN取一个样本的一个通道；GN取一个样本的相邻三个通道。",
    )  # fmt: skip
    channels, samples, places = 6, 4, 4
    cw, ch, dx, dy = 15, 17, 9.5, 7.5
    kinds = [
        ("BN", "一个通道，所有样本", lambda n, c: c == 5),
        ("LN", "一个样本，所有通道", lambda n, c: n == 0),
        ("IN", "一个样本，一个通道", lambda n, c: n == 0 and c == 5),
        ("GN", "一个样本，一组通道", lambda n, c: n == 0 and c >= 3),
    ]
    for index, (name, what, chosen) in enumerate(kinds):
        ox, oy = 34 + (index % 2) * 178, 84 + (index // 2) * 208
        svg.pill(ox + 62, oy - 66, name)
        # Front, top and right face; the nearest sample is n = 0.
        for c in range(channels):
            x = ox + c * cw
            if chosen(0, c):
                svg.rect(x, oy, cw, places * ch, SEAL, None)
            else:
                svg.rect(x, oy, cw, places * ch, PAPER, None)
            for n in range(samples):
                a = (x + n * dx, oy - n * dy)
                svg.poly([a, (a[0] + cw, a[1]), (a[0] + cw + dx, a[1] - dy), (a[0] + dx, a[1] - dy)], None, fill="#c9583f" if chosen(n, c) else "#fbf9f4", close=True)
        right = ox + channels * cw
        for n in range(samples):
            a = (right + n * dx, oy - n * dy)
            svg.poly([a, (a[0] + dx, a[1] - dy), (a[0] + dx, a[1] - dy + places * ch), (a[0], a[1] + places * ch)], None, fill="#8f2e1c" if chosen(n, channels - 1) else "#e6e1d5", close=True)
        d = ""
        for c in range(channels + 1):
            d += f"M{ox + c * cw} {oy + places * ch}v{-places * ch}l{samples * dx:g} {-samples * dy:g}"
        for p in range(places + 1):
            d += f"M{ox} {oy + p * ch}h{channels * cw}l{samples * dx:g} {-samples * dy:g}"
        for n in range(1, samples + 1):
            d += f"M{ox + n * dx:g} {oy - n * dy:g}h{channels * cw}v{places * ch}"
        svg.path(d, LINE, 1.2)
        if index == 0:
            svg.text(ox + 45, oy + places * ch + 12, "C", 14, fill=GREY)
            svg.text(ox - 18, oy + places * ch / 2, "HW", 13, fill=GREY)
            svg.text(right + samples * dx / 2 + 13, oy + places * ch - samples * dy / 2 + 10, "N", 14, fill=GREY)
        svg.text(ox + 62, oy + places * ch + 34, what, 13)
    return svg
