/* The open case stays as it is in the house: it is read anew when something happened in it, and an act begun here ends here.
   What is half-written goes over into the new page. Without this script every form and every reload is a page of its own. */

const thread = () => document.getElementById("thread");
const fields = () => [...(thread()?.querySelectorAll("textarea") ?? [])];
const at = (name) => document.getElementById(name);

/* What is written and not sent, by field; the words of a form that is being sent are no draft. */
function keep(sending) {
  const words = new Map(fields().filter((field) => field.value.trim() && field.form !== sending).map((field) => [field.id, field.value]));
  const beside = words.has("reply-body") ? [...(at("beside")?.childNodes ?? [])] : [];
  const { id, selectionStart, selectionEnd } = document.activeElement ?? {};
  return { from: thread(), words, beside, composer: at("composer"), caret: words.has(id) ? [id, selectionStart, selectionEnd] : null };
}

/* Whoever looks at another case and comes back finds their words again: in this tab only, until they are sent, or until
   somebody is asked to sign in (signed_out.js). */
const drawer = (field) => `draft:${thread().dataset.reader}:${thread().dataset.case}:${field.id}`;  // nobody finds another reader's words

function putAway(field) {
  if (field.value.trim()) sessionStorage.setItem(drawer(field), field.value);
  else sessionStorage.removeItem(drawer(field));
}

function takeOut() {
  for (const field of fields()) {
    field.value ||= sessionStorage.getItem(drawer(field)) ?? "";
    putAway(field);
  }
}

document.addEventListener("input", (event) => { if (event.target.matches("#thread textarea") && thread().dataset.case) putAway(event.target); });

/* A case that was closed meanwhile has no room for an answer: the half-written one stands as it stood, in its own form. */
function keepComposer(root, { composer: old, words }) {
  const made = root.querySelector("#composer");
  if (!made) return;
  for (const field of old.querySelectorAll("textarea")) if (!words.has(field.id)) field.value = "";  // it was sent
  for (const hidden of old.querySelectorAll("input[type=hidden]")) {
    const now = made.querySelector(`input[type=hidden][name="${hidden.name}"]`);
    if (now) hidden.value = now.value;
  }
  made.replaceWith(old);
}

function restore(kept, root) {
  if (kept.words.has("reply-body") && !root.querySelector("#reply-body")) keepComposer(root, kept);
  for (const [id, text] of kept.words) {
    const field = root.querySelector(`#${CSS.escape(id)}`);
    if (!field || field.value === text) continue;
    if (id === "reply-body" && !field.value) root.querySelector("#beside").replaceChildren(...kept.beside);
    field.value = field.value.trim() ? `${field.value}\n\n${text}` : text;  // an answer taken back stands before the next one
  }
}

function refocus({ caret }) {
  const field = caret && at(caret[0]);
  if (!field || field.closest("[hidden]")) return;
  field.focus({ preventScroll: true });
  field.setSelectionRange(caret[1], caret[2]);
}

/* Where this page can be read again, with the form that shows. */
function address() {
  const url = new URL(thread().dataset.at, window.location.href);
  const tab = new URLSearchParams(window.location.search).get("tab");
  if (tab && url.pathname === window.location.pathname) url.searchParams.set("tab", tab);
  const form = document.querySelector("#composer [data-compose].on")?.dataset.compose;
  if (form) url.searchParams.set("compose", form);
  return url.href;
}

/* Returns whether the case is shown as it is now. `act`: the reader did something, so that its end is shown; `quiet`: nobody
   asked for it, so that it is left alone when it was taken in hand meanwhile. */
async function readAnew(href, { act = false, quiet = false } = {}) {
  const before = thread();
  const answer = await fetch(href).catch(() => null);
  const fresh = answer?.ok && new DOMParser().parseFromString(await answer.text(), "text/html");
  const made = fresh && fresh.getElementById("thread");
  if (!made?.dataset.at || before !== thread() || before.querySelector(".htmx-request") || (quiet && isInUse())) return false;
  const kept = keep();
  const story = at("timeline");
  const isAtEnd = act || story.scrollHeight - story.clientHeight - story.scrollTop < 24;
  const from = isAtEnd ? null : story.scrollTop;
  const wasInStory = document.activeElement === story;
  restore(kept, made);
  before.replaceWith(document.adoptNode(made));
  window.htmx.process(made);
  const [panel, madePanel] = [at("aside"), fresh.getElementById("aside")];
  if (panel && madePanel) { panel.replaceChildren(...madePanel.childNodes); window.htmx.process(panel); }
  at("toasts").append(...fresh.getElementById("toasts").children);
  if (made.dataset.case !== before.dataset.case) { window.history.replaceState(null, "", made.dataset.at); document.title = fresh.title; }
  takeOut();
  enhance();
  document.dispatchEvent(new CustomEvent("thread:shown", { detail: { from } }));
  if (wasInStory) at("timeline").focus({ preventScroll: true });
  refocus(kept);
  return true;
}

/* Nothing is taken away under somebody's hands: a line offers what is new instead. */
function isInUse() {
  const focused = document.activeElement;
  const isHeld = focused && focused.id !== "timeline" && focused.closest("#thread, #aside");
  const selected = window.getSelection();
  const isMarked = selected && !selected.isCollapsed && thread().contains(selected.anchorNode);
  return isHeld || isMarked || keep().words.size > 0 || document.querySelector("dialog[open], details.menu[open]");
}

document.addEventListener("case:now", (event) => {
  if (event.detail === "same" || !thread()?.dataset.at) return;
  if (!isInUse()) readAnew(address(), { quiet: true });
  else if (event.detail === "news") document.querySelector("[data-case-news]").hidden = false;
});

document.addEventListener("click", (event) => {
  const news = event.target.closest("[data-case-news]");
  if (!news || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  readAnew(address());
});

/* Buttons that are small forms of their own answer with a page; asked by htmx they answer with where that page is. */
function enhance() {
  for (const form of document.querySelectorAll(":is(#thread, #aside) form[method=post]:not([hx-post], [data-confirm])")) {
    form.setAttribute("hx-post", form.getAttribute("action"));
    form.setAttribute("hx-swap", "none");
    form.dataset.stays = "";
    window.htmx.process(form);
  }
}

/* An act that leads back to the case does so in place: a reload would throw away what is half-written. */
document.addEventListener("htmx:after:request", async (event) => {
  const { ctx } = event.detail;
  const asked = ctx.sourceElement.closest("dialog.ask, #thread, #aside");
  if (!asked || !thread()?.dataset.at) return;
  const isPage = "stays" in ctx.sourceElement.dataset && ctx.response.raw.redirected;
  const to = ctx.hx.redirect ?? (isPage ? ctx.response.raw.url : "");
  if (!to) return;
  event.preventDefault();
  if (asked.open) asked.close();
  const isHere = to === thread().dataset.at || new URL(to, window.location.href).pathname === thread().dataset.case;
  if (await readAnew(isHere ? address() : to, { act: true })) return;
  if (keep().words.size) document.querySelector("[data-case-news]").hidden = false;
  else window.location.assign(to);
});

/* A form of the case that swaps the thread: what is half-written in the others goes over into the new one. */
let unsent = null;
document.addEventListener("htmx:before:swap", (event) => { unsent = thread() && keep(event.detail.ctx.sourceElement); });
document.addEventListener("htmx:after:swap", () => {
  if (unsent && thread() && unsent.from !== thread()) {
    restore(unsent, thread());
    fields().forEach(putAway);
  }
  unsent = null;
  enhance();
});
if (thread()?.dataset.case) takeOut();
enhance();
