// The chat page: start, send, stream, stop, retry, correct.

import * as api from "./api.js";
import { fieldLabel } from "./card.js";
import { composer } from "./composer.js";
import { button, el, plain } from "./dom.js";
import { renderReply } from "./reply.js";
import { confirmed, openRecord } from "./sheet.js";

const talk = document.getElementById("talk");
const status = document.getElementById("status");
const needs = document.getElementById("needs");
const erase = document.getElementById("erase");
const SHORT = 120; // px: a question no higher than this stays in view above its answer
let running = null;
let card = null;

const actions = {
  openRecord: (id, citations) => openRecord(id, citations, composer.begin),
  begin: composer.begin,
  ask,
  async judge(id, useful, reason) {
    const failure = await api.judge(id, useful, reason).then(() => null, (error) => error);
    if (failure) append(errorBox(failure));
    return !failure;
  },
  // Throws what the server says against the change, for the editor to show.
  async correct(changes) {
    status.textContent = "正在按修改后的需求重新匹配";
    const reply = await api.correct(changes);
    append(note(changed(Object.keys(changes))));
    showReply(reply);
  },
  async correctShown(changes) {
    await actions.correct(changes).catch((failure) => append(errorBox(failure)));
  },
  async download(variant, name) {
    const file = await api.draft(variant, "docx").catch((failure) => void append(errorBox(failure)));
    if (!file) return;
    const link = el("a", { href: URL.createObjectURL(file), download: name });
    link.click();
    URL.revokeObjectURL(link.href);
  },
  async addPoint(text) {
    const own = card.sub_requirements.filter((item) => !item.suggestion);
    await actions.correctShown({ sub_requirements: [...own, { text, origin: "user" }] });
  },
};

function changed(names) {
  return `已修改${names.map((name) => `「${fieldLabel(name)}」`).join("")}，按新的需求重新匹配。`;
}

// Whether there is something to ask on about, and to erase.
function following(on) {
  erase.hidden = !on;
  composer.following(on);
}

function note(text) {
  return el("p", { class: "notice-line" }, text);
}

function append(node) {
  talk.append(node);
  node.scrollIntoView({ block: "start" });
  return node;
}

function errorBox(failure, retry) {
  return el("div", { class: "error", role: "alert" }, el("p", {}, failure.message), failure.advice ? el("p", { class: "advice" }, failure.advice) : null, retry ? button("重试", retry, { class: "outlined" }) : null);
}

// The needs of the conversation, where there are several, with the one talked about; a tap goes to another.
function showNeeds(lines) {
  needs.hidden = lines.length < 2;
  const item = (one) => button(`${one.number}. ${one.subject || "还没说清"}`, () => ask(`回到：${one.subject}`), { class: "need", disabled: one.current, "aria-current": one.current ? "true" : null });
  needs.replaceChildren(el("span", { class: "sub" }, "需求"), ...lines.map(item));
}

function showReply(reply, place = null) {
  if (reply.card) {
    card = reply.card;
    composer.marked(card.secrecy === "保密");
  }
  showNeeds(reply.needs ?? []);
  for (const old of talk.querySelectorAll(".follow-ups")) old.remove();
  if (reply.statements.some((statement) => statement.section === "understanding")) {
    for (const old of talk.querySelectorAll(".chips button:not(.cite)")) old.disabled = true;
  }
  const answer = renderReply(reply, actions);
  if (place) place.replaceWith(answer);
  else talk.append(answer);
  const said = answer.previousElementSibling;
  (said?.offsetHeight < SHORT ? said : answer).scrollIntoView({ block: "start" });
  const count = reply.recommendation?.achievements.length;
  status.textContent = count ? `回答完成，列出 ${count} 项成果` : "回答完成";
}

function welcome(opened) {
  const examples = opened.examples.map((example) => el("li", {}, button(example, () => ask(example))));
  talk.replaceChildren(
    ...(opened.renewed ? [note("上次的会话已失效或已被删除，已为您开始新会话。")] : []),
    el("section", { class: "welcome" }, el("h2", {}, "您遇到了什么技术难题？"), el("p", {}, opened.greeting), el("p", { class: "sub" }, "可以从这些例子开始："), el("ul", { class: "examples" }, ...examples)),
  );
}

async function ask(words) {
  if (running) return;
  if (!api.opened() && !(await begin())) return composer.restore(words);
  talk.querySelector(".welcome")?.remove();
  const said = append(el("div", { class: "said" }, words));
  await answer(words, said);
}

