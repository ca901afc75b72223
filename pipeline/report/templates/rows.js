// A figure shows the transactions behind it. Without script its link jumps to the first.
"use strict";
document.documentElement.classList.add("scripted");
const byId = (id) => document.getElementById(id);
const lines = [...byId("rows").tBodies[0].rows].map((row) => [Number(row.id.slice(1)), row]);
const titleOf = (shape) => shape.querySelector("title")?.textContent ?? "";

// "1-5 9" in data-rows as a set of numbers.
function numbersOf(element) {
  const runs = (element?.dataset.rows ?? "").split(" ").filter((run) => run);
  return new Set(runs.flatMap((run) => {
    const [first, last = first] = run.split("-").map(Number);
    return Array.from({ length: last - first + 1 }, (_, step) => first + step);
  }));
}

{
  const note = byId("rows-shown"), all = byId("rows-all"), back = byId("rows-back");
  let cameFrom = null;

  function showAll() {
    for (const [, row] of lines) row.hidden = false;
    note.hidden = true;
  }

  function showOnly(link) {
    const wanted = numbersOf(link);
    for (const [number, row] of lines) row.hidden = !wanted.has(number);
    const of = Number(link.dataset.of), missing = of - wanted.size;
    const what = link.dataset.label || titleOf(link);
    const rest = missing ? ` The other ${missing} are in transactions.csv.` : "";
    note.hidden = false;
    note.querySelector("p").textContent =
      `${wanted.size} ${wanted.size === 1 ? "row" : "rows"} behind: ${what.replace(/\.$/, "")}.${rest}`;
    cameFrom = link;
    byId("transactions").scrollIntoView();
    all.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#t']");
    if (!link) return;
    if (link.dataset.rows) {
      event.preventDefault();
      showOnly(link);
    } else if (byId(link.getAttribute("href").slice(1))) showAll();
  });
  all.addEventListener("click", showAll);
  back.addEventListener("click", (event) => {
    if (!cameFrom) return;
    event.preventDefault();
    showAll();
    cameFrom.closest("details")?.setAttribute("open", "");
    cameFrom.scrollIntoView({ block: "center" });
    cameFrom.focus({ preventScroll: true });
  });
  // Paper shows everything.
  addEventListener("beforeprint", () => {
    showAll();
    for (const part of document.querySelectorAll("details")) part.open = true;
  });
}
