// Single keys for moderators, switched on by themselves and remembered: `data-key` names the key of
// a button or an option. Off by default, because single keys surprise people who speak to a browser.
const STORED = "moderation-keys";
const toggle = document.querySelector("[data-keys-switch]");
const words = document.querySelector("[data-keys-words]");
const isOn = () => localStorage.getItem(STORED) === "on";

function show() {
  if (!toggle) return;
  toggle.hidden = words.hidden = false;
  toggle.textContent = isOn() ? "Keys are on" : "Keys are off";
  toggle.setAttribute("aria-pressed", String(isOn()));
}

toggle?.addEventListener("click", () => {
  localStorage.setItem(STORED, isOn() ? "off" : "on");
  show();
});

document.addEventListener("keydown", (event) => {
  const isTyping = event.target.matches("textarea, select, input:not([type=radio], [type=checkbox])");
  if (!isOn() || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!target) return;
  event.preventDefault();
  target.click();
  target.focus();
});

show();
