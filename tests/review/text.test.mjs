// Which questions are the same in other words.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { engine, plain } from "./world.mjs";

const { reviewParts: parts } = engine();
const candidate = (id, text, hash = "") => ({ id, text, hash });
const rematch = (orphans, fresh, isApart = () => false) => plain(parts.rematch(orphans, fresh, isApart));

describe("the same question in other words", () => {
  for (const [one, other] of [
    ["3. 什么是BN？", "18.什么是 BN"],
    ["（三）什么是 BN？", "BN 是什么"],
    ["Q3: BN有什么作用", "BN的作用是什么？"],
    ["问题12：请简述 Dropout 的原理", "Dropout的原理"],
    ["ＢＮ的作用", "bn 的作用？"],
    ["为什么需要归一化", "为何需要归一化？"],
    ["如何缓解过拟合", "怎么缓解过拟合呢？"],
    ["BN 有用吗？", "BN 是否有用"],
    ["What is batch normalization?", "Please explain batch normalization"],
    ["C++ 的虚函数是什么", "什么是C++的虚函数？"],
  ]) {
    test(`${one} = ${other}`, () => assert.equal(parts.similarity(one, other), 1));
  }
});

describe("another question, however alike", () => {
  for (const [one, other] of [
    ["什么是过拟合？", "什么是欠拟合？"],
    ["L1 正则化的作用", "L2 正则化的作用"],
    ["BN 的优点", "BN 的缺点"],
    ["BN 的作用", "LN 的作用"],
    ["什么是BN", "为什么用BN"],
    ["为什么 BN", "如何 BN"],
    ["L1 比 L2 好在哪", "L2 比 L1 好在哪"],
    ["为什么 ResNet 可以缓解梯度消失", "为什么 ResNet 不可以缓解梯度消失"],
    ["在卷积神经网络中，最大池化层的作用是什么？", "在卷积神经网络中，平均池化层的作用是什么？"],
    ["When does gradient descent converge?", "Why does gradient descent converge?"],
    ["BN 有用吗", "BN 用什么"],
    ["2.5D 卷积", "3. 5D 卷积是什么"],
    ["2.1.5D 卷积的作用", "2.5D 卷积的作用"],
    ["C 和 C++ 的区别", "C 和 C# 的区别"],
  ]) {
    test(`${one} ≠ ${other}`, () => {
      const score = parts.similarity(one, other);
      assert.ok(score < 1, String(score));
      assert.equal(score, parts.similarity(other, one));
      assert.deepEqual(rematch([candidate("a", one)], [candidate("b", other)]).sure, []);
    });
  }
});

describe("perhaps the same", () => {
  for (const [one, other] of [
    ["批归一话的作用是什么", "批归一化的作用是什么"],
    ["残差连接为什么有效", "残差连接为什么能缓解梯度消失，为什么有效"],
    ["Transformer 的多头注意力", "多头注意力"],
    ["梯度消失和梯度爆炸的原因", "梯度爆炸和梯度消失的原因"],
  ]) {
    test(`${one} ~ ${other}`, () => {
      const { sure, perhaps } = rematch([candidate("a", one)], [candidate("b", other)]);
      assert.deepEqual(sure, []);
      assert.equal(perhaps.length, 1, String(parts.similarity(one, other)));
      assert.ok(perhaps[0][2] >= 0.5 && perhaps[0][2] < 1);
    });
  }

  test("what has little in common is not asked about", () => {
    const found = rematch([candidate("a", "什么是批归一化")], [candidate("b", "池化层有什么作用"), candidate("c", "什么是注意力")]);
    assert.deepEqual(found, { sure: [], perhaps: [] });
  });
});

describe("rematching", () => {
  test("the same answer makes sure what the words do not", () => {
    const old = candidate("a", "残差连接为什么有效", "h1");
    const fresh = candidate("b", "ResNet 的残差连接解决了哪些问题", "h1");
    assert.deepEqual(rematch([old], [fresh]).sure, [["a", "b"]]);
    assert.deepEqual(rematch([old], [{ ...fresh, hash: "h2" }]).sure, []);
  });

  test("an answer that several questions share says nothing", () => {
    const old = candidate("a", "残差连接为什么有效", "h1");
    const fresh = [candidate("b", "残差连接的作用", "h1"), candidate("c", "池化的作用", "h1")];
    assert.deepEqual(rematch([old], fresh).sure, []);
  });

  test("the same answer under a question about something else is no match", () => {
    const found = rematch([candidate("a", "什么是批归一化", "h1")], [candidate("b", "池化层的作用", "h1")]);
    assert.deepEqual(found, { sure: [], perhaps: [] });
  });

  test("if two may be meant, the reader is asked, once for each", () => {
    const found = rematch([candidate("a", "什么是BN")], [candidate("b", "BN是什么"), candidate("c", "请解释BN")]);
    assert.deepEqual(found.sure, []);
    assert.equal(found.perhaps.length, 1);
  });

  test("what the reader said are two questions is not asked again", () => {
    const isApart = (from, to) => from === "a" && to === "b";
    assert.deepEqual(rematch([candidate("a", "什么是BN")], [candidate("b", "BN是什么")], isApart), { sure: [], perhaps: [] });
  });

  test("2,000 questions are compared with 500 in little time", () => {
    const orphans = Array.from({ length: 500 }, (_, at) => candidate(`a${at}`, `为什么模型 M${at} 的第 ${at} 层需要归一化和残差连接`));
    const fresh = Array.from({ length: 2000 }, (_, at) => candidate(`b${at}`, `模型 M${at} 的第 ${at} 层为何需要归一化和残差连接？`));
    const before = process.cpuUsage();
    const { sure } = rematch(orphans, fresh);
    assert.equal(sure.length, 500);
    const { user } = process.cpuUsage(before);
    assert.ok(user < 3e6, `${user / 1000} ms`);
  });
});
