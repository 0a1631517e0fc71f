// Notes that are hard to lay out: what is too long, too wide, too deep, too many or not there at all.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const write = (folder, path, text) => {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
};
const times = (number, line) => Array.from({ length: number }, (_, at) => line(at + 1)).join("\n");
const WORD = "pneumonoultramicroscopicsilicovolcanoconiosis";
const ADDRESS = `https://example.org/${"path-without-an-end/".repeat(12)}?query=${"a".repeat(120)}`;

const WORDS = `# 长词与长地址：${WORD}${WORD}

正文里有一个很长的英文词 ${WORD}${WORD}${WORD}，后面还有中文。${ADDRESS} 是一个没有断点的地址，\`${"identifier_".repeat(20)}\` 是一个没有断点的名字。

## 1. ${WORD}${WORD}为什么比一行还长？

**${WORD}${WORD}${WORD}**，以及[一个链接${"没有停顿的中文".repeat(20)}](长表格.md)。

- ${WORD}${WORD}
  - ${WORD}${WORD}
    - ${WORD}${WORD}
      - ${WORD}${WORD}
        - 第五层，还要读得下去：${"一句长话".repeat(12)}。

1000. 从一千开始编号的列表，数字比缩进宽。
1001. 第二项，${"长话".repeat(30)}。

## 2. ${"很长的问题要换好几行，问号在最后".repeat(6)}？

答案很短，但也有十二个字以上。

## 3. 没有答案的问题长什么样？

## 4. 图片不在的时候怎么显示？

![批归一化在网络里的位置](imgs/there-is-no-${WORD}${WORD}.png)

图片不在，文字还在，读者知道少了什么。

> [!warning] 标注的标题也可以很长：${"注意事项".repeat(12)}
> 标注里的正文，带 \`code\` 和 $x^2$，还有 ==标记==。
>
> > [!tip]- 折起来的标注
> > 里面还有一段。
`;

const TABLES = `# 长表格

## 宽表

| 编号 | 模型 | ${times(10, (at) => `第${at}个很长的列名`).split("\n").join(" | ")} |
|---|---|${"---:|".repeat(10)}
${times(12, (row) => `| ${row} | Model-${row} | ${times(10, (at) => (row * 37.5 * at).toFixed(3)).split("\n").join(" | ")} |`)}

## 长表

| 符号 | 含义 | 公式 |
|:--|---|:-:|
${times(60, (row) => `| $x_{${row}}$ | 第 ${row} 个量的含义，写得长一些，看看它在手机上怎么换行 | $\\sum_{i=1}^{${row}} x_i^2$ |`)}

## 一个格子里有一大段

| 名称 | 说明 |
|---|---|
| 甲 | ${"一个格子里写了很长的一段话，".repeat(12)}到此为止。 |
| ${WORD} | \`${"a_very_long_name_".repeat(6)}\` |
`;

const quote = (depth, text) => `${"> ".repeat(depth)}${text}\n${"> ".repeat(depth)}`;
const QUOTES = `# 很深的引用

## 1. 引用能有多深？

${Array.from({ length: 10 }, (_, at) => quote(at + 1, `第 ${at + 1} 层的引用，里面是正文，不应该变淡，也不应该越来越窄到读不下去。`)).join("\n")}

## 2. 引用里什么都有吗？

> 引用里的一段话。
>
> - 列表
>   - 里面的列表
>
>   > 列表里的引用
>   >
>   > \`\`\`python
>   > def long(name="${"x".repeat(80)}"):
>   >     return name
>   > \`\`\`
>
> | 甲 | 乙 | 丙 |
> |---|---|---|
> | 一格里的话 | $\\frac{a}{b}$ | \`code\` |
>
> $$ \\int_0^1 x^2\\,dx = \\frac13 $$
>
> 参考：https://example.org/a/b/c
`;

