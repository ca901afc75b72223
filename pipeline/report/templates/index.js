// Sorts and filters the case list. Without it the list is complete, by priority.
"use strict";
document.documentElement.classList.add("scripted");
const table = document.getElementById("cases");
if (table) {
  const body = table.tBodies[0], rows = [...body.rows];
  const control = (id) => document.getElementById(id);
  const text = control("text"), flag = control("flag");
  const country = control("country"), least = control("least");
  const change = control("change"); // only where there was a run before
  const words = rows.map((row) => `${row.textContent} ${row.dataset.ids}`.toLowerCase());

  function filter() {
    const wanted = text.value.trim().toLowerCase();
    let shown = 0;
    rows.forEach((row, number) => {
      const has = (list, value) => value === "" || row.dataset[list].split(" ").includes(value);
      const on =
        words[number].includes(wanted) &&
        has("flags", flag.value) &&
        has("countries", country.value) &&
        (!change || has("change", change.value)) &&
        Number(row.dataset.priority) >= Number(least.value || 0);
      row.hidden = !on;
      if (on) shown += 1;
    });
    control("shown").textContent = `${shown} of ${rows.length} cases shown`;
    control("nothing").hidden = shown > 0;
  }

  function sort(header) {
    const down = header.getAttribute("aria-sort") === "descending";
    const column = header.cellIndex;
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    // First click: the most first for numbers, a to z for words.
    const numeric = header.classList.contains("n");
    const ascending = numeric ? down : !(header.dataset.was === "ascending");
    header.dataset.was = ascending ? "ascending" : "descending";
    header.setAttribute("aria-sort", header.dataset.was);
    const keys = new Map(rows.map((row) => {
      const key = row.cells[column].dataset.key ?? row.cells[column].textContent;
      return [row, numeric ? Number(key) : key];
    }));
    const order = (a, b) => (numeric ? a - b : a < b ? -1 : a > b ? 1 : 0);
    const sorted = [...rows].sort((a, b) =>
      (ascending ? 1 : -1) * order(keys.get(a), keys.get(b)));
    body.append(...sorted);
  }

  for (const header of table.tHead.rows[0].cells) {
    const button = header.querySelector("button");
    if (button) button.addEventListener("click", () => sort(header));
  }
  for (const one of [text, flag, country, least, change]) one?.addEventListener("input", filter);
  filter();
}
