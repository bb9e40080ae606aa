/* The command palette: Ctrl/⌘ K. A combobox (ARIA 1.2) whose list comes from the server as the reader types. */

const palette = document.getElementById("palette");
const input = palette.querySelector("[role=combobox]");
const token = palette.querySelector("[name=csrfmiddlewaretoken]");
const list = palette.querySelector("[role=listbox]");
const PAUSE_MS = 120;
let timer = 0;
let asked = 0;
let isBehind = false; // the list does not answer yet what is written
let isGoing = false; // Enter was pressed meanwhile

export function openPalette() {
  if (palette.open) return;
  palette.showModal();
  isGoing = false;
  input.value = "";
  input.focus();
  ask();
}

async function ask() {
  const turn = ++asked;
  window.clearTimeout(timer);
  isBehind = true;
  // Posted: what is typed is often a person's name, and an address is written down in logs.
  const typed = new URLSearchParams({ q: input.value, csrfmiddlewaretoken: token.value });
  const answer = await fetch(palette.dataset.search, { method: "POST", body: typed, headers: { "HX-Request": "true" } }).catch(() => null);
  if (turn !== asked || !answer?.ok) return; // a later question is already on its way
  list.innerHTML = await answer.text();
  select(0);
  isBehind = false;
  if (!isGoing || !palette.open) return;
  isGoing = false;
  go(options()[0]);
}

const options = () => [...list.querySelectorAll("[role=option]")];

function select(position) {
  const all = options();
  const index = all.length ? (position + all.length) % all.length : -1;
  all.forEach((option, at) => option.setAttribute("aria-selected", String(at === index)));
  if (index < 0) input.removeAttribute("aria-activedescendant");
  else {
    input.setAttribute("aria-activedescendant", all[index].id);
    all[index].scrollIntoView({ block: "nearest" });
  }
}

function go(option) {
  if (!option) return;
  if (option.dataset.query) {
    input.value = option.dataset.query;
    input.focus();
    ask();
    return;
  }
  palette.close();
  if ("find" in option.dataset) { // posted like what is typed, for the same reason
    const form = palette.querySelector("form");
    form.elements.q.value = input.value;
    form.submit();
    return;
  }
  if (option.dataset.dialog) document.getElementById(option.dataset.dialog)?.showModal();
  else window.location.assign(option.dataset.href);
}

/* Who presses Enter sooner than the answer comes means what was written, not what the list still shows. */
function enter(option) {
  if (!isBehind) { go(option); return; }
  isGoing = true;
  ask();
}

input.addEventListener("input", () => {
  isBehind = true;
  isGoing = false;
  window.clearTimeout(timer);
  timer = window.setTimeout(ask, PAUSE_MS);
});
input.addEventListener("keydown", (event) => {
  const now = options().findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown") { event.preventDefault(); select(now + 1); }
  else if (event.key === "ArrowUp") { event.preventDefault(); select(now - 1); }
  else if (event.key === "Enter" && !event.isComposing) { event.preventDefault(); enter(options()[now]); }
});
list.addEventListener("mousemove", (event) => {
  const option = event.target.closest("[role=option]");
  if (option && option.getAttribute("aria-selected") !== "true") select(options().indexOf(option));
});
list.addEventListener("click", (event) => go(event.target.closest("[role=option]")));
document.addEventListener("click", (event) => { if (event.target.closest("[data-palette-open]")) openPalette(); });
document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.code === "KeyK") { event.preventDefault(); openPalette(); }
});
