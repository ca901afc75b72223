// Filters, finds and describes the network picture. Without it the page is complete.
const net = byId("net");
if (net) {
  const least = byId("least"), since = byId("since"), until = byId("until");
  const find = byId("find"), about = byId("about"), list = byId("about-flows");
  const hint = about.textContent;
  const dots = [...net.querySelectorAll(".dot")];
  const flows = [...net.querySelectorAll(".flow")].map((shape) => ({
    shape,
    ends: [shape.dataset.s, shape.dataset.r],
    payments: shape.dataset.p.split(" ").map((one) => one.split(":")),
  }));
  const most = Number(net.dataset.most);
  const linked = new Set(flows.flatMap((flow) => flow.ends));
  // 0 shows all; then by logarithm from 1.00 to the largest flow.
  const leastCents = () =>
    least.value === "0" ? 0 : Math.round(100 * (most / 100) ** (least.value / 100));
  const dated = (day) => new Date(day * 864e5).toISOString().slice(0, 10);

  function filter() {
    const cents = leastCents(), first = Number(since.value), last = Number(until.value);
    const used = new Set();
    let shown = 0;
    for (const flow of flows) {
      const inside = flow.payments.filter(([at]) => first <= Number(at) && Number(at) <= last);
      const known = inside.filter(([, value]) => value !== "");
      const sum = known.reduce((total, [, value]) => total + Number(value), 0);
      const unknown = known.length < inside.length;
      const on = inside.length > 0 && (sum >= cents || unknown);
      flow.shape.classList.toggle("off", !on);
      if (on) {
        shown += 1;
        flow.ends.forEach((end) => used.add(end));
      }
    }
    for (const dot of dots)
      dot.classList.toggle("dimmed", linked.has(dot.dataset.n) && !used.has(dot.dataset.n));
    byId("least-text").textContent = cents ? (cents / 100).toLocaleString("en", { maximumFractionDigits: 0 }) : "all";
    byId("since-text").textContent = dated(first);
    byId("until-text").textContent = dated(last);
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
    choose(first);
    if (first) first.scrollIntoView({ block: "nearest", inline: "nearest" });
    else if (wanted) about.textContent = "No account of this picture has that in its id.";
  }

  let chosen = null;
  function describe(dot) {
    for (const { shape, ends } of flows)
      shape.classList.toggle("lit", Boolean(dot) && ends.includes(dot.dataset.n));
    about.textContent = dot ? titleOf(dot) : hint;
  }
  // The chosen account stays described, its lines listed as links to their rows.
  function choose(dot) {
    chosen = dot;
    describe(dot);
    const own = dot ? flows.filter(({ ends }) => ends.includes(dot.dataset.n)) : [];
    list.replaceChildren(...own.slice(0, 12).map(({ shape }) => {
      const item = document.createElement("li"), link = document.createElement("a");
      link.textContent = titleOf(shape);
      if (shape.dataset.rows) {
        link.href = shape.getAttribute("href");
        Object.assign(link.dataset, { rows: shape.dataset.rows, of: shape.dataset.of, label: titleOf(shape) });
      }
      item.append(link);
      return item;
    }));
  }

  // One tab stop; arrow keys go from account to account.
  let current = 0;
  dots.forEach((dot, number) => {
    dot.setAttribute("tabindex", number === 0 ? "0" : "-1");
    dot.setAttribute("role", "img");
    dot.setAttribute("aria-label", titleOf(dot));
    dot.addEventListener("focus", () => { current = number; choose(dot); });
    dot.addEventListener("click", () => choose(dot));
    dot.addEventListener("mouseenter", () => describe(dot));
    dot.addEventListener("mouseleave", () => describe(chosen));
  });
  for (const { shape } of flows) {
    shape.setAttribute("tabindex", "-1");
    shape.addEventListener("mouseenter", () => { about.textContent = titleOf(shape); });
    shape.addEventListener("mouseleave", () => describe(chosen));
  }
  net.addEventListener("keydown", (event) => {
    if (event.key === "Escape") choose(null);
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    dots[current].setAttribute("tabindex", "-1");
    current = (current + step + dots.length) % dots.length;
    dots[current].setAttribute("tabindex", "0");
    dots[current].focus();
  });
  since.addEventListener("input", () => {
    if (Number(since.value) > Number(until.value)) until.value = since.value;
    filter();
  });
  until.addEventListener("input", () => {
    if (Number(until.value) < Number(since.value)) since.value = until.value;
    filter();
  });
  least.addEventListener("input", filter);
  find.addEventListener("input", search);
  filter();
}
