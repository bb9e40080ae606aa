/* Whoever is asked to sign in is nobody yet: what the last one left half-written in this tab (thread.js) goes. */

for (const key of Object.keys(sessionStorage)) if (key.startsWith("draft:")) sessionStorage.removeItem(key);
