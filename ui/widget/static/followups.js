// What can be done with an answer in one tap: ask on, go another way after an abstention, copy, print.

import { button, el } from "./dom.js";

const AFTER = new Set(["recommendation", "comparison", "explanation"]);

export function followUps(reply, actions) {
  const found = reply.recommendation;
  const words = [];
  if (AFTER.has(reply.kind) && !found?.abstained) {
    const count = found ? found.achievements.length : 2;
    if (count) words.push("再来几个");
    if (count > 1 && reply.kind !== "comparison") words.push("对比前两个");
    if (count && reply.kind !== "explanation") words.push("为什么推荐第一个");
  }
  words.push(...reply.suggestions);
  const shown = words.map((text) => button(text, () => actions.ask(text), { class: "outlined" }));
  return el("div", { class: "follow-ups", role: "group", "aria-label": "接着问" }, ...shown);
}

// The steps of an abstaining answer, each with the button that starts it where the page can.
export function waysForward(statements, reply, actions) {
  const starts = [
    [/^发布揭榜/, "下载揭榜需求草稿（Word）", () => actions.download("bounty", "揭榜需求草稿.docx")],
    [/^市外检索/, "看看有哪些技术转移机构", () => actions.ask("有哪些技术转移机构？")],
  ];
  if (reply.card?.regions.length) starts.unshift([/^市外检索/, "不限地域，重新匹配", () => actions.correctShown({ regions: [] })]);
  const item = (statement) => {
    const [, label, act] = starts.find(([pattern]) => pattern.test(statement.text)) ?? [];
    return el("li", {}, statement.text, label ? button(label, act, { class: "outlined small" }) : null);
  };
  return el("ol", { class: "ways" }, ...statements.map(item));
}

export function toolbar(reply, box, actions) {
  const said = el("span", { class: "thanks", role: "status" });
  const copy = async () => {
    said.textContent = (await copied(`${reply.text}\n\n${reply.label}`)) ? "已复制" : "浏览器不允许复制，请手动选择文字";
  };
  const tools = reply.kind === "smalltalk" ? [] : [button("复制全文", copy, { class: "quiet" }), button("打印", () => printOnly(box), { class: "quiet" })];
  const written = reply.act === "report";
  if (written && reply.text.includes("揭榜")) tools.push(button("下载揭榜需求草稿（Word）", () => actions.download("bounty", "揭榜需求草稿.docx"), { class: "quiet" }));
  else if (reply.recommendation || written) tools.push(button("下载简报（Word）", () => actions.download("brief", "对接简报草稿.docx"), { class: "quiet" }));
  return el("footer", { class: "tools" }, el("span", { class: "label" }, reply.label), ...tools, said);
}

async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedBySelection(text);
  }
}

// For pages served without TLS, where the clipboard interface is missing.
function copiedBySelection(text) {
  const area = el("textarea", { class: "visually-hidden" });
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  return done;
}

function printOnly(box) {
  for (const details of box.querySelectorAll("details")) details.open = true;
  box.classList.add("printed");
  window.addEventListener("afterprint", () => box.classList.remove("printed"), { once: true });
  window.print();
}
