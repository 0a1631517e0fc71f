"""Figures of 优化与正则化: paths of optimizers, schedules, the fit of models, constraints."""

import math

from draw import (
    BLUE, BLUE_TINT, GREEN, GREY, INK, LINE, OCHRE, SEAL, SEAL_TINT, WHITE, Axes, Svg, figure,
)  # fmt: skip

# A valley that is 25 times as steep across as along: f(x, y) = (x² + 25 y²) / 2.
ALONG, ACROSS = 1.0, 25.0


def valley(x, y):
    return (ALONG * x * x + ACROSS * y * y) / 2


def slope(x, y):
    return ALONG * x, ACROSS * y


def descend(start, rate, steps, momentum=0.0):
    """Gradient descent, with heavy-ball momentum if wanted."""
    (x, y), (vx, vy) = start, (0.0, 0.0)
    path = [(x, y)]
    for _ in range(steps):
        gx, gy = slope(x, y)
        vx, vy = momentum * vx + gx, momentum * vy + gy
        x, y = x - rate * vx, y - rate * vy
        path.append((x, y))
    return path


def adam(start, rate, steps, b1=0.9, b2=0.999, epsilon=1e-8):
    point, m, v = list(start), [0.0, 0.0], [0.0, 0.0]
    path = [tuple(point)]
    for t in range(1, steps + 1):
        for axis, g in enumerate(slope(*point)):
            m[axis] = b1 * m[axis] + (1 - b1) * g
            v[axis] = b2 * v[axis] + (1 - b2) * g * g
            point[axis] -= rate * (m[axis] / (1 - b1**t)) / (math.sqrt(v[axis] / (1 - b2**t)) + epsilon)
        path.append(tuple(point))
    return path


@figure("优化与正则化/imgs/optimizer-paths.svg")
def optimizer_paths():
    start, steps = (-9.0, 1.6), 30
    runs = [
        ("梯度下降，η=0.07", descend(start, 0.07, steps), INK),
        ("动量0.8，η=0.03", descend(start, 0.03, steps, 0.8), BLUE),
        ("Adam，η=0.35", adam(start, 0.35, steps), SEAL),
    ]
    svg = Svg(
        360, 520, "三种优化器在狭长谷中的轨迹",
        "函数是(x²+25y²)/2，等高线是狭长的椭圆，三条轨迹都从(−9, 1.6)出发，各走30步。梯度下降在窄的方向上来回折返，沿长的方向走得慢；"
        "动量先冲过谷底再收拢，沿谷底加速；Adam两个方向的步长相近，起初斜着走，几乎不折返。"
        + "".join(f"{name}的终值为{valley(*path[-1]):.2g}。" for name, path, _ in runs),
    )  # fmt: skip
    levels = [1, 4, 12, 26, 48, 80]
    for index, (name, path, color) in enumerate(runs):
        axes = Axes(svg, 12, 40 + index * 158, 336, 112, (-10.5, 4.2), (-2.45, 2.45))
        svg.text(12, axes.y - 16, name, 14, fill=color, anchor="start", weight=600)
        svg.text(348, axes.y - 16, f"30步后 f={valley(*path[-1]):.2g}", 13, fill=GREY, anchor="end")
        for level in levels:
            a, b = math.sqrt(2 * level / ALONG), math.sqrt(2 * level / ACROSS)
            ring = [(a * math.cos(t * math.pi / 36), b * math.sin(t * math.pi / 36)) for t in range(73)]
            for run in inside([axes.at(*p) for p in ring], axes.x, axes.x + axes.w):
                svg.poly(run, "#c3bdae", 1.2)
        axes.curve(path, color, 1.6, clip=False)
        axes.dots(path[1:], 2.3, color)
        axes.dots([start], 4.5, WHITE, color, 2)
        x, y = axes.at(0, 0)
        svg.path(f"M{x - 5:.1f} {y:.1f}h10M{x:.1f} {y - 5:.1f}v10", INK, 1.5)
    svg.text(180, 506, "空心点：起点；十字：最小值", 13, fill=GREY)
    return svg


def inside(points, left, right):
    """The stretches of a line between two verticals, by whole points."""
    runs, run = [], []
    for point in points:
        if left <= point[0] <= right:
            run.append(point)
        elif run:
            runs.append(run)
            run = []
    return [r for r in runs + [run] if len(r) > 1]


