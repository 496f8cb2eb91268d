// The coverage matrix: requirements down, candidates across; on a phone one candidate at a time.

import { el, source } from "./dom.js";

const SIGN = { met: "✓", covered: "✓", partial: "◐", not_met: "✕", not_stated: "–", none: "–" };
const WORD = { met: "达到", covered: "覆盖", partial: "部分", not_met: "未达到", not_stated: "未说明", none: "未说明" };

export function coverageMatrix(coverage, titles, openRecord) {
  const columns = coverage.columns.slice(0, 8);
  if (!columns.length || !coverage.rows.length) return null;
  const head = el("tr", {}, el("th", { scope: "col" }, "需求"), ...columns.map((id) => el("th", { scope: "col", "data-column": id, title: titles.get(id) ?? id }, id)));
  const rows = coverage.rows.map((row) =>
    el("tr", {}, el("th", { scope: "row" }, row.text), ...columns.map((id) => cell(row.cells[id], id, openRecord))),
  );
  const table = el("table", { class: "matrix" }, el("thead", {}, head), el("tbody", {}, ...rows));
  const pager = pages(table, columns, titles);
  return el("div", {}, pager, el("div", { class: "matrix-box" }, table));
}

function cell(value, id, openRecord) {
  const { verdict, text, citation } = value ?? { verdict: "not_stated", text: "", citation: null };
  return el("td", { "data-column": id, class: verdict }, `${SIGN[verdict]} ${text || WORD[verdict]}`, source(citation ? [citation] : [], openRecord));
}

function pages(table, columns, titles) {
  let place = 0;
  const name = el("span");
  const show = (step) => {
    place = (place + step + columns.length) % columns.length;
    for (const node of table.querySelectorAll("[data-column]")) node.classList.toggle("shown", node.dataset.column === columns[place]);
    name.textContent = `${place + 1}/${columns.length} ${titles.get(columns[place]) ?? columns[place]}`;
  };
  const turn = (label, text, step) => el("button", { type: "button", class: "quiet", "aria-label": label, on: { click: () => show(step) } }, text);
  let start = 0;
  table.addEventListener("touchstart", (event) => { start = event.changedTouches[0].clientX; }, { passive: true });
  table.addEventListener("touchend", (event) => {
    const moved = event.changedTouches[0].clientX - start;
    if (Math.abs(moved) > 48) show(moved < 0 ? 1 : -1);
  });
  show(0);
  return el("div", { class: "pager" }, turn("上一个候选", "‹", -1), name, turn("下一个候选", "›", 1));
}
