// Sorts, filters and follows links in the layer table. The page says the same without it.
// The page is also XML: neither a less-than sign nor an ampersand may stand in this file.
"use strict";
(function () {
  const byId = function (id) { return document.getElementById(id); };
  const table = byId("layer-table");
  if (!table) { return; }

  // With more rows only some are in the page at a time, so that it stays fluent.
  const MOST = 300;
  const FIRST = 100;
  const body = table.tBodies[0];
  const heads = Array.from(table.tHead.rows[0].cells);
  const rows = Array.from(body.rows).map(function (row, index) {
    return { row: row, index: index, text: "" };
  });
  const words = byId("layer-words");
  const count = byId("layer-count");
  const more = byId("layer-more");
  let order = rows;
  let all = MOST >= rows.length;
  let sorted = { column: -1, up: true };

  const textOf = function (entry) {
    if (!entry.text) { entry.text = entry.row.textContent.toLowerCase(); }
    return entry.text;
  };

  const show = function (wanted) {
    const terms = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const found = order.filter(function (entry) {
      return terms.every(function (term) { return textOf(entry).includes(term); });
    });
    const from = wanted ? Math.max(0, found.indexOf(wanted) - FIRST / 2) : 0;
    const shown = all ? found : found.slice(from, from + FIRST);
    body.replaceChildren.apply(body, shown.map(function (entry) { return entry.row; }));
    more.hidden = shown.length >= found.length;
    const range = (from + 1) + " to " + (from + shown.length);
    const part = shown.length >= found.length ? "" : "; rows " + range + " are shown";
    count.textContent = found.length + " of " + rows.length + " layers" + part;
  };

  // The number that a cell begins with; text has none and goes to the end.
  const numberOf = function (entry, column) {
    const text = entry.row.cells[column].textContent;
    const match = /^[\u2212\u2264 ]*[0-9][0-9.\u202f]*(e[\u2212+]?[0-9]+)?/.exec(text);
    return match ? Number(match[0].replace(/[\u2264\u202f ]/g, "").replace(/\u2212/g, "-")) : NaN;
  };

  const sortBy = function (column) {
    const up = sorted.column === column ? !sorted.up : true;
    sorted = { column: column, up: up };
    const sign = up ? 1 : -1;
    const keyed = rows.map(function (entry) {
      const number = column === 0 ? NaN : numberOf(entry, column);
      return { entry: entry, number: number, text: entry.row.cells[column].textContent };
    });
    keyed.sort(function (a, b) {
      const noA = Number.isNaN(a.number);
      const noB = Number.isNaN(b.number);
      if (noA !== noB) { return noA ? 1 : -1; }
      if (!noA) { return sign * (a.number - b.number) || a.entry.index - b.entry.index; }
      if (a.text === b.text) { return a.entry.index - b.entry.index; }
      return a.text > b.text ? sign : -sign;
    });
    order = keyed.map(function (key) { return key.entry; });
    heads.forEach(function (head, i) {
      if (i === column) {
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
      } else {
        head.removeAttribute("aria-sort");
      }
    });
    show();
  };

  heads.forEach(function (head, column) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    button.addEventListener("click", function () { sortBy(column); });
    head.replaceChildren(button);
  });

  // A link to a layer: its row is brought in, whatever the filter, and its channels are opened.
  const follow = function () {
    const match = /^#layer-([0-9]+)$/.exec(location.hash);
    if (!match) { return; }
    const entry = rows[Number(match[1])];
    if (!entry) { return; }
    rows.forEach(function (other) { other.row.classList.remove("chosen"); });
    entry.row.classList.add("chosen");
    if (!entry.row.isConnected) {
      words.value = "";
      show(entry);
    }
    const strips = byId("channels-" + match[1]);
    if (strips) {
      strips.closest("details").open = true;
      byId("channels").open = true;
    }
    entry.row.scrollIntoView({ block: "center", behavior: "instant" });
  };

  words.addEventListener("input", function () { show(); });
  byId("layer-all").addEventListener("click", function () {
    all = true;
    show();
  });
  document.addEventListener("keydown", function (event) {
    const typing = /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) { return; }
    event.preventDefault();
    words.focus();
  });
  window.addEventListener("hashchange", follow);

  const save = byId("save-json");
  save.addEventListener("click", function () {
    const blob = new Blob([byId("gimbal-summary").textContent], { type: "application/json" });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = "summary.json";
    link.click();
    setTimeout(function () { URL.revokeObjectURL(link.href); }, 1000);
  });

  [byId("layer-filter"), count, save].forEach(function (part) { part.hidden = false; });
  show();
  follow();
})();
