// Lights up the evidence of one red flag everywhere; arrow keys inside the matrix.
{
  const choice = byId("flag");
  function light(flag) {
    const option = [...choice.options].find((one) => one.value === flag);
    const numbers = numbersOf(option), ends = new Set();
    for (const shape of document.querySelectorAll("#net .flow")) {
      const shows = shape.dataset.f.split(" ").includes(flag);
      if (shows) ends.add(shape.dataset.s).add(shape.dataset.r);
      shape.classList.toggle("evidence", flag !== "" && shows);
      shape.classList.toggle("faded", flag !== "" && !shows);
    }
    for (const dot of document.querySelectorAll("#net .dot"))
      dot.classList.toggle("aloof", flag !== "" && !ends.has(dot.dataset.n));
    for (const [number, row] of lines) row.classList.toggle("lit", numbers.has(number));
    for (const shape of document.querySelectorAll("#when a[data-rows], #where a[data-rows]"))
      shape.classList.toggle("lit", [...numbersOf(shape)].some((one) => numbers.has(one)));
    for (const table of document.querySelectorAll("table.matrix"))
      for (const head of table.tHead.rows[0].cells)
        for (const row of table.rows)
          row.cells[head.cellIndex].classList.toggle("lit", flag !== "" && head.dataset.column === flag);
    byId("flag-text").textContent = flag ? `${option.dataset.of} transactions are evidence` : "";
  }
  if (choice) {
    choice.addEventListener("input", () => light(choice.value));
    for (const button of document.querySelectorAll("button[data-flag]"))
      button.addEventListener("click", () => {
        choice.value = button.dataset.flag;
        light(choice.value);
        byId("network").scrollIntoView();
        choice.focus({ preventScroll: true });
      });
  }
}

// A picture is one tab stop; arrow keys go through its links.
for (const picture of document.querySelectorAll("svg.map, svg.when, svg.curve")) {
  const links = [...picture.querySelectorAll("a[href]")];
  links.forEach((link, number) => {
    link.setAttribute("tabindex", number === 0 ? "0" : "-1");
    link.setAttribute("aria-label", titleOf(link));
  });
  picture.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    const from = links.indexOf(event.target.closest("a"));
    if (!step || from < 0) return;
    event.preventDefault();
    const to = links[(from + step + links.length) % links.length];
    links[from].setAttribute("tabindex", "-1");
    to.setAttribute("tabindex", "0");
    to.focus();
  });
}

for (const table of document.querySelectorAll("table.matrix")) {
  const links = [...table.querySelectorAll("tbody a")];
  links.forEach((link, number) => { link.tabIndex = number === 0 ? 0 : -1; });
  const move = (from, to) => {
    from.tabIndex = -1;
    to.tabIndex = 0;
    to.focus();
  };
  table.tBodies[0].addEventListener("keydown", (event) => {
    const link = event.target.closest("a"), cell = link?.closest("td");
    if (!cell) return;
    const along = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const down = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!along && !down) return;
    event.preventDefault();
    let row = cell.parentElement, column = cell.cellIndex;
    for (;;) {
      if (along) column += along;
      else row = down > 0 ? row.nextElementSibling : row.previousElementSibling;
      const next = row?.cells[column];
      if (!next) return;
      const there = next.querySelector("a");
      if (there) return move(link, there);
    }
  });
}
