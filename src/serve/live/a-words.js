// @ts-check
/// <reference path="types.d.ts" />
// The script that pages get while they are served, and nowhere else. It shows what has changed without loading the page again, and
// what the last build has found. First: its words.
(() => {
  "use strict";
  const WORDS = {
    zh: {
      failed: "构建失败，这里显示的是上一次的页面",
      nothing: "构建失败，还没有可以显示的页面",
      warnings: "此页笔记的问题：{}",
      gone: "这一页已被删除或改名，这里显示的是它最后的样子",
      close: "关闭",
      edit: "在编辑器中打开",
    },
    en: {
      failed: "The build failed; this page is from the last one that did not",
      nothing: "The build failed; there is no page to show yet",
      warnings: "Found in this note: {}",
      gone: "This page was removed or renamed; this is what it was",
      close: "Close",
      edit: "Open in the editor",
    },
  };
  window.inkstoneLive = {
    lang: document.documentElement.lang || navigator.language,
    words: () => (inkstoneLive.lang.startsWith("zh") ? WORDS.zh : WORDS.en),
  };
})();
