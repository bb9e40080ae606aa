/* Around the composer: replies kept ready, taking an answer back, who else is here. Without this script the replies are a
   page of links, an answer is taken back by its button, and nobody is told who else looks. */

const EVERY_MS = 10_000;
const SOON_MS = 600;
const TYPED_MS = 9_000;
let typedAt = 0;
let lastPoll = 0;
let seen = "";

const answer = () => document.getElementById("reply-body");

/* Replies. A slash at the start of a word opens them; the words go in where the slash would have stood. */
let slashed = false;
let early = ""; // what was typed while the replies were on their way

document.addEventListener("keydown", (event) => {
  const field = event.target;
  if (slashed && field.id === "reply-body" && event.key.length === 1 && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    early += event.key;
    return;
  }
  if (event.key !== "/" || field.id !== "reply-body" || event.isComposing || event.ctrlKey || event.metaKey) return;
  const before = field.value.slice(0, field.selectionStart);
  const opener = document.querySelector("a[data-replies]");
  if (!opener || (before && !/\s$/.test(before))) return;
  event.preventDefault();
  slashed = true;
  early = "";
  opener.click();
});

function insert(text) {
  const field = answer();
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.focus();
  const start = field.value.lastIndexOf(text);
  const blank = /\{[a-z?]+\}|\.\.\./.exec(text); // the first thing left to write is marked, ready to be typed over
  if (start >= 0 && blank) field.setSelectionRange(start + blank.index, start + blank.index + blank[0].length);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function take(option) {
  const dialog = option.closest("dialog");
  if (!dialog) { window.location.assign(option.href); return; } // a page of its own leads back to the case
  slashed = false;
  early = "";
  dialog.close();
  const note = document.querySelector('[data-compose="reply"]:not(.on)');
  note?.click();
  const beside = option.querySelector("template[data-beside]");
  document.getElementById("beside").replaceChildren(...(beside ? [beside.content.cloneNode(true)] : []));
  insert(option.dataset.text);
}

document.addEventListener("click", (event) => {
  const option = event.target.closest("dialog [data-reply]");
  if (!option || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  take(option);
});

const shown = (picker) => [...picker.querySelectorAll("[data-reply]:not([hidden])")];

function select(picker, position) {
  const all = shown(picker);
  const index = all.length ? (position + all.length) % all.length : -1;
  for (const option of picker.querySelectorAll("[data-reply]")) option.setAttribute("aria-selected", "false");
  const search = picker.querySelector("[data-reply-search]");
  if (index < 0) { search.removeAttribute("aria-activedescendant"); return; }
  all[index].setAttribute("aria-selected", "true");
  all[index].scrollIntoView({ block: "nearest" });
  search.setAttribute("aria-activedescendant", all[index].id);
}

function narrow(picker, typed) {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  for (const option of picker.querySelectorAll("[data-reply]")) {
    option.hidden = !words.every((word) => option.dataset.words.includes(word));
  }
  picker.querySelector("[data-reply-none]").hidden = shown(picker).length > 0;
  select(picker, 0);
}

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-reply-search]")) narrow(event.target.closest("[data-reply-picker]"), event.target.value);
  if (event.target.matches("#reply-body, #note-body")) { typedAt = Date.now(); if (typedAt - lastPoll > EVERY_MS / 3) poll(); }
});

document.addEventListener("keydown", (event) => {
  if (!event.target.matches("[data-reply-search]") || event.isComposing) return;
  const picker = event.target.closest("[data-reply-picker]");
  const all = shown(picker);
  const at = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp") { event.preventDefault(); select(picker, at + (event.key === "ArrowDown" ? 1 : -1)); }
  if (event.key === "Enter") { event.preventDefault(); if (all[at]) take(all[at]); }
});

/* The dialog of case.js fills itself; when it holds the replies, the search field is shown and given the focus. Closed
   without a choice, the slash that opened it is written after all. */
function offerSearch() {
  const search = document.querySelector("[data-reply-search][hidden]");
  if (!search) return;
  search.hidden = false;
  search.value = early;
  search.focus();
  narrow(search.closest("[data-reply-picker]"), early);
}
offerSearch();
new MutationObserver(offerSearch).observe(document.body, { subtree: true, attributes: true, attributeFilter: ["open"] });

document.addEventListener("close", (event) => {
  if (!slashed || !event.target.querySelector?.("[data-reply-picker]")) return;
  slashed = false;
  insert("/");
  early = "";
}, true);

/* An answer that has left cannot be taken back: the offer goes with it. */
function watchHeld() {
  for (const held of document.querySelectorAll("[data-held]:not([data-watched])")) {
    held.dataset.watched = "";
    window.setTimeout(() => held.querySelector("button")?.remove(), Number(held.dataset.held) * 1000);
  }
}

/* Who else is here, and whether something happened since the page was made: a sign every ten seconds while the page is looked at, sooner when typing begins. */
async function poll() {
  const place = document.getElementById("here");
  const token = document.querySelector("[name=csrfmiddlewaretoken]");
  if (!place || !token || document.hidden) return;
  lastPoll = Date.now();
  const read = document.getElementById("thread");
  const { version, seen: event, heard, failed } = read.dataset;
  const sign = new URLSearchParams({ csrfmiddlewaretoken: token.value, version, seen: event, heard, failed });
  if (Date.now() - typedAt < TYPED_MS) sign.set("typing", "1");
  try {
    const told = await fetch(place.dataset.here, { method: "POST", body: sign, headers: { "HX-Request": "true" } });
    if (!told.ok || told.redirected) return; // signed out meanwhile: the next act says so
    const text = (await told.text()).trim();
    if (text !== seen || !place.innerHTML) place.innerHTML = text;
    seen = text;
    const now = told.headers.get("Case-Now");
    if (!read.isConnected) poll(); // told of a page that is gone by now
    else if (now) document.dispatchEvent(new CustomEvent("case:now", { detail: now }));
  } catch { /* the next turn asks again */ }
}

window.setTimeout(poll, SOON_MS);
window.setInterval(poll, EVERY_MS);
document.addEventListener("visibilitychange", poll);
watchHeld();

function furnish() {
  watchHeld();
  const place = document.getElementById("here");
  if (place && !place.innerHTML) place.innerHTML = seen;
}
document.addEventListener("htmx:after:swap", furnish);
document.addEventListener("thread:shown", furnish);
