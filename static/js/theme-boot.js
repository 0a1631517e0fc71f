// @ts-check
// Runs before the first paint: the chosen theme must be there before any colour is.
(function () {
  try {
    var theme = localStorage.getItem("inkstone:theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // Storage may be refused; then the system decides.
  }
})();
