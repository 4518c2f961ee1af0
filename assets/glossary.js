/* Help where a term appears: one small box beside the word that was asked for; Esc, or a click elsewhere, closes it. */
(function () {
  "use strict";
  const box = () => document.getElementById("meaning");
  let asked = null;

  function close(back) {
    if (!asked) return;
    box().classList.add("hidden");
    asked.setAttribute("aria-expanded", "false");
    if (back) asked.focus();
    asked = null;
  }
  function show(word) {
    const place = word.getBoundingClientRect(), panel = box();
    asked = word;
    word.setAttribute("aria-expanded", "true");
    panel.textContent = word.dataset.meaning;
    panel.classList.remove("hidden");
    panel.style.left = Math.max(8, Math.min(place.left, window.innerWidth - panel.offsetWidth - 8)) + "px";
    panel.style.top = (place.bottom + panel.offsetHeight + 8 > window.innerHeight ? place.top - panel.offsetHeight - 4 : place.bottom + 4) + "px";
    panel.focus({ preventScroll: true });
  }
  document.addEventListener("click", (event) => {
    const word = event.target.closest?.(".term"), same = word && word === asked;
    if (event.target.closest?.("#meaning")) return;
    close(false);
    if (word && !same) show(word);
  });
  document.addEventListener("keydown", (event) => {
    if (asked && event.key === "Escape") { event.stopPropagation(); close(true); }
    else if (asked && event.key === "Tab") { event.preventDefault(); close(true); }
  }, true);
  document.addEventListener("scroll", () => close(false), { passive: true });
})();
