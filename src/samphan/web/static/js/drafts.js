/* Whoever looks at another case and comes back finds their words again: in this tab only, until they are sent, until they
   sign out (signed_out.js), or until somebody else reads here. */

const OWN = `draft:${document.body.dataset.reader}:`;
const drawer = (root, name) => `${OWN}${root.dataset.case}:${name}`;

function forgetAll(isMeant) {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith("draft:") && isMeant(key)) sessionStorage.removeItem(key);
}
forgetAll((key) => !key.startsWith(OWN));

export const forgetCase = (root) => forgetAll((key) => key.startsWith(drawer(root, "")));

/* `words`: what of the field is still to be sent; with an answer goes what its canned reply does beside. */
export function putAway(field, words = field.value) {
  const root = field.closest("#thread");
  const kept = { [field.id]: words };
  if (field.id === "reply-body") kept.beside = words.trim() && root.querySelector("#beside").innerHTML;
  for (const [name, text] of Object.entries(kept)) {
    if (text.trim()) sessionStorage.setItem(drawer(root, name), text);
    else sessionStorage.removeItem(drawer(root, name));
  }
}

export function takeOut(root) {
  for (const field of root.querySelectorAll("textarea")) {
    const words = sessionStorage.getItem(drawer(root, field.id));
    if (words && !field.value) {
      field.value = words;
      if (field.id === "reply-body") root.querySelector("#beside").innerHTML = sessionStorage.getItem(drawer(root, "beside")) ?? "";
    }
    putAway(field);
  }
}
