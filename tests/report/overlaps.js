// Every point of every line, three pixels apart, against every label and shape box.
() => {
  const net = document.getElementById("net"), found = [];
  const dots = [...net.querySelectorAll(".dot")];
  const boxes = dots.flatMap((dot) =>
    [...dot.querySelectorAll(".shape, .name, .country")].map((part) => {
      const at = part.getBoundingClientRect();
      return { dot: dot.dataset.n, kind: part.getAttribute("class"), at };
    }));
  const apart = (a, b) => a.right <= b.left + 1 || b.right <= a.left + 1 ||
    a.bottom <= b.top + 1 || b.bottom <= a.top + 1;
  for (const a of boxes) for (const b of boxes)
    if (a.dot !== b.dot && !apart(a.at, b.at))
      found.push(`${a.dot} ${a.kind} on ${b.dot}`);
  const own = net.getScreenCTM();
  for (const flow of net.querySelectorAll(".flow")) {
    const line = flow.querySelector(".line"), length = line.getTotalLength();
    for (let at = 0; at < length; at += 3) {
      const point = line.getPointAtLength(at).matrixTransform(own);
      for (const { dot, kind, at: box } of boxes) {
        const inside = point.x > box.left && point.x < box.right &&
          point.y > box.top + 1 && point.y < box.bottom - 1;
        const end = kind === "shape" && dot === flow.dataset.r;
        if (inside && !end)
          found.push(`flow ${flow.dataset.s}-${flow.dataset.r} over ${dot} ${kind}`);
      }
    }
  }
  const frame = net.getBoundingClientRect();
  for (const { dot, at } of boxes)
    if (at.left < frame.left || at.right > frame.right || at.bottom > frame.bottom)
      found.push(`${dot} is cut off`);
  return [...new Set(found)];
}
