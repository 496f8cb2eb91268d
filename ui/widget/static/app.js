// The chat page: start, send, stream, stop, correct.

import * as api from "./api.js";
import { el } from "./dom.js";
import { renderReply } from "./reply.js";
import { openRecord } from "./sheet.js";

const talk = document.getElementById("talk");
const composer = document.getElementById("composer");
const text = document.getElementById("text");
const send = document.getElementById("send");
const stop = document.getElementById("stop");
let running = null;

const actions = {
  openRecord,
  begin(words) {
    text.value = words || text.value;
    text.focus();
  },
  async judge(id, useful) {
    await attempt(() => api.judge(id, useful, ""));
  },
  async correct(changes) {
    const waiting = el("p", { class: "sub" }, "正在按修改后的需求重新匹配…");
    talk.append(waiting);
    const reply = await attempt(() => api.correct(changes));
    waiting.remove();
    if (reply) append(renderReply(reply, actions));
  },
};

async function attempt(action) {
  try {
    return await action();
  } catch (failure) {
    append(errorBox(failure));
    return null;
  }
}

function append(node) {
  talk.append(node);
  node.scrollIntoView({ block: "start" });
  return node;
}

function errorBox(failure) {
  return el("div", { class: "error answer" }, el("p", {}, failure.message), el("p", { class: "advice" }, failure.advice ?? ""));
}

function welcome(opened) {
  talk.replaceChildren(
    el(
      "section",
      { class: "welcome" },
      el("h1", {}, "您遇到了什么技术难题？"),
      el("p", {}, opened.greeting),
      el("ul", { class: "examples" }, ...opened.examples.map((example) => el("li", {}, el("button", { type: "button", on: { click: () => ask(example) } }, example)))),
    ),
  );
}

function busy(on) {
  send.hidden = on;
  stop.hidden = !on;
}

async function ask(words) {
  if (running) return;
  talk.querySelector(".welcome")?.remove();
  append(el("div", { class: "said" }, words));
  const steps = el("ol", { class: "steps" });
  const raw = el("div", { class: "raw" });
  const box = append(el("div", { class: "answer" }, steps, raw));
  running = new AbortController();
  busy(true);
  document.getElementById("erase").hidden = false;
  try {
    for await (const event of api.send(words, running.signal)) show(event, { box, steps, raw });
  } catch (failure) {
    if (failure.name === "AbortError") raw.append("（已停止）");
    else {
      box.replaceWith(errorBox(failure));
      text.value ||= words;
    }
  } finally {
    running = null;
    busy(false);
  }
}

function show(event, { box, steps, raw }) {
  if (event.type === "step") {
    steps.querySelector(".now")?.classList.remove("now");
    steps.append(el("li", { class: "now" }, event.data.text));
  } else if (event.type === "token") {
    raw.append(event.data.text.replaceAll("**", ""));
  } else if (event.type === "done") {
    const done = renderReply(event.data, actions);
    if (event.data.suggestions.length) {
      done.append(el("ul", { class: "examples" }, ...event.data.suggestions.map((words) => el("li", {}, el("button", { type: "button", on: { click: () => ask(words) } }, words)))));
    }
    box.replaceWith(done);
    done.scrollIntoView({ block: "start" });
  } else if (event.type === "error") {
    box.replaceWith(errorBox(event.data));
  }
}

function grow() {
  text.style.height = "auto";
  text.style.height = `${text.scrollHeight + 2}px`;
}

async function begin() {
  const opened = await attempt(() => api.open());
  if (!opened) return;
  document.getElementById("label").textContent = opened.label;
  document.getElementById("erase").hidden = !opened.turns.length;
  if (!opened.turns.length) return welcome(opened);
  talk.replaceChildren();
  for (const turn of opened.turns) talk.append(el("div", { class: "said" }, turn.message), renderReply(turn.reply, actions));
  talk.lastElementChild.scrollIntoView({ block: "start" });
}

composer.addEventListener("submit", (event) => {
  event.preventDefault();
  const words = text.value.trim();
  if (!words) return text.focus();
  text.value = "";
  grow();
  ask(words);
});
text.addEventListener("input", grow);
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && matchMedia("(pointer: fine)").matches) {
    event.preventDefault();
    composer.requestSubmit();
  }
});
stop.addEventListener("click", () => running?.abort());
document.getElementById("restart").addEventListener("click", () => {
  running?.abort();
  api.forget();
  begin();
});
document.getElementById("erase").addEventListener("click", async () => {
  if (!confirm("删除这次会话的全部内容？删除后不能恢复。")) return;
  await attempt(() => api.erase());
  begin();
});
begin();
