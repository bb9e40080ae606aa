/* Whoever signed out is nobody here: what was left half-written in this tab (drafts.js) goes. Whoever is only asked to sign
   in on the way to a page finds it again; nobody else does. */

if (!document.querySelector("form:has([name=password]) [name=next]")) {
  for (const key of Object.keys(sessionStorage)) if (key.startsWith("draft:")) sessionStorage.removeItem(key);
}
