// The words beside the pointer.

/** Shows a sentence beside the pointer, or beside an element for keys. */
function showTip(event, text) {
  const tip = part("tip");
  tip.textContent = text;
  tip.hidden = false;
  const {clientWidth, clientHeight} = document.documentElement;
  const left = Math.min(event.clientX + 14, clientWidth - tip.offsetWidth - 8);
  const isLow = event.clientY + tip.offsetHeight + 24 > clientHeight;
  const top = isLow ? event.clientY - tip.offsetHeight - 12 : event.clientY + 16;
  tip.style.left = `${Math.max(4, left)}px`;
  tip.style.top = `${Math.max(4, top)}px`;
}

function hideTip() {
  part("tip").hidden = true;
}
