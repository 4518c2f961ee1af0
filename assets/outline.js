/* The outline: a tree for the eye and the keyboard (ARIA tree pattern), one level fetched when it is opened.
   A CA below several issuers stands under each and names the others; one that is above itself is not opened again. */
(function () {
  "use strict";
  const subca = window.dash_clientside.subca;
  const tree = () => document.getElementById("outline");

  function made(tag, name, text) {
    const element = document.createElement(tag);
    if (name) element.className = name;
    if (text !== undefined) element.textContent = text;
    return element;
  }
  function linked(href, text, name) {
    const link = made("a", name, text);
    link.href = href;
    link.tabIndex = -1;
    return link;
  }

  const items = (root) => [...root.querySelectorAll('[role="treeitem"]')].filter((item) => !item.parentElement.closest('[aria-expanded="false"]'));
  const parentOf = (item) => item.parentElement.closest('[role="treeitem"]');

  function itemOf(row, depth, place, size, above) {
    const item = made("li", row.dim ? "dim" : "");
    const isAbove = above.includes(row.id);
    item.setAttribute("role", "treeitem");
    item.setAttribute("aria-level", depth);
    item.setAttribute("aria-setsize", size);
    item.setAttribute("aria-posinset", place);
    item.tabIndex = -1;
    Object.assign(item.dataset, { id: row.id, name: row.name.toLowerCase() });
    const line = made("div", "branch");
    line.append(made("span", "twist"));
    for (const mark of row.marks) {
      const badge = made("span", "badge mark-" + mark.slug, mark.letter);
      badge.title = mark.word;
      line.append(badge);
    }
    line.append(linked(row.href, row.name, "standing-" + row.standing));
    line.append(made("span", "count", row.below ? row.below.toLocaleString("en") : row.until));
    item.append(line);
    const words = [row.name, row.about, ...row.marks.map((mark) => mark.word)];
    if (row.findings) words.push(row.findings + " findings");
    if (row.below) words.push(row.below + " below");
    if (isAbove) { words.push("stands above in this branch"); item.append(made("div", "also", "stands above in this branch: a ring")); }
    if (row.others.length) {
      const also = made("div", "also", "also issued by ");
      row.others.forEach((other, at) => { if (at) also.append(", "); also.append(linked(other.href, other.name)); });
      if (row.more) also.append(` and ${row.more} more`);
      item.append(also);
      words.push("also issued by " + row.others.map((other) => other.name).join(", ") + (row.more ? ` and ${row.more} more` : ""));
    }
    item.setAttribute("aria-label", words.join(", "));
    line.title = row.about;
    if (row.level && !isAbove) { item.setAttribute("aria-expanded", "false"); item.dataset.level = row.level; }
    return item;
  }

  async function fill(list, source, depth, above) {
    list.setAttribute("aria-busy", "true");
    const answer = await fetch(source).then((got) => got.json()).catch(() => ({ error: "the server does not answer" }));
    list.removeAttribute("aria-busy");
    if (answer.error) { list.replaceChildren(said("This level could not be made: " + answer.error)); return; }
    list.replaceChildren(...answer.rows.map((row, at) => itemOf(row, depth, at + 1, answer.rows.length, above)));
    if (answer.left) list.append(said(`${answer.left.toLocaleString("en")} more are not listed: `, answer.all, "all in the table"));
    if (answer.hidden) list.append(said(`${answer.hidden.toLocaleString("en")} hidden by the filters`));
    if (!answer.rows.length && !answer.hidden) list.append(said("Nothing below."));
  }
  function said(words, href, text) {
    const line = made("li", "note", words);
    line.setAttribute("role", "none");
    if (href) { const link = linked(href, text); link.tabIndex = 0; line.append(link); }
    return line;
  }

  subca.growOutline = function (source) {
    const root = tree();
    if (!root || !source) return window.dash_clientside.no_update;
    if (root.dataset.source === source && root.childElementCount) return source;
    root.dataset.source = source;
    const top = /\/outline\/ca\/([0-9A-F]+)/.exec(source);
    fill(root, source, 1, top ? [top[1]] : []).then(() => { const first = items(root)[0]; if (first) first.tabIndex = 0; });
    return source;
  };

  function lineage(item) {
    const above = [];
    for (let at = item; at; at = parentOf(at)) above.push(at.dataset.id);
    return above;
  }
  async function open(item) {
    if (item.getAttribute("aria-expanded") !== "false") return;
    item.setAttribute("aria-expanded", "true");
    if (item.querySelector(':scope > [role="group"]')) return;
    const group = made("ul");
    group.setAttribute("role", "group");
    item.append(group);
    await fill(group, item.dataset.level, Number(item.getAttribute("aria-level")) + 1, lineage(item));
  }
  function close(item) { if (item.getAttribute("aria-expanded") === "true") item.setAttribute("aria-expanded", "false"); }

  function focus(item) {
    if (!item) return;
    for (const other of tree().querySelectorAll('[role="treeitem"][tabindex="0"]')) settle(other, -1);
    settle(item, 0);
    item.focus();
  }
  function settle(item, index) {
    item.tabIndex = index;
    for (const link of item.querySelectorAll(":scope > .also a")) link.tabIndex = index;
  }

  let typed = "", typedAt = 0;
  function typeAhead(item, key) {
    const now = Date.now();
    typed = now - typedAt > 700 ? key : typed + key;
    typedAt = now;
    const all = items(tree()), start = all.indexOf(item) + (typed.length === 1 ? 1 : 0);
    focus([...all.slice(start), ...all.slice(0, start)].find((other) => other.dataset.name.startsWith(typed)));
  }

  function onKey(event) {
    const item = event.target;
    if (!item.matches?.('#outline [role="treeitem"]') || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = items(tree()), at = all.indexOf(item), expanded = item.getAttribute("aria-expanded");
    const acts = {
      ArrowDown: () => focus(all[at + 1]),
      ArrowUp: () => focus(all[at - 1]),
      Home: () => focus(all[0]),
      End: () => focus(all[all.length - 1]),
      ArrowRight: () => (expanded === "true" ? focus(all[at + 1]) : open(item)),
      ArrowLeft: () => (expanded === "true" ? close(item) : focus(parentOf(item))),
      Enter: () => item.querySelector(":scope > .branch a").click(),
      " ": () => (expanded === "true" ? close(item) : open(item)),
    };
    const act = acts[event.key] || (/^[\p{L}\p{N}]$/u.test(event.key) && (() => typeAhead(item, event.key.toLowerCase())));
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }
  document.addEventListener("keydown", onKey, true);
  document.addEventListener("click", (event) => {
    const twist = event.target.closest?.("#outline .twist");
    if (!twist) return;
    const item = twist.closest('[role="treeitem"]');
    focus(item);
    if (item.getAttribute("aria-expanded") === "true") close(item); else open(item);
  });
})();
