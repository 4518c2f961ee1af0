/* What only the browser can do: insert drawings, follow links without a reload, keys, theme.
   It decides nothing: every link and every drawing was made by the server. */
(function () {
  "use strict";
  const subca = { go };  // time.js adds to it
  window.dash_clientside = Object.assign(window.dash_clientside || {}, { subca });
  const byId = (id) => document.getElementById(id);

  /* -- the address ------------------------------------------------------------------------- */
  function go(href, { replace = false, keep = false } = {}) {
    const target = new URL(href, location.href);
    if (target.origin !== location.origin) return;
    if (target.href === location.href) { scrollToPlace(target); return; }
    history[replace ? "replaceState" : "pushState"]({}, "", target);
    window.dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    if (!scrollToPlace(target) && !keep) window.scrollTo(0, 0);
  }
  /* Links of the frame keep day, filters and definition, as those of pages do. */
  function carry(target) {
    for (const [name, value] of new URLSearchParams(location.search))
      if (!["path", "tab", "group", "from", "to", "type"].includes(name) && !(name === "owner" && target.pathname.endsWith("/what-if"))) target.searchParams.append(name, value);
  }
  function scrollToPlace(target) {
    const place = target.hash && byId(target.hash.slice(1));
    if (place) place.scrollIntoView();
    return Boolean(place);
  }

  function onClick(event) {
    const link = event.target.closest && event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const href = link.getAttribute("href");
    if (link.hasAttribute("download") || link.hasAttribute("target") || href.startsWith("#")) return;
    const target = new URL(href, location.href);
    if (target.origin !== location.origin) return;
    event.preventDefault();
    if (link.closest(".head .nav")) carry(target);
    go(target.href, { replace: Boolean(link.dataset.replace), keep: Boolean(link.dataset.keep) });
    if (link.closest(".search")) closeSearch();
  }

  /* Controls to address: only what differs from the address is written, so that showing a view never changes it. */
  const CONTROLS = ["date", "program", "purpose", "severity", "rule", "owner", "operator", "text", "external", "revoked", "expired", "key-state", "basis", "flags"];
  const DEFAULTS = { severity: "info", basis: "mrsp" };
  subca.writeAddress = function (...values) {
    const days = values[CONTROLS.length], newest = days && days.length ? days[0].value : null;
    const now = new URLSearchParams(location.search), wanted = new Map();
    CONTROLS.forEach((name, place) => {
      const given = [values[place]].flat().map((value) => String(value ?? "").trim());
      wanted.set(name, given.filter((value) => value && value !== DEFAULTS[name]));
    });
    for (const name of ["live", "unknown"]) wanted.set(name, wanted.get("flags").includes(name) ? ["1"] : []);
    wanted.delete("flags");
    const before = now.get("date") || newest, day = wanted.get("date")[0], moved = Boolean(day) && day !== before;
    wanted.set("date", moved ? (day === newest ? [] : [day]) : now.getAll("date"));
    if (location.pathname.endsWith("/what-if")) wanted.delete("owner");  // there it names who is not to be believed
    const differs = [...wanted].filter(([name, list]) => String(now.getAll(name)) !== String(list));
    if (!differs.length) return;
    for (const [name, list] of differs) { now.delete(name); list.forEach((value) => now.append(name, value)); }
    now.delete("path");
    const query = String(now);
    go(location.pathname + (query ? "?" + query : ""), { replace: !moved, keep: true });
  };

  /* -- fields: plain ones, which nothing writes to while somebody types ----------------------- */
  function mountFields() {
    for (const place of document.querySelectorAll(".field:empty")) {
      const input = document.createElement("input"), { store, label, hint, wait } = place.dataset;
      Object.assign(input, { type: "search", id: store + "-input", placeholder: hint, maxLength: 100, autocomplete: "off" });
      input.setAttribute("aria-label", label);
      let timer = 0;
      const tell = () => {  // leaving the field tells nothing new: the answers, and the focus in them, stay
        clearTimeout(timer);
        if (input.value === (input.dataset.told || "")) return;
        input.dataset.told = input.value;
        window.dash_clientside.set_props(store, { data: input.value });
      };
      input.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(tell, Number(wait)); });
      input.addEventListener("change", tell);
      place.append(input);
    }
  }
  /* Check boxes of our own: those of Dash are a list box with boxes inside, which no screen reader tells well. */
  function mountSwitches() {
    for (const place of document.querySelectorAll(".switches:empty")) {
      for (const [value, words] of Object.entries(JSON.parse(place.dataset.words))) {
        const label = document.createElement("label"), box = document.createElement("input");
        Object.assign(box, { type: "checkbox", value });
        box.addEventListener("change", () => {
          const data = [...place.querySelectorAll("input:checked")].map((checked) => checked.value);
          window.dash_clientside.set_props(place.dataset.store, { data });
        });
        label.append(box, " " + words);
        place.append(label);
      }
    }
  }
  /* Dropdowns of Dash carry a hidden field that takes the focus for a label; it is no stop of its own. */
  function mendDropdowns() {
    for (const hidden of document.querySelectorAll('.dash-dropdown-focus-target[tabindex="0"]')) hidden.tabIndex = -1;
  }
  new MutationObserver(mendDropdowns).observe(document.documentElement, { childList: true, subtree: true });
  subca.fillFields = function (owner, operator, text, flags) {
    mountFields();
    mountSwitches();
    for (const box of document.querySelectorAll(".switches input")) box.checked = (flags || []).includes(box.value);
    for (const [id, value] of [["filter-owner", owner], ["filter-operator", operator], ["filter-text", text]]) {
      const input = byId(id + "-input");
      if (input && input !== document.activeElement) input.value = input.dataset.told = value || "";
    }
  };

  subca.showTitle = function (title) {
    if (!title) return;
    if (title.redirect) { go(title.redirect, { replace: true }); return; }
    document.title = title.title + " · Sub-CA explorer";
    const paper = byId("print-address");
    if (paper) paper.textContent = location.href;
  };

  /* The link of this view, on its day, also when that is the newest one. */
  function permalink() {
    const link = new URL(location.href), day = byId("take-away-files")?.dataset.day;
    if (day && !link.searchParams.has("date")) link.searchParams.set("date", day);
    return link.href;
  }
  window.subcaPermalink = permalink;
  subca.copyLink = function (clicks) {
    if (!clicks) return window.dash_clientside.no_update;
    navigator.clipboard.writeText(permalink());
    setTimeout(() => window.dash_clientside.set_props("copy-link", { children: "Copy link" }), 1500);
    return "Copied";
  };

  /* -- drawings ---------------------------------------------------------------------------- */
  subca.drawLineage = function (svg) {
    const place = byId("lineage");
    if (!place || !svg) return 0;
    const drawn = new DOMParser().parseFromString(svg, "image/svg+xml").documentElement;
    place.replaceChildren(document.importNode(drawn, true));
    scaleTo(0.82);
    const chosen = place.querySelector("a.sel"), boxes = place.querySelectorAll("a").length;
    if (!chosen) return boxes;
    const box = chosen.getBoundingClientRect(), frame = place.getBoundingClientRect();
    place.scrollLeft += box.left - frame.left - (frame.width - box.width) / 2;
    place.scrollTop += box.top - frame.top - (frame.height - box.height) / 2;
    return boxes;
  };

  /* Shrinks the drawing to its frame, but not below `least`: letters must stay readable. */
  function scaleTo(least) {
    const place = byId("lineage"), svg = place && place.querySelector("svg");
    if (!svg) return;
    const { width, height } = svg.viewBox.baseVal;
    const scale = Math.max(least, Math.min(1, (place.clientWidth - 4) / width));
    svg.setAttribute("width", Math.round(width * scale));
    svg.setAttribute("height", Math.round(height * scale));
    svg.dataset.least = least;
  }
  function fit() {
    const svg = document.querySelector("#lineage svg");
    if (svg) scaleTo(svg.dataset.least === "0.6" ? 0.82 : 0.6);
  }

  /* A chart into its place; the number of its parts. */
  const draws = (id, parts) => function (svg) {
    const place = byId(id);
    if (!place || !svg) return 0;
    place.replaceChildren(document.importNode(new DOMParser().parseFromString(svg, "image/svg+xml").documentElement, true));
    return place.querySelectorAll(parts).length;
  };
  subca.drawTreemap = draws("treemap", "a");
  subca.drawFlags = draws("flags-per-day", "g");

  subca.openRow = function (cell) {
    const href = cell && typeof cell.rowId === "string" ? cell.rowId.split("|")[0] : "";
    if (href && cell.colId !== "subject_name") go(href);
  };

  const cells = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  cells.SubjectLink = function (props) {
    const row = props.data;
    if (!row || !row.href) return props.value || "";
    return window.React.createElement("a", { href: row.href }, props.value);
  };
  cells.SeverityWord = function (props) {
    return props.value ? window.React.createElement("span", { className: "severity severity-" + props.value }, props.value) : "";
  };

  /* -- a server that does not answer: said once, and what is shown stays ------------------------ */
  const plainFetch = window.fetch;
  window.fetch = async function (...asked) {
    try {
      const answer = await plainFetch.apply(window, asked);
      document.getElementById("unanswered")?.remove();
      return answer;
    } catch (error) {
      if (!byId("unanswered") && byId("notices")) {
        const words = document.createElement("div");  // not one of Dash's, whose answers do not come just now
        Object.assign(words, { id: "unanswered", className: "notices", textContent: "The server does not answer. What is shown stays as it was; try again." });
        words.setAttribute("role", "alert");
        byId("notices").after(words);
      }
      throw error;
    }
  };

  /* -- theme ------------------------------------------------------------------------------- */
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  const TURN = { "": "light", light: "dark", dark: "" };
  const kept = () => { try { return localStorage.getItem("subca-theme") || ""; } catch { return ""; } };
  function applyTheme() {
    const forced = kept(), theme = forced || (system.matches ? "dark" : "light");
    document.documentElement.dataset.theme = theme;
    if (document.body) document.body.dataset.agThemeMode = theme;
    return theme;
  }
  applyTheme();
  system.addEventListener("change", () => window.dash_clientside.set_props("theme", { data: applyTheme() }));
  subca.turnTheme = function (clicks) {
    if (clicks) { try { localStorage.setItem("subca-theme", TURN[kept()]); } catch { /* private window: for this page only */ } }
    mountFields();
    const theme = applyTheme(), button = byId("theme-button");
    if (button) button.textContent = "Theme: " + (kept() || "system");
    return theme;
  };

  /* -- keys -------------------------------------------------------------------------------- */
  function closeSearch() {
    if (document.activeElement && document.activeElement.closest(".search")) document.activeElement.blur();
  }
  function closeMenu() {
    const menu = document.querySelector("details.menu[open]");
    if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  }
  function moveInSearch(event) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return false;
    const stops = [byId("search-input"), ...document.querySelectorAll("#search-results a")];
    const here = stops.indexOf(document.activeElement);
    const next = stops[here + (event.key === "ArrowDown" ? 1 : -1)];
    if (here < 0 || !next) return false;
    event.preventDefault();
    next.focus();
    return true;
  }
  const ACTS = {
    "/": () => byId("search-input") && byId("search-input").focus(),
    "?": () => byId("help") && byId("help").showModal(),
    t: () => { const table = ["#table a", ".findings-grid a", "main table a"].map((one) => document.querySelector(one)).find(Boolean); if (table) table.focus(); },
    f: fit,
    "[": () => press("["),
    "]": () => press("]"),
  };
  function press(key) { const link = document.querySelector('a[data-key="' + key + '"]'); if (link) link.click(); }
  function onKey(event) {
    if (event.key === "Escape") { closeSearch(); closeMenu(); }
    if (event.ctrlKey || event.metaKey || event.altKey || (event.target.closest(".search") && moveInSearch(event))) return;
    if (event.target.matches("input, textarea, select, [contenteditable], [role=combobox]") || byId("help")?.open) return;
    const act = ACTS[event.key];
    if (act) { event.preventDefault(); act(); }
  }
  const ACTIONS = (window.subcaActions = { fit, print: () => window.print() });  // more in take_away.js
  document.addEventListener("click", (event) => {
    const act = event.target.closest && event.target.closest("[data-act]");
    if (act) ACTIONS[act.dataset.act]?.(act);
    else onClick(event);
    for (const menu of document.querySelectorAll("details.menu[open]"))
      if (act || !menu.contains(event.target) || event.target.closest("a")) menu.open = false;
  });
  document.addEventListener("keydown", onKey);
})();
