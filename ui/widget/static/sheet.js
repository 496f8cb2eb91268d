// The side sheet that shows one record, with the quoted spans highlighted.

import { record } from "./api.js";
import { el } from "./dom.js";

const sheet = document.getElementById("sheet");
const shade = document.getElementById("shade");
const title = document.getElementById("sheet-title");
const body = document.getElementById("sheet-body");
let opener = null;

export function close() {
  sheet.hidden = shade.hidden = true;
  opener?.focus();
}

export async function openRecord(id, citations = []) {
  opener = document.activeElement;
  title.textContent = id;
  body.replaceChildren(el("p", {}, "正在读取记录…"));
  sheet.hidden = shade.hidden = false;
  document.getElementById("sheet-close").focus();
  try {
    show(await record(id), citations);
  } catch (failure) {
    body.replaceChildren(el("p", { class: "error" }, `${failure.message}${failure.advice}`));
  }
}

function show(view, citations) {
  title.textContent = view.title;
  const rows = view.fields.flatMap((field) => {
    const quotes = citations.filter((citation) => citation.field === field.name).map((citation) => citation.quote);
    return [el("dt", {}, field.label), el("dd", {}, highlighted(field.text, quotes))];
  });
  body.replaceChildren(
    el("p", { class: "sub" }, `编号 ${view.id}`, view.example ? el("span", { class: "tag" }, "示例数据") : null),
    view.notice ? el("p", { class: "notice" }, view.notice) : "",
    el("dl", {}, ...rows, el("dt", {}, "来源"), el("dd", {}, view.source + (view.as_of ? `，截至 ${view.as_of}` : "") + (view.expires ? `，有效期至 ${view.expires}` : ""))),
  );
  body.querySelector("mark")?.scrollIntoView({ block: "center" });
}

function highlighted(text, quotes) {
  const fragment = document.createDocumentFragment();
  const quote = quotes.find((candidate) => candidate && text.includes(candidate));
  if (!quote) {
    fragment.append(text);
    return fragment;
  }
  const at = text.indexOf(quote);
  fragment.append(text.slice(0, at), el("mark", {}, quote), text.slice(at + quote.length));
  return fragment;
}

document.getElementById("sheet-close").addEventListener("click", close);
shade.addEventListener("click", close);
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !sheet.hidden) close();
});
