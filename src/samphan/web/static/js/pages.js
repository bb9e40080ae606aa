/* A page read beside the one that is shown, so that a part of it can be taken over. */

/* Returns its document, or null where there is no answer or a refusal. */
export async function readPage(href) {
  const answer = await fetch(href).catch(() => null);
  return answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
}
