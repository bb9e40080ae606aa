/* The survey page with a script: a tapped score is stored at once and the follow-up opens in place. Without it every
   button posts the form and the server answers with the same page, so nothing here is needed to answer. */

const RETRY_MS = 4000;
const form = document.querySelector("form[data-survey]");
const part = (name) => form.querySelector(`[data-${name}]`);

function choose(button) {
  for (const other of form.querySelectorAll("button[name=score]")) {
    other.setAttribute("aria-pressed", String(other === button));
  }
  part("chosen").value = button.value;
  part("progress").value = 2;
  part("more").hidden = part("send").hidden = false;
}

function say(text, isBad) {
  const line = part("stored");
  line.textContent = text;
  line.classList.toggle("bad", isBad);
}

/* Only the newest tap is tried again: an older one would overwrite it. */
let newest = 0;
async function store(score) {
  const mine = ++newest;
  const data = new URLSearchParams({ score });
  for (const name of ["reference", "language"]) {
    if (form.elements[name]) data.set(name, form.elements[name].value);
  }
  try {
    const answer = await fetch(location.pathname, { method: "POST", body: data, headers: { "X-Survey-Tap": "1" } });
    if (mine !== newest) return;
    if (answer.ok) say(part("stored").dataset.text, false);
    else location.reload(); // answered elsewhere meanwhile, or expired: the page says which
  } catch {
    if (mine !== newest) return;
    say(form.querySelector("[data-error]").dataset.error, true);
    setTimeout(() => mine === newest && store(score), RETRY_MS);
  }
}

form?.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=score]");
  if (!button) return;
  event.preventDefault();
  choose(button);
  store(button.value);
});

/* A second press while the first is on its way would only wait for it. */
form?.addEventListener("submit", (event) => {
  if (event.submitter?.name !== "send") return;
  newest++;
  if (form.dataset.sending) event.preventDefault();
  form.dataset.sending = "yes";
});
addEventListener("pageshow", () => form && delete form.dataset.sending);
