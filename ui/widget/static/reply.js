// One Reply as the page shows it: sections of statements, with the card, the candidates and the matrix.

import { cardChips } from "./card.js";
import { el, rich, source } from "./dom.js";
import { coverageMatrix } from "./matrix.js";

const HEADINGS = {
  understanding: "我这样理解您的需求（点任一项可修改）",
  suggestion: "可能涉及的技术点（建议，来自成果库中同类问题）",
  achievement: "推荐成果",
  expert: "专家",
  support: "配套",
  path: "转化路径（建议）",
  uncovered: "还没有覆盖",
  next: "下一步",
  question: "想再确认",
};
const DOTS = { 强: "●●●", 较强: "●●○", 弱: "●○○", 无: "○○○" };
const RANKED = new Set(["achievement", "expert", "support"]);
const LINES = new Set(["verdict", "note", "record", "figure", "resource"]);

export function renderReply(reply, actions) {
  const box = el("div", { class: "answer" });
  for (const [section, statements] of sections(reply.statements)) {
    if (HEADINGS[section]) box.append(el("h3", {}, HEADINGS[section]));
    box.append(render(section, statements, reply, actions));
    if (section === "achievement") box.append(...matrix(reply, actions));
  }
  if (reply.degraded) box.append(el("p", { class: "sub" }, reply.degraded));
  box.append(el("p", { class: "sub" }, reply.label));
  return box;
}

function sections(statements) {
  const groups = [];
  for (const statement of statements) {
    const last = groups.at(-1);
    if (last && last[0] === statement.section) last[1].push(statement);
    else groups.push([statement.section, [statement]]);
  }
  return groups;
}

function render(section, statements, reply, actions) {
  if (section === "understanding" && reply.card) return cardChips(reply.card, actions.correct, actions.begin);
  if (RANKED.has(section)) return candidates(statements, reply, actions);
  if (section === "question") return questions(statements, actions);
  if (LINES.has(section)) {
    return el("div", { class: section === "verdict" ? "verdict" : "" }, ...statements.map((statement) => el("p", {}, ...line(statement, actions))));
  }
  return el("ul", {}, ...statements.map((statement) => el("li", {}, ...line(statement, actions))));
}

function line(statement, actions) {
  const bracketed = statement.citations.some((citation) => statement.text.includes(`〔${citation.record_id}`));
  return [rich(statement.text, statement.citations, actions.openRecord), bracketed ? null : source(statement.citations, actions.openRecord), statement.unverified ? el("span", { class: "tag" }, "待核实") : null];
}

function candidates(statements, reply, actions) {
  const levels = new Map(["achievements", "experts", "resources"].flatMap((kind) => reply.recommendation?.[kind] ?? []).map((item) => [item.record_id, item]));
  const list = el("ol", { class: "candidates" });
  const byRecord = Map.groupBy ? Map.groupBy(statements, (statement) => statement.record_id) : grouped(statements);
  for (const [id, [head, ...reasons]] of byRecord) list.append(candidate(levels.get(id), head, reasons, actions));
  return list;
}

function grouped(statements) {
  const groups = new Map();
  for (const statement of statements) groups.set(statement.record_id, [...(groups.get(statement.record_id) ?? []), statement]);
  return groups;
}

function candidate(found, head, reasons, actions) {
  const text = head.text.replace(/^\*\*[^*]+\*\*\s*/, "").replace("（示例）", "");
  const level = found?.level ?? "";
  const [, title = text, sub = ""] = text.match(/^(.+?〔[^〕]+〕)\s*(.*)$/) ?? [];
  const risks = new Set((found?.reasons ?? []).filter((reason) => reason.risk).map((reason) => reason.text));
  const isRisk = (reason) => [...risks].some((risk) => reason.text.includes(risk));
  return el(
    "li",
    { class: "candidate" },
    el(
      "header",
      {},
      el("span", { class: "level" }, level, el("span", { class: "dots", "aria-hidden": "true" }, DOTS[level] ?? "")),
      el("h4", {}, rich(title, head.citations, actions.openRecord)),
      found?.example ? el("span", { class: "tag" }, "示例") : null,
    ),
    sub ? el("p", { class: "sub" }, sub) : null,
    el("ul", { class: "reasons" }, ...reasons.map((reason) => el("li", { class: isRisk(reason) ? "risk" : "" }, ...line(reason, actions)))),
    judgement(head.record_id, actions),
  );
}

function judgement(id, actions) {
  const box = el("div", { class: "judge" });
  const button = (text, useful) =>
    el("button", { type: "button", class: "quiet", "aria-pressed": "false", on: { click: (event) => choose(event.currentTarget, useful) } }, text);
  const choose = async (chosen, useful) => {
    await actions.judge(id, useful);
    for (const other of box.children) other.setAttribute("aria-pressed", String(other === chosen));
  };
  box.append(button("有用", true), button("不合适", false));
  return box;
}

function matrix(reply, actions) {
  const found = reply.recommendation;
  if (!found) return [];
  const titles = new Map([...found.achievements, ...found.experts].map((item) => [item.record_id, item.title]));
  const table = coverageMatrix(found.coverage, titles, actions.openRecord);
  return table ? [el("h3", {}, "覆盖情况"), table] : [];
}

function questions(statements, actions) {
  return el("ul", { class: "examples" }, ...statements.map((statement) => el("li", {}, el("button", { type: "button", on: { click: () => actions.begin("") } }, statement.text))));
}
