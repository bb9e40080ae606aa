/* The case page: questions open as dialogs, the composer switches between answer and note, the story starts at its end.
   Without this script every link and form works as a page of its own. */

import { showForm } from "./forms.js";

const host = document.createElement("dialog");
host.className = "ask";
host.setAttribute("aria-labelledby", "ask-title");
document.body.append(host);

let asked = 0;

async function ask(href) {
  const turn = ++asked;
  const answer = await fetch(href, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (turn !== asked) return;  // a later question is on its way: this one must not stand in its place, half filled in
  if (!answer?.ok || answer.redirected) { window.location.assign(href); return; }
  host.innerHTML = await answer.text();
  window.htmx.process(host);
  host.showModal();
  host.querySelector("[autofocus], textarea, select, input:not([type=hidden])")?.focus();
}

function compose(kind) {
  showForm(kind, document);
  document.querySelector("#composer [data-composer]:not([hidden]) textarea").focus();
}

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  const at = (selector) => event.target.closest(selector);
  const question = at("a[data-ask]");
  if (question) { event.preventDefault(); question.closest("details.menu")?.removeAttribute("open"); ask(question.href); return; }
  if (at("[data-ask-cancel]") && host.open) { event.preventDefault(); host.close(); return; }
  const tab = at("a[data-compose]");
  if (tab) { event.preventDefault(); compose(tab.dataset.compose); }
});

/* Keys whose target may be folded away: R goes to the answer even while the note shows, P asks from inside the menu. */
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || document.body.dataset.keys !== "on" || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.isComposing) return;
  if (event.target.closest("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]")) return;
  const tab = event.code === "KeyR" && document.querySelector('[data-compose="reply"]');
  const folded = [...document.querySelectorAll(`details.menu:not([open]) a[data-ask][data-key="${event.code}"]`)][0];
  if (!tab && !folded) return;
  event.preventDefault();
  if (tab) compose("reply"); else ask(folded.href);
});

/* Whoever reads the end of the story stays there when a line above or a longer answer below takes room from it. */
let isAtEnd = true;
const room = new ResizeObserver(([seen]) => { if (isAtEnd) seen.target.scrollTop = seen.target.scrollHeight; });

function toEnd(from = null) {
  const story = document.getElementById("timeline");
  room.disconnect();
  if (!story) return;
  isAtEnd = from === null;
  story.scrollTop = from ?? story.scrollHeight;
  story.addEventListener("scroll", () => { isAtEnd = story.scrollHeight - story.clientHeight - story.scrollTop < 24; }, { passive: true });
  room.observe(story);
}
toEnd();
document.addEventListener("htmx:after:swap", () => toEnd());
document.addEventListener("thread:shown", (event) => toEnd(event.detail.from));
