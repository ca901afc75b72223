// Where the keyboard is: what it is called, whether it is in sight and marked as focused.
() => {
  const at = document.activeElement;
  if (at === document.body) return null;
  const style = getComputedStyle(at), box = at.getBoundingClientRect();
  const drawn = at.closest("#net, .map, .when, .curve");
  return {
    tag: at.tagName.toLowerCase(),
    id: at.id,
    picture: at.closest("svg")?.getAttribute("class") ?? "",
    marked: Boolean(style.outlineStyle !== "none" || drawn),
    named: Boolean(at.getAttribute("aria-label") || at.textContent.trim() || at.labels?.length),
    seen: box.width > 0 && box.bottom > 0 && box.top < innerHeight,
  };
}
