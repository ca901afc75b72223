// Filters, finds and describes the network picture. Without it the page is complete.
"use strict";
document.documentElement.classList.add("scripted");
const net = document.getElementById("net");
if (net) {
  const byId = (id) => document.getElementById(id);
  const least = byId("least"), until = byId("until"), find = byId("find");
  const about = byId("about"), hint = about.textContent;
  const dots = [...net.querySelectorAll(".dot")];
  const flows = [...net.querySelectorAll(".flow")].map((group) => ({
    group,
    ends: [group.dataset.s, group.dataset.r],
    payments: group.dataset.p.split(" ").map((one) => one.split(":")),
  }));
  const most = Number(net.dataset.most);
  // 0 shows all; then by logarithm from 1.00 to the largest flow.
  const leastCents = () =>
    least.value === "0" ? 0 : Math.round(100 * (most / 100) ** (least.value / 100));

  function filter() {
    const cents = leastCents(), day = Number(until.value);
    const used = new Set();
    let shown = 0;
    for (const flow of flows) {
      const past = flow.payments.filter(([at]) => Number(at) <= day);
      const known = past.filter(([, value]) => value !== "");
      const sum = known.reduce((total, [, value]) => total + Number(value), 0);
      const unknown = known.length < past.length;
      const on = past.length > 0 && (sum >= cents || unknown);
      flow.group.classList.toggle("off", !on);
      if (on) {
        shown += 1;
        flow.ends.forEach((end) => used.add(end));
      }
    }
    for (const dot of dots) dot.classList.toggle("dimmed", !used.has(dot.dataset.n));
    byId("least-text").textContent = cents ? (cents / 100).toLocaleString("en", { maximumFractionDigits: 0 }) : "all";
    byId("until-text").textContent = new Date(day * 864e5).toISOString().slice(0, 10);
    byId("shown").textContent = `${shown} of ${flows.length} flows shown`;
  }

  function search() {
    const wanted = find.value.trim().toLowerCase();
    let first = null;
    for (const dot of dots) {
      const hit = wanted !== "" && dot.dataset.find.toLowerCase().includes(wanted);
      dot.classList.toggle("found", hit);
      if (hit && !first) first = dot;
    }
    light(first);
    if (first) first.scrollIntoView({ block: "nearest", inline: "nearest" });
    else if (wanted) about.textContent = "No account of this picture has that in its id.";
  }

  function light(dot) {
    for (const flow of flows)
      flow.group.classList.toggle("lit", Boolean(dot) && flow.ends.includes(dot.dataset.n));
    about.textContent = dot ? dot.querySelector("title").textContent : hint;
  }

  // One tab stop; arrow keys go from account to account.
  let current = 0;
  dots.forEach((dot, number) => {
    dot.setAttribute("tabindex", number === 0 ? "0" : "-1");
    dot.setAttribute("role", "img");
    dot.setAttribute("aria-label", dot.querySelector("title").textContent);
    dot.addEventListener("focus", () => { current = number; light(dot); });
    dot.addEventListener("mouseenter", () => light(dot));
    dot.addEventListener("mouseleave", () => light(null));
  });
  for (const { group } of flows)
    group.addEventListener("mouseenter", () => {
      about.textContent = group.querySelector("title").textContent;
    });
  net.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    dots[current].setAttribute("tabindex", "-1");
    current = (current + step + dots.length) % dots.length;
    dots[current].setAttribute("tabindex", "0");
    dots[current].focus();
  });
  least.addEventListener("input", filter);
  until.addEventListener("input", filter);
  find.addEventListener("input", search);
  filter();
}
// A link to a red flag or a transaction inside a closed part opens it; so does print.
addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll("details")) part.open = true;
});
