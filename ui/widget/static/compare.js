// A comparison as a table: criteria down, the compared records across.

import { el, line } from "./dom.js";

const NAMED = /^《([^》]+)》：([\s\S]+)$/;

// Null when a statement does not speak of one record; the sections are then listed as they are.
export function comparisonTable(sections, openRecord) {
  const titles = new Map();
  const statements = sections.flatMap(([, some]) => some);
  if (!statements.every((statement) => statement.record_id && NAMED.test(statement.text))) return null;
  for (const statement of statements) titles.set(statement.record_id, statement.text.match(NAMED)[1]);
  const head = el("tr", {}, el("td", {}), ...[...titles.values()].map((title) => el("th", { scope: "col" }, title)));
  const rows = sections.map(([section, some]) => {
    const cells = [...titles.keys()].map((id) => some.filter((statement) => statement.record_id === id));
    return el("tr", {}, el("th", { scope: "row" }, section), ...cells.map((mine) => el("td", {}, ...content(mine, openRecord))));
  });
  return el("table", { class: "compare" }, el("thead", {}, head), el("tbody", {}, ...rows));
}

function content(statements, openRecord) {
  if (!statements.length) return ["未说明"];
  return statements.map((statement) => el("p", {}, ...line(statement, openRecord, statement.text.match(NAMED)[2])));
}
