/* Draws every chart of a page from its Vega-Lite specification, in the colours of the present theme and at the width it has.
   The expression interpreter replaces generated code, so that no page needs `unsafe-eval`. */

const NARROW_PX = 480;
const views = new WeakMap();
const probe = document.createElement("canvas").getContext("2d", { willReadFrequently: true });

/* Vega cannot read oklch(); one painted pixel gives the same colour in sRGB. */
function painted(token) {
  const sample = document.createElement("i");
  sample.hidden = true;
  sample.style.color = `var(${token})`;
  document.body.append(sample);
  probe.clearRect(0, 0, 1, 1);
  probe.fillStyle = getComputedStyle(sample).color;
  probe.fillRect(0, 0, 1, 1);
  sample.remove();
  const [red, green, blue] = probe.getImageData(0, 0, 1, 1).data;
  return `rgb(${red}, ${green}, ${blue})`;
}

function themed(value, colours) {
  if (typeof value === "string") {
    const token = /^var\((--[\w-]+)\)$/.exec(value)?.[1];
    return token ? (colours[token] ??= painted(token)) : value;
  }
  if (Array.isArray(value)) return value.map((item) => themed(item, colours));
  if (value && typeof value === "object") return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, themed(item, colours)]));
  return value;
}

/* `width: "container"` becomes pixels, also inside concatenated views, where Vega-Lite does not do it itself. */
function sized(specification, width) {
  const inset = specification.usermeta?.inset ?? 0;
  const set = (part) => {
    if (part.width === "container") part.width = Math.max(80, width - inset);
    for (const many of ["layer", "vconcat", "hconcat", "concat"]) part[many]?.forEach(set);
    if (part.spec) set(part.spec);
  };
  set(specification);
  return specification;
}

function draw(plot) {
  const width = Math.floor(plot.clientWidth);
  if (!width || plot.dataset.width === String(width)) return;
  plot.dataset.width = String(width);
  const made = JSON.parse(plot.querySelector("script").textContent);
  const chosen = width < NARROW_PX && made.narrow ? made.narrow : made.wide;
  const compiled = vegaLite.compile(sized(themed(chosen, {}), width)).spec;
  views.get(plot)?.finalize();
  plot.querySelector(".drawn")?.remove();
  const holder = document.createElement("div");
  holder.className = "drawn";
  holder.setAttribute("aria-hidden", "true"); // the sentence names it, the table holds its numbers
  plot.append(holder);
  const view = new vega.View(vega.parse(compiled, null, { ast: true }), { expr: vegaInterpreter.expressionInterpreter, renderer: "svg", container: holder, hover: true, logLevel: vega.Error });
  views.set(plot, view);
  view.runAsync().then(() => { plot.dataset.drawn = "yes"; });
}

const resized = new ResizeObserver((entries) => entries.forEach((entry) => window.requestAnimationFrame(() => draw(entry.target))));
function watch(root) { root.querySelectorAll("[data-chart]").forEach((plot) => resized.observe(plot)); }
function redraw() { document.querySelectorAll("[data-chart]").forEach((plot) => { plot.dataset.width = ""; draw(plot); }); }

document.fonts.ready.then(() => watch(document)); // text is measured in the right font
document.addEventListener("htmx:after:swap", () => watch(document));
window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
