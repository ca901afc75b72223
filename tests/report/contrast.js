// Contrast as WCAG 2 defines it: of text with what is behind it, and of lines and bars
// with their card, which "drawn:" before a selector asks for. Opacity is counted in.
(selectors) => {
  const channels = (text) => {
    const [r, g, b, alpha = 1] = text.match(/[\d.]+(?:e-?\d+)?/g).map(Number);
    const most = text.startsWith("color(srgb") ? 255 : 1;
    return [r * most, g * most, b * most, alpha];
  };
  const over = (ink, alpha, ground) => [0, 1, 2].map((at) => ink[at] * alpha + ground[at] * (1 - alpha));
  const light = (rgb) => {
    const part = (value) => {
      const v = value / 255;
      return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * part(rgb[0]) + 0.7152 * part(rgb[1]) + 0.0722 * part(rgb[2]);
  };
  const behind = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      layers.push(channels(getComputedStyle(at).backgroundColor));
      if (layers.at(-1)[3] === 1) break;
    }
    return layers.reduceRight((ground, layer) => over(layer, layer[3], ground), [255, 255, 255]);
  };
  const contrast = (one, other) => {
    const pair = [light(one), light(other)].sort((a, b) => b - a);
    return (pair[0] + 0.05) / (pair[1] + 0.05);
  };
  const drawn = (shape) => {
    const style = getComputedStyle(shape), stroked = style.stroke !== "none";
    const ink = channels(stroked ? style.stroke : style.fill);
    const opacity = Number(stroked ? style.strokeOpacity : style.fillOpacity);
    const ground = behind(shape.closest("svg"));
    return contrast(over(ink, ink[3] * opacity, ground), ground);
  };
  return selectors.flatMap((selector) => {
    const [first, css = first] = selector.split("drawn:");
    if (css !== first)
      return [...document.querySelectorAll(css)].map((shape) => [
        `${css} ${shape.parentElement.getAttribute("class")}`, drawn(shape)]);
    const element = document.querySelector(css), style = getComputedStyle(element);
    const ink = channels(element.closest("svg") ? style.fill : style.color);
    return [[css, contrast(ink, behind(element))]];
  });
}
