// @ts-check
// On a page that another has taken the place of: goes there, and takes along what follows `#`, which the server never saw.
(function () {
  var to = new URL(document.documentElement.dataset.to || "", location.href);
  if (location.hash) to.hash = location.hash;
  location.replace(to.href);
})();
