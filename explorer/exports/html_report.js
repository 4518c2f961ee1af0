// The one script of the report: unpacks the data that stand beside it, filters, sorts, and shows a drawing.
// Everything foreign goes through textContent, or through an XML parser as a drawing that we wrote ourselves.
"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const ROOM = 200; // rows shown at once
  const ORDER = ["critical", "high", "medium", "low", "info"];
  const SHOWN = ["severity", "rule_id", "subject_name", "ca_owner", "operator", "programs", "not_after"];
  const SPELLED = new Set([...SHOWN, "status"]);
  let columns = {}, rows = [], members = [], chosen = [], shown = ROOM;
  let sortBy = "", down = false, drawings = null;

  const unpack = async (id) => {
    const bytes = Uint8Array.from(atob(byId(id).textContent), (c) => c.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return JSON.parse(await new Response(stream).text());
  };
  const make = (name, text, className) => {
    const element = document.createElement(name);
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    return element;
  };
  const value = (row, name) => row[columns[name]];
  const text = (row, name) => {
    const found = value(row, name);
    if (found === null) return "";
    return Array.isArray(found) ? found.join(name === "proof" ? " > " : "; ") : String(found);
  };
  const programs = (row) => [...new Set(value(row, "programs").map((use) => use.split(":")[0]))].join(" ") || "nobody";
  const cellText = (row, name) => {
    if (name === "programs") return programs(row);
    if (name === "not_after") return text(row, name).slice(0, 10);
    if (name === "severity" && value(row, "status") !== "open") return value(row, "status");
    if (name === "operator" && value(row, name) === value(row, "ca_owner")) return "";
    return text(row, name);
  };
  const sortKey = (row) =>
    sortBy === "severity" ? String(ORDER.indexOf(value(row, "severity"))) : cellText(row, sortBy).toLowerCase();

  const link = (url) => {
    const made = make("a", url);
    if (!/^https?:\/\//.test(url)) return make("span", url);
    made.href = url;
    made.rel = "noopener noreferrer";
    return made;
  };
  const caLink = (id) => {
    const made = make("a", "drawing of this CA");
    made.href = `#ca/${id}`;
    return made;
  };

  const details = (row) => {
    const list = make("dl");
    for (const name of Object.keys(columns)) {
      if (SPELLED.has(name) && name !== "programs" && name !== "subject_name") continue;
      if (!text(row, name)) continue;
      list.append(make("dt", name.replaceAll("_", " ")));
      const told = make("dd");
      if (name === "certificate_sha256") {
        told.append(`${text(row, name)} `, link(`https://crt.sh/?sha256=${text(row, name)}`));
      } else {
        told.append(text(row, name));
      }
      if (name === "ca_id" && members.some((m) => m[0] === text(row, name).slice(0, m[0].length))) {
        told.append(" ", caLink(text(row, name)));
      }
      list.append(told);
    }
    return list;
  };

  const rowOf = (row) => {
    const line = make("tr");
    SHOWN.forEach((name) => {
      const cell = make("td", name === "subject_name" ? undefined : cellText(row, name));
      if (name === "severity") cell.className = `sev ${value(row, name)}`;
      if (name === "rule_id") {
        const anchor = make("a", text(row, name));
        anchor.href = `#${text(row, name)}`;
        cell.replaceChildren(anchor);
      }
      if (name === "subject_name") {
        const button = make("button", text(row, name) || text(row, "subject_id"), "subject");
        button.type = "button";
        button.setAttribute("aria-expanded", "false");
        button.addEventListener("click", () => toggle(line, button, row));
        cell.append(button);
      }
      line.append(cell);
    });
    return line;
  };
  const toggle = (line, button, row) => {
    const open = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", String(!open));
    if (open) {
      line.nextSibling.remove();
      return;
    }
    const more = make("tr", undefined, "more");
    const cell = make("td");
    cell.colSpan = SHOWN.length;
    cell.append(details(row));
    more.append(cell);
    line.after(more);
  };

  const draw = () => {
    byId("rows").replaceChildren(...chosen.slice(0, shown).map(rowOf));
    byId("count").textContent = `${chosen.length} of ${rows.length} findings`;
    byId("further").hidden = chosen.length <= shown;
    byId("further").textContent = `Show ${Math.min(ROOM, chosen.length - shown)} more`;
  };
  const listMembers = (wanted) => {
    const found = wanted.length < 3 ? [] : members.filter((m) => m[4].includes(wanted) || m[0].toLowerCase().startsWith(wanted));
    const items = found.slice(0, 20).map((m) => {
      const item = make("li");
      const anchor = make("a", m[1]);
      anchor.href = `#ca/${m[0]}`;
      item.append(anchor, ` ${m[2] || "no CCADB record"}, ${m[3]}`);
      return item;
    });
    if (found.length > items.length) items.push(make("li", `and ${found.length - items.length} more CAs`));
    byId("found").replaceChildren(...items);
  };
  const choose = () => {
    const wanted = byId("text").value.trim().toLowerCase();
    const worst = ORDER.indexOf(byId("severity").value);
    const rule = byId("rule").value, program = byId("program").value, live = byId("live").checked;
    chosen = rows.filter((row) =>
      ORDER.indexOf(value(row, "severity")) <= worst &&
      (!rule || value(row, "rule_id") === rule) &&
      (!program || value(row, "programs").some((use) => use.startsWith(`${program}:`))) &&
      (!live || value(row, "programs").length) &&
      (!wanted || row.words.includes(wanted)));
    if (sortBy) {
      const keyed = chosen.map((row, place) => [sortKey(row), place, row]);
      keyed.sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0) * (down ? -1 : 1) || a[1] - b[1]);
      chosen = keyed.map((item) => item[2]);
    }
    shown = ROOM;
    listMembers(wanted);
    draw();
  };
  const sort = (header) => {
    down = sortBy === header.dataset.column && !down;
    sortBy = header.dataset.column;
    document.querySelectorAll("th[data-column]").forEach((other) => other.removeAttribute("aria-sort"));
    header.setAttribute("aria-sort", down ? "descending" : "ascending");
    choose();
  };

  const showCa = async (id) => {
    if (!drawings) drawings = await unpack("drawings");
    const key = Object.keys(drawings).find((short) => id.startsWith(short));
    byId("ca").hidden = false;
    byId("drawing").replaceChildren();
    const member = members.find((m) => m[0] === key);
    byId("ca-name").textContent = member ? member[1] : id;
    if (!key) {
      byId("drawing").append(make("p", "This CA is not drawn in this report; subca serve draws every CA."));
    } else {
      const parsed = new DOMParser().parseFromString(drawings[key], "image/svg+xml");
      if (!parsed.querySelector("parsererror")) byId("drawing").append(document.importNode(parsed.documentElement, true));
      const found = rows.filter((row) => value(row, "ca_id").startsWith(key));
      byId("drawing").append(make("p", `${found.length} findings in this report are about it.`));
      const list = make("ul");
      found.forEach((row) => list.append(make("li", `${value(row, "severity")} ${value(row, "rule_id")}: ${text(row, "explanation")}`)));
      byId("drawing").append(list);
    }
    byId("ca").scrollIntoView();
  };
  const follow = () => {
    const [kind, ...rest] = decodeURIComponent(location.hash.slice(1)).split("/");
    if (kind === "ca") return showCa(rest.join("/"));
    if (kind !== "owner") return undefined;
    byId("text").value = rest.join("/");
    choose();
    byId("findings").scrollIntoView();
    return undefined;
  };

  const start = async () => {
    const data = await unpack("data");
    data.columns.forEach((name, place) => { columns[name] = place; });
    rows = data.rows;
    [...new Set(rows.map((row) => value(row, "rule_id")))].sort().forEach((id) => byId("rule").append(make("option", id)));
    members = data.members;
    rows.forEach((row) => { row.words = row.flat().join(" ").toLowerCase(); });
    members.forEach((m) => { m[4] = `${m[1]} ${m[2]}`.toLowerCase(); });
    let waiting = 0;
    byId("text").addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(choose, 150); });
    ["severity", "rule", "program", "live"].forEach((id) => byId(id).addEventListener("change", choose));
    document.querySelectorAll("th[data-column]").forEach((header) =>
      header.firstElementChild.addEventListener("click", () => sort(header)));
    byId("further").addEventListener("click", () => { shown += ROOM; draw(); });
    window.addEventListener("hashchange", follow);
    choose();
    byId("controls").hidden = false;
    await follow();
    document.documentElement.dataset.ready = "yes";
  };
  start().catch((error) => { byId("count").textContent = `The table can't be shown by this browser: ${error}`; });
})();
