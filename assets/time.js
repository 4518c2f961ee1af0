/* Controls of the pages about time, written into the address. Like graph.js it decides nothing. */
(function () {
  "use strict";
  const subca = window.dash_clientside.subca;

  /* Parts of the query that differ are written at the end; showing a view writes nothing. */
  function writeParts(parts, replace) {
    const now = new URLSearchParams(location.search);
    const changed = Object.entries(parts).filter(([name, values]) => String(now.getAll(name)) !== String(values));
    if (!changed.length) return;
    for (const [name, values] of changed) { now.delete(name); values.forEach((value) => now.append(name, value)); }
    subca.go(location.pathname + (String(now) ? "?" + now : ""), { replace, keep: true });
  }

  /* `shown`: the days as the server showed them; only another choice is written. */
  subca.writeSpan = function (from, to, shown) {
    if (from && to && shown && (from !== shown[0] || to !== shown[1])) writeParts({ from: [from], to: [to] }, false);
  };

  subca.writeQuestion = function (owners, ca, after, target, shown) {
    if (!shown) return;
    const parts = {}, now = new URLSearchParams(location.search);
    const day = (after || "").trim(), aim = (target || "").trim(), named = (ca || "").trim();
    if (String(owners || []) !== String(shown[0])) parts.owner = owners || [];
    if (day !== shown[1]) parts["issued-after"] = day ? [day] : [];
    if (aim !== shown[2]) parts.target = aim ? [aim] : [];
    if (named && !now.getAll("root").includes(named)) parts.root = [...now.getAll("root"), named];
    writeParts(parts, false);
  };
})();
