// A chat window of the simulated WeChat: everything is shown as text.
const at = (id) => document.getElementById(id);
let shown = 0;
let round = 0;

function show(line) {
  const one = document.createElement("article");
  one.className = line.who;
  one.textContent = line.text;
  if (line.by) {
    const by = document.createElement("small");
    by.textContent = line.by;
    one.append(by);
  }
  const chat = at("chat");
  while (chat.children.length > line.place) chat.lastElementChild.remove();
  chat.append(one);
  chat.scrollTop = chat.scrollHeight;
  shown = line.number;
}

async function post(body) {
  const told = { channel: at("channel").value, user: at("user").value, ...body };
  await fetch("/say", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(told) });
}

async function follow() {
  const mine = ++round;
  shown = 0;
  at("chat").replaceChildren();
  while (mine === round) {
    const asked = new URLSearchParams({ channel: at("channel").value, user: at("user").value, after: String(shown) });
    try {
      const lines = await (await fetch(`/chat?${asked}`)).json();
      if (mine === round) lines.forEach(show);
    } catch {
      await new Promise((done) => setTimeout(done, 2000));
    }
  }
}

at("form").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = at("text").value.trim();
  if (text) post({ text });
  at("text").value = "";
});
at("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    at("form").requestSubmit();
  }
});
at("subscribe").addEventListener("click", () => post({ event: "subscribe" }));
at("channel").addEventListener("change", follow);
at("user").addEventListener("change", follow);
follow();