@figure("优化与正则化/imgs/lr-schedules.svg")
def lr_schedules():
    total, warm = 100, 10
    step = lambda t: 1.0 if t < 30 else 0.1 if t < 60 else 0.01
    cosine = lambda t: 0.5 * (1 + math.cos(math.pi * t / total))
    warm_cosine = lambda t: t / warm if t < warm else 0.5 * (1 + math.cos(math.pi * (t - warm) / (total - warm)))
    svg = Svg(
        360, 500, "三种学习率日程",
        "三个小图，横轴是训练进度，纵轴是学习率与最大值的比。阶梯：在30%和60%处各乘0.1。余弦：从1沿半个余弦平滑降到0，一半时为0.5。"
        "预热加余弦：前10%从0线性升到1，再沿余弦降到0。",
    )  # fmt: skip
    for index, (name, function, color) in enumerate((("阶梯：在30%、60%处乘0.1", step, INK), ("余弦：½(1+cos πt/T)", cosine, BLUE), ("预热10%，再余弦", warm_cosine, SEAL))):
        axes = Axes(svg, 46, 36 + index * 158, 288, 96, (0, total), (0, 1.05))
        svg.text(46, axes.y - 16, name, 14, fill=color, anchor="start", weight=600)
        axes.frame([(0, "0"), (10, "10%"), (30, "30%"), (60, "60%"), (100, "100%")] if index != 1 else [(0, "0"), (50, "50%"), (100, "100%")], [0, 0.5, 1])
        if index == 0:
            axes.curve([(0, 1), (30, 1), (30, 0.1), (60, 0.1), (60, 0.01), (100, 0.01)], color, 2.4)
            svg.text(axes.px(45), axes.py(0.1) - 11, "0.1", 12, fill=GREY)
            svg.text(axes.px(80), axes.py(0.01) - 11, "0.01", 12, fill=GREY)
        elif index == 1:
            axes.curve(function, color, 2.4)
            axes.dots([(50, cosine(50))], 3.5, color)
        else:
            axes.curve([(t, function(t)) for t in range(0, total + 1)], color, 2.4)
    svg.text(194, 488, "训练进度 t/T", 13)
    return svg


def fit_errors(degrees, points=16, noise=0.4, grid=101):
    """Expected errors of polynomial least squares on `points` equally spaced x, in closed form: no sample is drawn.

    The fit at x is linear in the observations, sum of l_i(x) y_i, so bias and variance follow from the l_i alone.
    """
    truth = lambda x: math.sin(2 * math.pi * x + 0.8)
    xs = [(i + 0.5) / points for i in range(points)]
    ts = [0.025 + 0.95 * i / (grid - 1) for i in range(grid)]
    out = []
    basis = []  # orthonormal on xs, each with its values on ts
    for degree in range(max(degrees) + 1):
        # Legendre polynomials are nearly orthogonal already.
        column, values = [legendre(degree, 2 * x - 1) for x in xs], [legendre(degree, 2 * t - 1) for t in ts]
        for _ in range(2):
            for other, there in basis:
                share = math.fsum(a * b for a, b in zip(column, other))
                column = [a - share * b for a, b in zip(column, other)]
                values = [a - share * b for a, b in zip(values, there)]
        length = math.sqrt(math.fsum(a * a for a in column))
        basis.append(([a / length for a in column], [a / length for a in values]))
        if degree not in degrees:
            continue
        clean = [truth(x) for x in xs]
        shares = [math.fsum(a * b for a, b in zip(clean, column)) for column, _ in basis]
        fitted = [math.fsum(s * column[i] for s, (column, _) in zip(shares, basis)) for i in range(points)]
        train = math.fsum((a - b) ** 2 for a, b in zip(clean, fitted)) / points + noise**2 * (points - degree - 1) / points
        bias = variance = 0.0
        for j, t in enumerate(ts):
            mean = math.fsum(s * values[j] for s, (_, values) in zip(shares, basis))
            bias += (mean - truth(t)) ** 2 / grid
            variance += noise**2 * math.fsum(values[j] ** 2 for _, values in basis) / grid
        out.append((degree, train, bias, variance, bias + variance + noise**2))
    return out


def legendre(n, x):
    a, b = 1.0, x
    for k in range(1, n):
        a, b = b, ((2 * k + 1) * x * b - k * a) / (k + 1)
    return a if n == 0 else b


