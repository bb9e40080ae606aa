/* The composer of a case holds two forms, the answer and the note. Shows one of them in a thread, where there is such a form. */

export function showForm(kind, root) {
  const composer = root.querySelector("#composer");
  const link = composer?.querySelector(`[data-compose="${kind}"]`);
  if (!link) return;
  for (const form of composer.querySelectorAll("[data-composer]")) form.hidden = form.dataset.composer !== kind;
  for (const tab of composer.querySelectorAll("[data-compose]")) {
    tab.classList.toggle("on", tab === link);
    tab.toggleAttribute("aria-current", tab === link);
  }
  composer.classList.toggle("internal", kind === "note");
}
