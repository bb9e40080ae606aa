/* On a phone a line can be swiped: to the right closes the loop, to the left waits. Both are links beside the line as
   well, so that nothing needs the gesture (WCAG 2.5.7). */

const FAR_ENOUGH_PX = 88;
let swiped = null;

document.addEventListener("touchstart", (event) => {
  const line = event.target.closest("[data-swipe]");
  swiped = line && event.touches.length === 1 ? { line, x: event.touches[0].clientX, y: event.touches[0].clientY, by: 0 } : null;
}, { passive: true });

document.addEventListener("touchmove", (event) => {
  if (!swiped) return;
  const by = event.touches[0].clientX - swiped.x;
  if (Math.abs(event.touches[0].clientY - swiped.y) > Math.abs(by)) { settle(); return; }
  swiped.by = by;
  swiped.line.classList.toggle("to-right", by >= FAR_ENOUGH_PX);
  swiped.line.classList.toggle("to-left", by <= -FAR_ENOUGH_PX);
}, { passive: true });

document.addEventListener("touchend", () => {
  if (!swiped) return;
  const { line, by } = swiped;
  settle();
  if (by >= FAR_ENOUGH_PX) line.querySelector("[data-swipe-right]").click();
  if (by <= -FAR_ENOUGH_PX) line.querySelector("[data-swipe-left]").click();
});

document.addEventListener("touchcancel", settle);

function settle() {
  swiped?.line.classList.remove("to-right", "to-left");
  swiped = null;
}