@figure("优化与正则化/imgs/bias-variance.svg")
def bias_variance():
    noise = 0.4
    rows = fit_errors(range(0, 13), noise=noise)
    best = min(rows, key=lambda row: row[4])
    svg = Svg(
        360, 380, "训练误差与验证误差随模型复杂度的变化",
        "用多项式拟合16个带噪声的正弦函数观测，横轴是次数，纵轴是期望的均方误差。训练误差一路下降；验证误差先降后升，"
        f"在{best[0]}次处最小，等于偏差的平方、方差与噪声0.16之和。左边欠拟合，偏差大；右边过拟合，方差大。",
    )  # fmt: skip
    axes = Axes(svg, 46, 40, 296, 232, (0, 12), (0, 0.72))
    axes.frame([0, 2, 4, 6, 8, 10, 12], [0, 0.2, 0.4, 0.6], xlabel="多项式的次数（模型复杂度）", ylabel="均方误差")
    axes.curve([(0, noise**2), (12, noise**2)], GREY, 1.2, "2 4")
    axes.curve([(r[0], r[2]) for r in rows], OCHRE, 1.6, "6 4")
    axes.curve([(r[0], r[3]) for r in rows], GREEN, 1.6, "6 4")
    axes.curve([(r[0], r[1]) for r in rows], BLUE, 2.4)
    axes.curve([(r[0], r[4]) for r in rows], SEAL, 2.4)
    axes.dots([(r[0], r[4]) for r in rows if r[4] < 0.72], 2.6, SEAL)
    axes.dots([(r[0], r[1]) for r in rows], 2.6, BLUE)
    x, y = axes.at(best[0], best[4])
    svg.line(x, y, x, axes.y + 30, LINE, 1, "4 4")
    svg.text(x, axes.y + 18, f"最小：{best[0]}次", 13)
    svg.text(axes.px(2.6), axes.y + 66, "欠拟合", 13, fill=GREY)
    svg.text(axes.px(9), axes.y + 66, "过拟合", 13, fill=GREY)
    svg.key(30, 332, [("验证误差", SEAL, None), ("训练误差", BLUE, None), ("噪声", GREY, "2 4")], gap=14)
    svg.key(30, 358, [("偏差的平方", OCHRE, "6 4"), ("方差", GREEN, "6 4")], gap=14)
    return svg


@figure("优化与正则化/imgs/l1-l2.svg")
def l1_l2():
    # The loss (w − c)ᵀ A (w − c), an ellipse turned by 30°, and the point of each unit ball where it is least.
    c = (0.75, 1.5)
    turn, long, short = math.radians(25), 0.55, 1.5
    cs, sn = math.cos(turn), math.sin(turn)

    def loss(w):
        dx, dy = w[0] - c[0], w[1] - c[1]
        u, v = cs * dx + sn * dy, -sn * dx + cs * dy
        return long * u * u + short * v * v

    def l1(t):
        t %= 4
        k, s = int(t), t - int(t)
        corners = [(1, 0), (0, 1), (-1, 0), (0, -1), (1, 0)]
        (x1, y1), (x2, y2) = corners[k], corners[k + 1]
        return x1 + s * (x2 - x1), y1 + s * (y2 - y1)

    l2 = lambda t: (math.cos(t * math.pi / 2), math.sin(t * math.pi / 2))
    svg = Svg(
        360, 300, "L1与L2约束下的最优点",
        "两个小图，坐标是两个权重，椭圆是损失的等高线。左图约束区域是菱形，最优点落在顶点上，w1恰好为零；"
        "右图约束区域是圆，最优点在圆周上，两个权重都不为零。",
    )  # fmt: skip
    for index, (name, ball, tint, color) in enumerate((("L1：|w₁|+|w₂|≤1", l1, SEAL_TINT, SEAL), ("L2：w₁²+w₂²≤1", l2, BLUE_TINT, BLUE))):
        axes = Axes(svg, 10 + index * 176, 34, 164, 190, (-1.35, 2.25), (-1.35, 2.82))
        best = min((ball(i / 5000) for i in range(20000)), key=loss)
        if index == 0:
            assert best == (0, 1)
        else:
            assert best[0] > 0.1 and best[1] > 0.1
        svg.poly([axes.at(*ball(i / 15)) for i in range(61)] if index else [axes.at(*ball(i)) for i in range(4)], color, 1.8, tint, close=True)
        axes.frame(rules=False, xbase=0, ybase=0)
        touch = loss(best)
        for level in (touch * 0.12, touch * 0.45, touch):
            a, b = math.sqrt(level / long), math.sqrt(level / short)
            ring = []
            for i in range(73):
                u, v = a * math.cos(i * math.pi / 36), b * math.sin(i * math.pi / 36)
                ring.append((c[0] + cs * u - sn * v, c[1] + sn * u + cs * v))
            svg.poly([axes.at(*p) for p in ring], GREY if level < touch else INK, 1.3 if level < touch else 1.6)
        axes.dots([c], 3.2, INK)
        svg.text(axes.px(c[0]) + 34, axes.py(c[1]) - 32, "$ŵ$", 16)
        axes.dots([best], 5, color, WHITE)
        svg.text(axes.x + axes.w / 2, 18, name, 14, weight=600)
        svg.text(axes.px(2.1), axes.py(0) + 14, "$w_1$", 15)
        svg.text(axes.px(0) - 15, axes.y + 8, "$w_2$", 15)
        label = "最优点 (0, 1)" if index == 0 else f"最优点 ({best[0]:.2f}, {best[1]:.2f})"
        svg.text(axes.x + axes.w / 2, 246, label, 14, fill=color)
        svg.text(axes.x + axes.w / 2, 268, "稀疏：$w_1=0$" if index == 0 else "变小，但不为零", 13 if index else 14, fill=GREY)
    return svg
