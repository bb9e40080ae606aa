/* The open case stays as it is in the house: it is read anew when something happened in it, and an act begun here ends here.
   What is half-written goes over into the new page. Without this script every form and every reload is a page of its own. */

import { forgetCase, putAway, takeOut } from "./drafts.js";
import { showForm } from "./forms.js";
import { readPage } from "./pages.js";

const thread = () => document.getElementById("thread");
const fields = () => [...(thread()?.querySelectorAll("textarea") ?? [])];
const at = (name) => document.getElementById(name);

/* A sentence the page holds ready for what only this script can tell. */
const say = (name) => at("toasts").append(document.querySelector(`template[data-said="${name}"]`).content.cloneNode(true));

/* What is on its way, by request: no draft any more, and the page is not taken away before the answer is there. */
const sending = new Map();
const isSending = (field) => [...sending.values()].some(({ form }) => form === field.form);

/* What is written and not sent, by field, and where the caret stands, be it in an empty one: letters typed anywhere else are
   commands. */
function keep() {
  const words = new Map(fields().filter((field) => field.value.trim() && !isSending(field)).map((field) => [field.id, field.value]));
  const beside = words.has("reply-body") ? [...(at("beside")?.childNodes ?? [])] : [];
  const { id, selectionStart, selectionEnd } = document.activeElement ?? {};
  return { from: thread(), words, beside, composer: at("composer"), caret: fields().some((field) => field.id === id) ? [id, selectionStart, selectionEnd] : null };
}

document.addEventListener("input", ({ target }) => {
  if (target.matches("#thread textarea") && thread().dataset.case && !isSending(target)) putAway(target);
});
document.addEventListener("change", ({ target }) => {
  if (!target.matches("#beside input")) return;
  target.toggleAttribute("checked", target.checked);  // what is put away is markup
  putAway(at("reply-body"));
});

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

/* Returns whether words were added to others. */
function restore(kept, root) {
  let isJoined = false;
  if (kept.words.has("reply-body") && !root.querySelector("#reply-body")) keepComposer(root, kept);
  for (const [id, text] of kept.words) {
    const field = root.querySelector(`#${CSS.escape(id)}`);
    if (!field || field.value === text) continue;
    if (id === "reply-body" && !field.value) root.querySelector("#beside").replaceChildren(...kept.beside);
    isJoined ||= field.value.trim() !== "";
    field.value = field.value.trim() ? `${field.value}\n\n${text}` : text;  // an answer taken back stands before the next one
  }
  return isJoined;
}

function refocus({ caret }) {
  const field = caret && at(caret[0]);
  if (!field || field.closest("[hidden]")) return;
  field.focus({ preventScroll: true });
  field.setSelectionRange(caret[1], caret[2]);
}

/* Where this page can be read again. */
function address() {
  const url = new URL(thread().dataset.at, window.location.href);
  const tab = new URLSearchParams(window.location.search).get("tab");
  if (tab && url.pathname === window.location.pathname) url.searchParams.set("tab", tab);
  return url.href;
}

/* Returns whether the case is shown as it is now. `act`: the reader did something, so that its end is shown; `quiet`: nobody
   asked for it, so that it is left alone when it was taken in hand meanwhile. */
async function readAnew(href, how = {}) {
  await Promise.all([...sending.values()].map(({ over }) => over));
  const before = thread();
  const fresh = await readPage(href);
  const made = fresh?.getElementById("thread");
  if (!made?.dataset.at) return false;
  if (fresh.body.dataset.reader !== document.body.dataset.reader) { window.location.reload(); return true; }  // somebody else's by now
  at("toasts").append(...fresh.getElementById("toasts").children);
  if (how.quiet && isInUse()) return false;
  if (sending.size || before !== thread()) return how.quiet ? false : readAnew(href, how);
  show(made, fresh, how);
  return true;
}

function show(made, fresh, { act = false, quiet = false }) {
  const before = thread();
  const kept = keep();
  const story = at("timeline");
  const isAtEnd = act || story.scrollHeight - story.clientHeight - story.scrollTop < 24;
  const from = isAtEnd ? null : story.scrollTop;
  const wasInStory = document.activeElement === story;
  const isOther = made.dataset.case !== before.dataset.case;
  if (isOther) { forgetCase(before); takeOut(made); }
  showForm(before.querySelector("[data-compose].on")?.dataset.compose, made);
  if (restore(kept, made)) say("joined");
  before.replaceWith(document.adoptNode(made));
  window.htmx.process(made);
  const [panel, madePanel] = [at("aside"), fresh.getElementById("aside")];
  if (panel && madePanel) { panel.replaceChildren(...madePanel.childNodes); window.htmx.process(panel); }
  if (isOther) { window.history.replaceState(null, "", made.dataset.at); document.title = fresh.title; }
  takeOut(made);
  enhance();
  document.dispatchEvent(new CustomEvent("thread:shown", { detail: { from } }));
  refocus(kept);
  const isLost = document.activeElement?.contains(made) ?? true;  // the page around it is no place to go on from
  if (isLost && (wasInStory || !quiet)) at("timeline").focus({ preventScroll: true });
}