const FORMULAS = `# 宽公式

一行里的公式比手机宽：$f(x) = a_0 + a_1 x + a_2 x^2 + a_3 x^3 + a_4 x^4 + a_5 x^5 + a_6 x^6 + a_7 x^7 + a_8 x^8 + a_9 x^9 + a_{10} x^{10} + a_{11} x^{11}$，后面的话接着说。

$$
\\mathcal{L}(\\theta) = -\\frac{1}{N}\\sum_{n=1}^{N}\\sum_{k=1}^{K} y_{nk}\\log\\frac{\\exp(w_k^\\top x_n + b_k)}{\\sum_{j=1}^{K}\\exp(w_j^\\top x_n + b_j)} + \\lambda\\sum_{k=1}^{K}\\lVert w_k\\rVert_2^2 + \\mu\\sum_{k=1}^{K}\\lVert w_k\\rVert_1 + \\int_{-\\infty}^{+\\infty} e^{-x^2}\\,dx \\tag{1}
$$

$$
\\begin{aligned}
\\frac{\\partial \\ell}{\\partial \\sigma_B^2} &= \\sum_{i=1}^{m}\\frac{\\partial \\ell}{\\partial \\hat x_i}\\cdot (x_i-\\mu_B)\\cdot\\frac{-1}{2}(\\sigma_B^2+\\epsilon)^{-3/2}\\\\
\\frac{\\partial \\ell}{\\partial \\mu_B} &= \\left(\\sum_{i=1}^{m}\\frac{\\partial \\ell}{\\partial \\hat x_i}\\cdot\\frac{-1}{\\sqrt{\\sigma_B^2+\\epsilon}}\\right)+\\frac{\\partial \\ell}{\\partial \\sigma_B^2}\\cdot\\frac{\\sum_{i=1}^m -2(x_i-\\mu_B)}{m}
\\end{aligned}
$$

$$
\\begin{pmatrix} ${times(6, (row) => times(16, (at) => `a_{${row},${at}}`).split("\n").join(" & ")).split("\n").join(" \\\\ ")} \\end{pmatrix}
$$

写错的公式 $\\frac{a}{$ 也要看得出来。

${times(12, (at) => `段落里的小公式：当 $\\alpha_{${at}} \\to 0$ 时，$\\lim_{n\\to\\infty}\\left(1+\\frac{x}{n}\\right)^{n} = e^{x}$，所以 $\\hat y_{${at}} = \\sigma(w^\\top x_{${at}} + b)$ 的梯度是 $\\hat y(1-\\hat y)x$，其中 $w \\in \\mathbb{R}^{d}$。\n`)}
`;

const CODE = `# 长代码

\`\`\`python title="train.py" {3}
import torch


def train(model, loader, optimizer, scheduler, loss_function=torch.nn.functional.cross_entropy, device="cuda", epochs=100, log_every=10, gradient_clip=1.0):
    for epoch in range(epochs):
        for step, (inputs, targets) in enumerate(loader):  # ${"一行很长的注释，".repeat(12)}
            optimizer.zero_grad()
            loss = loss_function(model(inputs.to(device)), targets.to(device))
            loss.backward()
\`\`\`

\`\`\`
${"没有语言的一块，一行很长".repeat(12)}
\`\`\`

## 很长的输出

\`\`\`text
${times(80, (at) => `epoch ${String(at).padStart(3)}  loss ${(2 / at).toFixed(4)}  accuracy ${(1 - 1 / (at + 1)).toFixed(4)}`)}
\`\`\`
`;

const MANY = `# 三百个标题

${times(60, (chapter) => `## 第 ${chapter} 章 一章的名字，有的长有的短${chapter % 4 ? "" : "，长的要在大纲里换行，不能挤在一起"}\n\n${times(4, (part) => `### ${chapter}.${part} 一节的名字\n\n这一节的正文，与批归一化、反向传播有关。\n`)}`)}
`;

/** Notes of every hard kind, in `folder`. */
export function hardNotes(folder) {
  write(folder, "README.md", "# 难排的笔记\n\n什么都太长、太宽、太深、太多，或者不在。\n");
  write(folder, "长词.md", WORDS);
  write(folder, "长表格.md", TABLES);
  write(folder, "深引用.md", QUOTES);
  write(folder, "宽公式.md", FORMULAS);
  write(folder, "长代码.md", CODE);
  write(folder, "三百个标题.md", MANY);
  write(folder, "只有标题.md", "# 只有标题\n");
  write(folder, `一层/二层/三层/四层/五层/${"很长的文件名".repeat(8)}.md`, "# 很深的一篇\n\n路径很长，面包屑要换行。\n");
  write(folder, "空文件夹/草稿.md", "---\ndraft: true\n---\n\n# 草稿\n\n只有草稿的文件夹。\n");
  write(folder, "topics.yaml", `- id: batch-normalization
  name: 批归一化
  aliases: [${times(20, (at) => `别名${at}号`).split("\n").join(", ")}]
  summary: ${"一句很长的解释。".repeat(12)}
- id: a-very-long-topic
  name: ${WORD}
`);
  return folder;
}

/** A folder with one short note and nothing else. */
export function oneNote(folder) {
  write(folder, "一篇.md", "# 一篇笔记\n\n整个网站只有这一篇，没有问题，没有主题，没有文件夹。\n");
  return folder;
}

/** Two thousand notes in a tree of three levels. */
export function manyNotes(folder) {
  for (let top = 1; top <= 10; top++) {
    for (let middle = 1; middle <= 10; middle++) {
      for (let at = 1; at <= 20; at++) {
        const name = `第 ${top} 卷第 ${middle} 章第 ${at} 节`;
        write(folder, `第${top}卷/第${middle}章/第${at}节.md`, `# ${name}\n\n## 1. ${name}讲什么？\n\n${at % 3 ? `讲第 ${at} 件事，与[下一节](第${(at % 20) + 1}节.md)有关，写在这里。` : ""}\n`);
      }
    }
  }
  return folder;
}
