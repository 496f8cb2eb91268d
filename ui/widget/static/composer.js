// The composer: grows with the text, sends by Enter, counts what is too long, keeps the text after a failure.

const LIMIT = 8000;
const WARN = 7000;
const form = document.getElementById("composer");
const text = document.getElementById("text");
const send = document.getElementById("send");
const stop = document.getElementById("stop");
const count = document.getElementById("count");
const secret = document.getElementById("confidential");
let said = false; // whether the switch was used, or a need is marked
const FINE = matchMedia("(pointer: fine)");

function changed() {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + 2}px`;
  const length = text.value.length;
  count.hidden = length < WARN;
  count.textContent = `已写 ${length} 字，最多 ${LIMIT} 字${length > LIMIT ? "，请删减后再发送" : ""} · `;
  count.classList.toggle("over", length > LIMIT);
  send.disabled = length > LIMIT;
}

function set(value) {
  text.value = value;
  changed();
}

export const composer = {
  // Whether the conversation is to be kept from others; undefined until somebody said so.
  confidential() {
    return said ? secret.checked : undefined;
  },
  marked(on) {
    secret.checked = said = on;
  },
  // Starts (or goes on with) a sentence for the user to finish.
  begin(words) {
    const before = text.value.trim();
    set(before && words ? `${before}；${words}` : text.value || words.slice(0, LIMIT));
    if (FINE.matches || words) text.focus();
    text.setSelectionRange(text.value.length, text.value.length);
  },
  restore(words) {
    if (!text.value.trim()) set(words);
  },
  taken(words) {
    if (text.value === words) set("");
  },
  following(on) {
    text.placeholder = on ? "接着问，或修改条件" : "说说您的技术难题";
  },
  busy(on) {
    const held = document.activeElement === (on ? send : stop);
    send.hidden = on;
    stop.hidden = !on;
    if (held) (on ? stop : FINE.matches ? text : document.getElementById("talk")).focus();
  },
  onSend(action) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const words = text.value.trim();
      if (!words || send.hidden || words.length > LIMIT) return text.focus();
      set("");
      if (!FINE.matches) text.blur();
      action(words);
    });
  },
  onStop(action) {
    stop.addEventListener("click", action);
  },
};

text.addEventListener("input", changed);
secret.addEventListener("change", () => (said = true));
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && FINE.matches) {
    event.preventDefault();
    form.requestSubmit();
  }
});