/* Nothing is taken away under somebody's hands: a line offers what is new instead. */
function isInUse() {
  const focused = document.activeElement;
  const isHeld = focused && focused.id !== "timeline" && focused.closest("#thread, #aside");
  const selected = window.getSelection();
  const isMarked = selected && !selected.isCollapsed && thread().contains(selected.anchorNode);
  return isHeld || isMarked || sending.size > 0 || keep().words.size > 0 || document.querySelector("dialog[open], details.menu[open]");
}

document.addEventListener("case:now", (event) => {
  if (event.detail === "same" || !thread()?.dataset.at) return;
  if (!isInUse()) readAnew(address(), { quiet: true });
  else if (event.detail === "news") document.querySelector("[data-case-news]").hidden = false;
});

document.addEventListener("click", async (event) => {
  const news = event.target.closest("[data-case-news]");
  if (!news || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  event.preventDefault();
  if (!await readAnew(address())) window.location.assign(news.href);
});

/* Buttons that are small forms of their own answer with a page; asked by htmx they answer with where that page is. */
function enhance() {
  for (const form of document.querySelectorAll(":is(#thread, #aside) form[method=post]:not([hx-post], [data-confirm])")) {
    form.setAttribute("hx-post", form.getAttribute("action"));
    form.setAttribute("hx-swap", "none");
    window.htmx.process(form);
  }
}

const places = "dialog.ask, #thread, #aside";
const isAct = (ctx) => ctx.request.method.toUpperCase() !== "GET";

/* Refusals and problems of ours come with their own words; what else went wrong has none. */
const isTold = ({ response, hx }) => response.status < 400 || [409, 422].includes(response.status) || hx.reswap === "none";

/* An act that leads back to the case does so in place: a reload would throw away what is half-written. Whoever is asked to
   sign in goes there for real, and finds the words again. */
document.addEventListener("htmx:after:request", async (event) => {
  const { ctx } = event.detail;
  const asked = ctx.sourceElement.closest(places);
  if (!asked || !thread()?.dataset.at) return;
  if (!isTold(ctx)) { event.preventDefault(); say("failed"); return; }
  const to = ctx.hx.redirect ?? (isAct(ctx) && ctx.response.raw.redirected ? ctx.response.raw.url : "");
  if (!to) return;
  event.preventDefault();
  if (asked.open) asked.close();
  const [goal, here] = [new URL(to, window.location.href), new URL(thread().dataset.at, window.location.href)];
  const isHere = goal.pathname === thread().dataset.case || goal.pathname + goal.search === here.pathname + here.search;
  if (!await readAnew(isHere ? address() : to, { act: true })) window.location.assign(to);
});

document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  if (ctx && isAct(ctx) && ctx.sourceElement.closest(places)) say("failed");
});

document.addEventListener("htmx:before:request", (event) => {
  const { ctx } = event.detail;
  const form = ctx.sourceElement;
  const written = form.matches("#thread form") ? [...form.querySelectorAll("textarea")] : [];
  if (!written.length) return;
  if (!form.isConnected) { event.preventDefault(); return; }  // pressed twice: the first one got through
  let end;
  const over = new Promise((resolve) => { end = resolve; });
  sending.set(ctx, { form, written, over, end });
  for (const field of written) putAway(field, "");
});

/* Words that did not get through stand in their field again, which may be another one by now. */
document.addEventListener("htmx:finally:request", ({ detail: { ctx } }) => {
  const sent = sending.get(ctx);
  if (!sent) return;
  sending.delete(ctx);
  const isThrough = ctx.response?.status < 400 && !ctx.response.raw.redirected;
  for (const { id, value } of sent.written) {
    const field = at(id);
    if (!field?.closest("#thread")) continue;
    if (!isThrough) field.value ||= value;
    else if (sent.form.isConnected) field.value = "";
    putAway(field);
  }
  sent.end();
  const isShown = sent.form.isConnected || ctx.status === "swapped" || ctx.hx?.redirect;
  if (isThrough && !isShown) readAnew(address(), { act: true });
});

/* A form of the case that swaps the thread: what is half-written in the others goes over into the new one. */
let unsent = null;
document.addEventListener("htmx:before:swap", () => { unsent = thread() && keep(); });
document.addEventListener("htmx:after:swap", () => {
  if (unsent && thread() && unsent.from !== thread()) {
    if (restore(unsent, thread())) say("joined");
    fields().forEach((field) => putAway(field));
  }
  unsent = null;
  enhance();
});
if (thread()?.dataset.case) takeOut(thread());
enhance();
