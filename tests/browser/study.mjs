// What the tests of study share: notes to study, and what readers do on the page.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export const PHONE = { width: 360, height: 740 };
export const DESK = { width: 1440, height: 900 };
export const DAY = 86_400_000;
export const START = Date.parse("2026-11-02T09:00:00Z");
export const UTC = { timezoneId: "UTC", viewport: DESK };

/** Notes with forty answered questions, some that are not, and all that an answer can hold. */
export function notes(folder) {
  mkdirSync(join(folder, "归一化"), { recursive: true });
  const many = (name, from, to) => Array.from({ length: to - from }, (_, at) => `## ${at + 1}. ${name}的第${from + at}个性质是什么？\n\n第${from + at}个性质与${name}的定义有关，写在这里足够长了。\n`).join("\n");
  writeFileSync(join(folder, "a.md"), `---
tags: [基础]
---

# 甲篇\n\n${many("甲物", 1, 19)}`);
  writeFileSync(join(folder, "归一化", "b.md"), `# 乙篇\n\n${many("乙物", 1, 19)}`);
  writeFileSync(join(folder, "c.md"), `# 丙篇

## 1. 批归一化的公式怎么写？

先求均值：

$$
\\begin{aligned}
\\mu &= \\frac1m\\sum_i x_i\\\\
\\sigma^2 &= \\frac1m\\sum_i (x_i-\\mu)^2
\\end{aligned}
$$

\`\`\`python
def norm(x):
    return (x - x.mean()) / x.std()  # ${"很长的注释".repeat(20)}
\`\`\`

| 记号 | 含义 |
|---|---|
| $\\mu$ | ==均值== |

## 2. 批归一化放在哪里？

参考[第一题](#1-批归一化的公式怎么写)，放在激活函数之前的情形更多一些。

## 3. 还没有答案的题？

## 4. 也没有答案的题？

- [ ] TODO
`);
  writeFileSync(join(folder, "README.md"), "# 首页\n\n看[甲篇](a.md)。\n");
  return folder;
}

export const stage = (page) => page.locator(".session-card, .session-end");
export const title = (page) => page.locator(".session-card .question-title");
export const open = async (page, base, hash = "") => {
  await page.goto("about:blank");
  await page.goto(`${base}study.html${hash}`);
  await page.locator(".study-view > *").first().waitFor();
};
export const state = (page) => page.evaluate(() => inkstone.review.state());
export const settled = (page) => page.evaluate(async () => (await inkstone.openBook()).settled());
/** Reveals and grades what is shown, by keys. */
export const grade = async (page, key) => {
  const before = await title(page).textContent();
  await page.keyboard.press(" ");
  await page.locator(".grades").waitFor();
  await page.keyboard.press(key);
  await page.waitForFunction((before) => !document.querySelector(".grades") && (document.querySelector(".session-end") || document.querySelector(".session-card .question-title")?.textContent !== before), before).catch(() => {});
  return before;
};
export const download = async (page, action) => {
  const [file] = await Promise.all([page.waitForEvent("download"), action()]);
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), "utf8") };
};
export const exported = async (page, base) => {
  await open(page, base, "#progress");
  return (await download(page, () => page.locator(".study-view .primary").click())).text;
};
export const imports = async (page, base, text) => {
  await open(page, base, "#progress");
  await page.locator("#import-file").setInputFiles({ name: "progress.json", mimeType: "application/json", buffer: Buffer.from(text) });
  await page.locator(".import-said p").waitFor();
  return page.locator(".import-said").innerText();
};
