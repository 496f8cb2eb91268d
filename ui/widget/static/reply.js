// One Reply as the page shows it: sections of statements, with the card, the candidates and the matrix.

import { candidates } from "./candidates.js";
import { cardChips } from "./card.js";
import { comparisonTable } from "./compare.js";
import { button, el, line } from "./dom.js";
import { followUps, toolbar, waysForward } from "./followups.js";
import { coverageMatrix } from "./matrix.js";

const HEADINGS = {
  understanding: ["我这样理解您的需求", "点任一项可修改"],
  suggestion: ["可能涉及的技术点", "建议，来自同类成果，点一下加入需求"],
  achievement: ["推荐成果"],
  nearest: ["最接近的成果", "不作推荐"],
  expert: ["专家"],
  support: ["配套"],
  portfolio: ["组合", "建议"],
  path: ["转化路径", "建议"],
  uncovered: ["还没有覆盖"],
  next: ["下一步"],
  question: ["想再确认", "点一下在下方回答"],
};
const WITHOUT_MATCH = { next: "现在可以这样做" };
const RANKED = new Set(["achievement", "nearest", "expert", "support"]);
const LINES = new Set(["verdict", "note", "record", "figure", "resource"]);
const STARTS = { object: "对象是", problem: "问题是", indicators: "指标：", budget_cny: "预算", deadline: "期限", regions: "地域：", cooperation: "合作方式：" };

export function renderReply(reply, actions) {
  const box = el("article", { class: "answer", "data-kind": reply.kind });
  const table = reply.kind === "comparison" ? comparisonTable(sections(reply.statements), actions.openRecord) : null;
  if (table) box.append(table);
  for (const [section, statements] of table ? [] : inOrder(sections(reply.statements), reply)) {
    box.append(el("section", { class: section }, ...folding(section, statements, reply, actions)));
  }
  placeMatrix(box, reply, actions);
  if (reply.degraded) box.append(el("p", { class: "sub" }, reply.degraded));
  box.append(followUps(reply, actions), toolbar(reply, box, actions));
  return box;
}

// What is folded stands behind its heading; a ranked section folds within its cards.
function folding(section, statements, reply, actions) {
  const head = heading(section, reply);
  const shown = RANKED.has(section) && !statements[0].folded ? statements : statements.filter((one) => !one.folded);
  const behind = statements.filter((one) => !shown.includes(one));
  const open = shown.length ? [head, render(section, shown, reply, actions)] : [];
  if (!behind.length) return open;
  const count = RANKED.has(section) ? new Set(behind.map((one) => one.record_id)).size : behind.length;
  const told = shown.length ? `还有 ${count} 条` : `${head?.firstChild?.textContent ?? section}（${count}）`;
  return [...open, el("details", { class: "weak folded" }, el("summary", {}, told), render(section, behind, reply, actions))];
}

// The matrix follows the candidates that are its columns.
function placeMatrix(box, reply, actions) {
  const places = [...box.querySelectorAll("section.achievement, section.expert")];
  const after = reply.others?.length ? places[0] : places.at(-1);
  const matrix = after && !reply.recommendation?.abstained ? coverageMatrix(reply, actions.openRecord) : null;
  if (matrix) after.after(el("section", {}, el("h2", {}, "覆盖情况"), matrix));
}

function heading(section, reply) {
  if (reply.recommendation?.abstained && WITHOUT_MATCH[section]) return el("h2", {}, WITHOUT_MATCH[section]);
  const known = HEADINGS[section] ?? (LINES.has(section) ? null : [section]);
  return known ? el("h2", {}, known[0], known[1] ? el("small", {}, known[1]) : null) : null;
}

// The verdict and the first record stand on the first screen. After an abstention: first what can be done now. Where little was understood: the questions before what was tried.
function inOrder(groups, reply) {
  const first = ["verdict", "note"];
  if (reply.recommendation?.abstained) first.push("next");
  if (reply.card?.vague) first.push("understanding", "question");
  if (!reply.recommendation?.abstained && !reply.card?.vague && !reply.others?.length) first.push("achievement");
  if (first.length === 2) return groups;
  return [...first.flatMap((name) => groups.filter(([section]) => section === name)), ...groups.filter(([section]) => !first.includes(section))];
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
  if (section === "understanding" && reply.card && isOwn(statements[0], reply)) return understood(statements[0], reply.card, actions);
  if (RANKED.has(section)) return candidates(statements, reply, actions);
  if (section === "question") return questions(statements, reply, actions);
  if (section === "suggestion") return suggestions(statements, actions);
  if (section === "next" && reply.recommendation?.abstained) return waysForward(statements, reply, actions);
  if (LINES.has(section)) return el("div", { class: "lines" }, ...statements.map((statement) => el("p", {}, ...line(statement, actions.openRecord))));
  return el("ul", {}, ...statements.map((statement) => el("li", {}, ...line(statement, actions.openRecord))));
}

// Whether an understanding is that of the card: further needs of one message follow with theirs, which are told only.
function isOwn(statement, reply) {
  return statement === reply.statements.find((one) => one.section === "understanding");
}

// The card as chips; where nothing was read, also the sentence that says so.
function understood(statement, card, actions) {
  const chips = cardChips(card, actions.correct, actions.ask);
  if (!chips.querySelector("li:not(.unset) .name")) chips.prepend(el("p", {}, statement.text));
  return chips;
}

function suggestions(statements, actions) {
  const item = (statement) => {
    const [, ground] = line(statement, actions.openRecord);
    const add = button(el("span", { class: "chip" }, el("span", { class: "name", "aria-hidden": "true" }, "＋"), statement.text), () => actions.addPoint(statement.text), {
      "aria-label": `把“${statement.text}”加入需求`,
    });
    return el("li", {}, add, ground);
  };
  return el("ul", { class: "chips" }, ...statements.map(item));
}

function questions(statements, reply, actions) {
  const slots = new Map((reply.card?.questions ?? []).map((question) => [question.text, question.slot]));
  const ask = (statement) => button(statement.text, () => actions.begin(STARTS[slots.get(statement.text)] ?? ""));
  return el("ul", { class: "examples" }, ...statements.map((statement) => el("li", {}, ask(statement))));
}
