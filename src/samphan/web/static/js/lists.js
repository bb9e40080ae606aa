/* Lists of cases: keys that tick rows and act on them, and reading the list anew when it has changed. Without this script
   every row, form and act works as a page of its own. */

import { readPage } from "./pages.js";

const POLL_MS = 15000;
const DIALOGS = { KeyE: "close/", KeyA: "assign/", KeyH: "snooze/", KeyL: "labels/", KeyP: "priority/", KeyM: "merge/" };
const ACTS = { KeyA: "assign", KeyH: "snooze", KeyL: "label", KeyP: "priority", KeyM: "merge" };

const form = document.getElementById("ticked");
const ticks = () => [...form.querySelectorAll("[data-tick]")];
const areKeysOff = (event) => document.body.dataset.keys !== "on" || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing
  || event.target.closest("input:not([type=checkbox]), textarea, select, [contenteditable]") || document.querySelector("dialog[open]");

/* The row that has the focus, or the one of a tick box that has it. */
const rowOf = (element) => element.closest("tr")?.querySelector("[data-row]");

function askAbout(row, act) {
  const address = new URL(act, new URL(row.href, window.location.href));
  address.searchParams.set("next", window.location.pathname + window.location.search);
  const question = document.createElement("a");  // what case.js opens as a dialog
  question.href = address.href;
  question.dataset.ask = "";
  document.body.append(question);
  question.click();
  question.remove();
}

/* What can be done to ticked rows is read with the first tick. */
const bar = form?.querySelector("[data-bar]");
let barRead;
const readBar = () => (barRead ??= fetch(bar.dataset.bar).then((answer) => {
  if (answer.redirected) window.location.reload();  // signed out meanwhile: the page itself asks to sign in
  return answer.ok && !answer.redirected ? answer.text() : Promise.reject(answer);
}).then((inside) => { bar.innerHTML = inside; }).catch(() => { barRead = undefined; }));

async function chooseAct(name) {
  await readBar();
  const act = document.getElementById("act");
  if (!act) return;
  act.value = name;
  act.dispatchEvent(new Event("change"));
  (form.querySelector(`.v-${name} :is(select, input)`) ?? act).focus();
}

function press(event) {
  const row = rowOf(document.activeElement);
  const ticked = ticks().some((box) => box.checked);
  if (event.code === "KeyX" && row) {
    const box = row.closest("tr").querySelector("[data-tick]");
    box.checked = !box.checked;
    showBar();
    return true;
  }
  if (event.code === "Escape" && ticked) { form.reset(); return true; }
  if (ticked && ACTS[event.code]) { chooseAct(ACTS[event.code]); return true; }
  if (row && DIALOGS[event.code]) { askAbout(row, DIALOGS[event.code]); return true; }
  return false;
}

function showBar() {
  if (bar.childElementCount === 0 || bar.querySelector("noscript")) readBar();
}

/* An act on labels without a label would be refused case by case: the field says so before anything is sent. */
function isLabelMissing() {
  const { act, label, new_label: written } = form.elements;
  return (act.value === "label" || act.value === "unlabel") && !label.value && !(act.value === "label" && written.value.trim());
}

if (bar) {
  document.addEventListener("keydown", (event) => {
    if (!areKeysOff(event) && press(event)) { event.preventDefault(); event.stopImmediatePropagation(); }
  }, true);
  form.addEventListener("change", (event) => { if (event.target.matches("[data-tick]")) showBar(); });
  form.addEventListener("click", (event) => {
    if (event.target.closest("[data-tick-all]")) ticks().forEach((box) => { box.checked = true; });
  });
  form.addEventListener("input", () => form.elements.label?.setCustomValidity(""));
  form.addEventListener("submit", (event) => {
    if (!form.elements.act) { event.preventDefault(); return; }
    const choice = form.elements.label;
    choice.setCustomValidity(isLabelMissing() ? choice.dataset.needed : "");
    if (!choice.checkValidity()) { event.preventDefault(); choice.reportValidity(); }
  });
  if (ticks().some((box) => box.checked)) showBar();  // a browser that comes back restores the ticks
}

/* A list that somebody works in (a tick, the focus inside) is not taken away under their hands: a line offers the new one. */
const region = document.querySelector("[data-live]");
const isInUse = () => region.contains(document.activeElement) || region.querySelector(":checked") || document.querySelector("dialog[open]");

async function readAnew(version) {
  const fresh = (await readPage(window.location.href))?.getElementById(region.id);
  if (!fresh || isInUse()) return;
  region.replaceChildren(...fresh.childNodes);
  region.dataset.version = version;
}

async function look() {
  if (document.hidden) return;
  const answer = await fetch(region.dataset.live).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const version = await answer.text();
  const news = document.querySelector("[data-live-news]");
  if (version === region.dataset.version) { news.hidden = true; return; }
  if (isInUse()) news.hidden = false;
  else { news.hidden = true; await readAnew(version); }
}

if (region) {
  window.setInterval(look, POLL_MS);
  document.addEventListener("visibilitychange", look);
  document.addEventListener("thread:shown", look);
}
