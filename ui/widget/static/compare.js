// A comparison as a table: criteria down, the compared records across.

import { el, line } from "./dom.js";

const NAMED = /^《([\s\S]+?)》：([\s\S]+)$/;
const COLUMNS = 4;

// Null when a statement does not speak of one record; the sections are then listed as they are.
export function comparisonTable(sections, openRecord) {
  const told = sections.map(([name, statements]) => [name, statements.map((statement) => [statement, ...(statement.text.match(NAMED)?.slice(1) ?? [])])]);
  const titles = [...new Set(told.flatMap(([, statements]) => statements.map(([, title]) => title)))];
  if (titles.includes(undefined) || titles.length < 2 || titles.length > COLUMNS) return null;
  const head = el("tr", {}, el("td", {}), ...titles.map((title) => el("th", { scope: "col" }, title)));
  const rows = told.map(([name, statements]) => {
    const cells = titles.map((title) => statements.filter(([, owner]) => owner === title));
    return el("tr", {}, el("th", { scope: "row" }, name), ...cells.map((mine) => el("td", {}, ...content(mine, openRecord))));
  });
  return el("table", { class: "compare" }, el("thead", {}, head), el("tbody", {}, ...rows));
}

function content(statements, openRecord) {
  if (!statements.length) return ["未说明"];
  return statements.map(([statement, , text]) => el("p", {}, ...line(statement, openRecord, text)));
}
