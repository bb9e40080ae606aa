/* Small behaviours of the frame: dialogs, the context drawer, menus, toasts, confirmations. Everything is delegated, so
   that pieces swapped in by htmx need no wiring. */

const UNDO_MS = 8000;

document.addEventListener("click", (event) => {
  const at = (selector) => event.target.closest(selector);
  const opener = at("[data-dialog-open]");
  if (opener) openDialog(document.getElementById(opener.dataset.dialogOpen));
  const closer = at("[data-dialog-close]");
  if (closer) document.getElementById(closer.dataset.dialogClose)?.close();
  if (event.target.matches("dialog")) event.target.close();
  if (at("[data-aside-open]")) setAside(true);
  if (at("[data-aside-close]")) setAside(false);
  at("[data-toast-close]")?.closest("[data-toast]").remove();
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
  const copier = at("[data-copy]");
  if (copier) navigator.clipboard.writeText(copier.dataset.copy).then(() => { copier.classList.add("on"); });
});

document.addEventListener("submit", (event) => {
  const question = event.target.dataset?.confirm;
  if (question && !window.confirm(question)) event.preventDefault();
}, true);

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open]");
  if (menu) { menu.open = false; menu.querySelector("summary").focus(); }
  else setAside(false);
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
  if (event.target.matches("[type=file]") && event.target.files.length) {
    event.target.parentElement.querySelector("[data-file-name]").textContent = event.target.files[0].name;
  }
});

/* One opens a dialog to write in it, not to close it. */
function openDialog(dialog) {
  dialog?.showModal();
  dialog?.querySelector(".in :is(input:not([type=hidden]), select, textarea)")?.focus();
}

function setAside(open) {
  const aside = document.getElementById("aside");
  if (!aside || open === aside.classList.contains("open")) return;
  aside.classList.toggle("open", open);
  const opener = document.querySelector("[data-aside-open]");
  opener?.setAttribute("aria-expanded", String(open));
  (open ? aside.querySelector("[data-aside-close]") : opener)?.focus();
}

/* A toast leaves after the time an undo is offered, unless the reader is on it. */
function expire(toast) {
  const leave = () => (toast.matches(":hover, :focus-within") ? window.setTimeout(leave, 2000) : toast.remove());
  window.setTimeout(leave, UNDO_MS);
}
const toasts = document.getElementById("toasts");
if (toasts) {
  toasts.querySelectorAll("[data-toast]").forEach(expire);
  new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((node) => {
    if (node.nodeType === 1 && node.matches("[data-toast]")) expire(node);
  }))).observe(toasts, { childList: true });
}

if (/Mac|iPhone|iPad/.test(navigator.platform)) document.querySelectorAll("[data-mod]").forEach((key) => { key.textContent = key.textContent.replace("Ctrl ", "\u2318"); });

/* On a phone a row of tabs is wider than the window: the one that is open is brought into view. */
for (const tab of document.querySelectorAll(".tabs [aria-current]")) tab.parentElement.scrollLeft = tab.offsetLeft + tab.offsetWidth / 2 - tab.parentElement.clientWidth / 2;
