// The side sheet that shows one record, with the quoted spans highlighted, and the question before erasing.

import { record } from "./api.js";
import { button, el, plain } from "./dom.js";

const sheet = document.getElementById("sheet");
const title = document.getElementById("sheet-title");
const about = document.getElementById("sheet-about");
const body = document.getElementById("sheet-body");

export async function openRecord(id, citations, begin) {
  title.textContent = id;
  about.replaceChildren();
  body.replaceChildren(el("p", { class: "sub" }, "正在读取记录…"));
  if (!sheet.open) sheet.showModal();
  try {
    show(await record(id), citations, begin);
  } catch (failure) {
    body.replaceChildren(el("p", { class: "error" }, `${failure.message}${failure.advice}`), button("重试", () => openRecord(id, citations, begin), { class: "outlined" }));
  }
}

function show(view, citations, begin) {
  const quoted = (name) => citations.filter((citation) => citation.field === name).map((citation) => citation.quote);
  title.replaceChildren(...highlighted(view.title, quoted("title")));
  const ask = () => {
    sheet.close();
    begin(`${view.id} `);
  };
  const rows = view.fields.flatMap((field) => row(field.label, ...highlighted(field.text, quoted(field.name))));
  about.replaceChildren(...[`编号 ${view.id}`, `来源：${view.source}`, view.as_of && `截至 ${view.as_of}`, expiry(view.expires)].filter(Boolean).map((text) => el("span", {}, text)));
  if (view.example) about.append(el("span", { class: "tag" }, "示例数据，单位和人物为虚构"));
  body.replaceChildren(
    view.notice ? el("p", { class: "notice" }, view.notice) : "",
    citations.length ? el("p", { class: "sub" }, el("mark", {}, "标亮处"), " 是回答引用的原文") : "",
    el("dl", {}, ...rows),
    button("追问这条记录", ask, { class: "outlined" }),
  );
  body.scrollTop = 0;
  body.querySelector("mark:not(.sub mark)")?.scrollIntoView({ block: "center" });
}

function expiry(date) {
  if (!date) return "";
  return `有效期至 ${date}${date < new Date().toISOString().slice(0, 10) ? "（已过期，请先核实）" : ""}`;
}

function row(label, ...content) {
  return [el("dt", {}, label), el("dd", {}, ...content)];
}

// The text cut at every quoted span, longest quotes first, each span marked once.
function highlighted(text, quotes) {
  const whole = plain(text);
  const spans = [];
  for (const quote of [...new Set(quotes.map(plain))].filter(Boolean).sort((a, b) => b.length - a.length)) {
    const at = whole.indexOf(quote);
    const overlaps = spans.some(([from, to]) => at < to && at + quote.length > from);
    if (at >= 0 && !overlaps) spans.push([at, at + quote.length]);
  }
  const parts = [];
  let done = 0;
  for (const [from, to] of spans.sort((a, b) => a[0] - b[0])) {
    parts.push(whole.slice(done, from), el("mark", {}, whole.slice(from, to)));
    done = to;
  }
  return [...parts, whole.slice(done)];
}

// Asks before something that cannot be undone; resolves to true or false.
export function confirmed(text) {
  const box = document.getElementById("confirm");
  document.getElementById("confirm-text").textContent = text;
  box.returnValue = "";
  box.showModal();
  return new Promise((resolve) => box.addEventListener("close", () => resolve(box.returnValue === "yes"), { once: true }));
}

document.getElementById("sheet-close").addEventListener("click", () => sheet.close());
document.getElementById("confirm-no").addEventListener("click", () => document.getElementById("confirm").close("no"));
document.getElementById("confirm-yes").addEventListener("click", () => document.getElementById("confirm").close("yes"));
sheet.addEventListener("click", (event) => event.target === sheet && sheet.close());
