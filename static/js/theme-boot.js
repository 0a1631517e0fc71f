// @ts-check
// Runs before the first paint: the chosen theme must be there before any colour is, and answers that the reader has folded
// must not be seen before they fold.
(function () {
  try {
    var page = document.documentElement.dataset;
    var theme = localStorage.getItem("inkstone:theme");
    if (theme === "light" || theme === "dark") page.theme = theme;
    if (localStorage.getItem("inkstone:" + page.site + ":recall") === "on") page.recall = "soon";
  } catch {
    // Storage may be refused; then the system decides.
  }
})();