async function answer(words, said, number = 0) {
  const steps = el("ol", { class: "steps" });
  const raw = el("div", { class: "raw", "aria-hidden": "true" });
  const box = el("div", { class: "answer pending" }, steps, raw);
  talk.append(box);
  running = new AbortController();
  composer.busy(true);
  following(true);
  try {
    for await (const event of number ? api.retry(number, running.signal) : api.send(words, running.signal, composer.confidential())) show(event, { box, steps, raw, words, said });
    if (box.isConnected) throw new api.ApiFailure(0, { message: "回答没有传完。", advice: "请重试，您写的内容没有丢。" });
  } catch (failure) {
    await failed(failure, box, words, said);
  } finally {
    running = null;
    composer.busy(false);
  }
}

function replace(box, node) {
  box.replaceWith(node);
  node.scrollIntoView({ block: "nearest" });
}

function again(words, said, box) {
  box.remove();
  said.remove();
  composer.taken(words);
  ask(words);
}

async function failed(failure, box, words, said) {
  if (!box.isConnected) return;
  composer.restore(words);
  if (failure.name === "AbortError") {
    status.textContent = "已停止";
    const stopped = el("div", { class: "error stopped" }, el("p", {}, "已停止。您写的内容还在输入框里。"));
    stopped.append(button("重新发送", () => again(words, said, stopped), { class: "outlined" }));
    replace(box, stopped);
  } else if (failure.lost) {
    api.forget();
    running = null;
    if (await begin()) talk.querySelector(".welcome")?.before(note("刚才的会话已失效，已为您开始新会话。您写的内容还在输入框里，请再发送一次。"));
  } else {
    const broken = errorBox(failure, () => again(words, said, broken));
    replace(box, broken);
  }
}

function show(event, { box, steps, raw, words, said }) {
  if (event.type === "step" || event.type === "queued") {
    steps.querySelector(".now")?.classList.remove("now");
    steps.append(el("li", { class: "now" }, event.data.text));
    status.textContent = event.data.text;
  } else if (event.type === "token") {
    raw.append(plain(event.data.text).replaceAll("**", ""));
  } else if (event.type === "done") {
    showReply(event.data, box);
  } else if (event.type === "error") {
    composer.restore(words);
    const broken = errorBox(event.data, () => again(words, said, broken));
    replace(box, broken);
  }
}

// A turn of the kept conversation; corrections are kept as “（修改需求卡：names）”.
function past(turn) {
  const corrected = turn.message.match(/^（修改需求卡：([a-z_、]+)）$/);
  talk.append(corrected ? note(changed(corrected[1].split("、"))) : el("div", { class: "said" }, turn.message));
  showReply(turn.reply);
}

// A message of the kept conversation that got no answer: it stands there and can be tried again.
function unanswered(turn) {
  const said = append(el("div", { class: "said" }, turn.message));
  const told = turn.state === "open" ? "这条消息还在处理，稍后刷新页面可看到回答。" : "这条消息没有得到回答。";
  const box = errorBox({ message: told }, turn.state === "open" ? null : () => (box.remove(), answer(turn.message, said, turn.number)));
  append(box);
}

async function begin() {
  let opened;
  try {
    opened = await api.open();
  } catch (failure) {
    talk.replaceChildren(errorBox(failure, () => begin()));
    return false;
  }
  following(opened.turns.length > 0);
  card = null;
  composer.marked(false);
  showNeeds([]);
  if (!opened.turns.length && !opened.unfinished.length) welcome(opened);
  else {
    talk.replaceChildren();
    opened.turns.forEach(past);
    opened.unfinished.forEach(unanswered);
    status.textContent = "";
  }
  return true;
}

composer.onSend(ask);
composer.onStop(() => running?.abort());
document.getElementById("restart").addEventListener("click", () => {
  talk.replaceChildren();
  running?.abort();
  api.forget();
  begin();
});
erase.addEventListener("click", async () => {
  if (!(await confirmed("删除这次会话的全部内容？删除后不能恢复。"))) return;
  talk.replaceChildren();
  running?.abort();
  const failure = await api.erase().then(() => null, (error) => error);
  if (failure && !failure.lost) append(errorBox(failure));
  else begin();
});
begin().then(() => composer.begin(new URLSearchParams(location.search).get("q") ?? ""));
