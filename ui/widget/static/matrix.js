// The coverage matrix: requirements down, candidates across; on a phone one candidate at a time.
// None where no record says anything about what was asked.

import { targetText } from "./amounts.js";
import { button, el } from "./dom.js";

const SIGN = { met: "✓", covered: "✓", partial: "◐", not_met: "✕", not_stated: "–", none: "–" };
const WORD = { met: "达到", covered: "覆盖", partial: "部分相关", not_met: "未达到", not_stated: "未说明", none: "未说明" };
const SILENT = new Set(["none", "not_stated"]);
const COLUMNS = 8;
const SWIPE = 48;

export function coverageMatrix(reply, openRecord) {
  const { coverage, achievements, experts } = reply.recommendation;
  const columns = coverage.columns.slice(0, COLUMNS);
  const told = coverage.rows.some((row) => columns.some((id) => !SILENT.has(row.cells[id]?.verdict ?? "none")));
  if (!told) return null;
  const titles = new Map([...achievements, ...experts].map((item) => [item.record_id, item.title]));
  const head = el("tr", {}, el("th", { scope: "col" }, "需求"), ...columns.map((id) => heading(id, titles.get(id) ?? "", openRecord)));
  const rows = coverage.rows.map((row) => el("tr", {}, el("th", { scope: "row" }, rowText(row, reply.card)), ...columns.map((id) => cell(row.cells[id], id, openRecord))));
  const table = el("table", { class: "matrix" }, el("thead", {}, head), el("tbody", {}, ...rows));
  const box = el("div", { class: "matrix-box", role: "region", tabindex: "0", "aria-label": "覆盖情况表，可左右滚动" }, table);
  const legend = el("p", { class: "legend" }, "✓ 覆盖或达到　◐ 部分相关　✕ 未达到　– 记录未说明；点 ✓ ◐ ✕ 看原文");
  return el("div", { class: "coverage" }, pages(table, columns, titles), box, legend);
}

// An indicator by its name and target; the server's row text is the user's phrase.
function rowText(row, card) {
  const indicator = row.kind === "indicator" ? card?.indicators[Number(row.id.slice(1)) - 1] : null;
  return indicator ? targetText(indicator) : row.text;
}

function heading(id, title, openRecord) {
  const open = button(id, () => openRecord(id, []), { class: "cite", "aria-label": `查看记录 ${id}` });
  return el("th", { scope: "col", "data-column": id }, open, el("span", { class: "column-title", title }, title));
}

function cell(value, id, openRecord) {
  const { verdict, text, citation } = value ?? { verdict: "not_stated", text: "", citation: null };
  const full = text || WORD[verdict];
  const short = full.replace(/（记录条件：[^）]*）/, "（有条件）");
  const silent = SILENT.has(verdict);
  const content = silent ? [el("span", { "aria-hidden": "true" }, SIGN[verdict]), el("span", { class: "visually-hidden" }, WORD[verdict])] : [`${SIGN[verdict]} ${short}`];
  const shown = citation && !silent ? [button(content[0], () => openRecord(id, [citation]), { class: "cell", title: full, "aria-label": `${full}，查看依据` })] : content;
  return el("td", { "data-column": id, class: verdict }, ...shown);
}

function pages(table, columns, titles) {
  let place = 0;
  const name = el("span", { "aria-live": "polite" });
  const show = (step) => {
    place = (place + step + columns.length) % columns.length;
    for (const node of table.querySelectorAll("[data-column]")) node.classList.toggle("shown", node.dataset.column === columns[place]);
    name.textContent = `${place + 1}/${columns.length} ${columns[place]}`;
  };
  let start = 0;
  table.addEventListener("touchstart", (event) => { start = event.changedTouches[0].clientX; }, { passive: true });
  table.addEventListener("touchend", (event) => {
    const moved = event.changedTouches[0].clientX - start;
    if (Math.abs(moved) > SWIPE) show(moved < 0 ? 1 : -1);
  });
  show(0);
  const turn = (label, text, step) => button(text, () => show(step), { class: "outlined", "aria-label": label });
  return el("div", { class: "pager" }, turn("上一个候选", "‹", -1), name, turn("下一个候选", "›", 1));
}
