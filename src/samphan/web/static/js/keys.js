/* Single-key shortcuts by physical key (event.code), so that they work with a Thai layout. Off inside inputs and when the
   reader switched them off. A screen gives a button or link `data-key="KeyR"` (or "Shift+KeyE"); the key presses it. */

import { openPalette } from "./palette.js";

const GO = { KeyT: "/", KeyI: "/inbox/", KeyC: "/cases/", KeyU: "/customers/", KeyX: "/insights/" };
const SEQUENCE_MS = 1200;
let goUntil = 0;

const isTyping = (element) => element.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable], [role=combobox]");

function move(step) {
  const rows = [...document.querySelectorAll("[data-row]")].filter((row) => row.checkVisibility());
  if (!rows.length) return;
  const at = rows.indexOf(document.activeElement.closest("[data-row]"));
  rows[Math.min(rows.length - 1, Math.max(0, at + step))].focus();
}

function act(event) {
  if (goUntil > Date.now()) {
    goUntil = 0;
    if (GO[event.code]) { window.location.assign(GO[event.code]); return true; }
  }
  if (event.code === "KeyG" && !event.shiftKey) { goUntil = Date.now() + SEQUENCE_MS; return true; }
  if (event.code === "Slash") { if (event.shiftKey) document.getElementById("keys").showModal(); else openPalette(); return true; }
  if (event.code === "KeyJ") { move(1); return true; }
  if (event.code === "KeyK") { move(-1); return true; }
  if (event.code === "Enter" && document.activeElement.closest("a, button, summary, [tabindex='0']")) return false;
  const name = `${event.shiftKey ? "Shift+" : ""}${event.code}`;
  // What a closed menu hides has a box all the same, so that asking for its place would find it.
  const target = [...document.querySelectorAll(`[data-key="${name}"]`)].find((element) => element.checkVisibility() && !element.disabled);
  if (!target) return false;
  if (target.matches("input, textarea")) target.focus(); else target.click();
  return true;
}

document.addEventListener("keydown", (event) => {
  const composing = event.isComposing || event.defaultPrevented;
  if ((event.ctrlKey || event.metaKey) && event.code === "Enter" && event.target.form) { event.preventDefault(); event.target.form.requestSubmit(); return; }
  if (composing || event.ctrlKey || event.metaKey || event.altKey || document.body.dataset.keys !== "on") return;
  if (document.querySelector("dialog[open]") || isTyping(event.target)) return;
  if (act(event)) event.preventDefault();
});
