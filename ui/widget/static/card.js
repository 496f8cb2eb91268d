// The requirement card as chips; a click opens an editor for that field.

import { el } from "./dom.js";

const SIGNS = { ">=": "≥ ", "<=": "≤ ", ">": "＞ ", "<": "＜ ", approx: "约 ", "=": "", range: "" };

export function numberText(item) {
  const top = item.value_max === null ? "" : `–${item.value_max}`;
  return `${SIGNS[item.op]}${item.value}${top}${item.unit ? ` ${item.unit}` : ""}`;
}

function money(yuan) {
  if (yuan >= 1e8) return `${yuan / 1e8} 亿元`;
  return yuan >= 1e4 ? `${yuan / 1e4} 万元` : `${yuan} 元`;
}

function indicatorText(card) {
  const present = new Map(card.baselines.map((item) => [item.name, numberText(item)]));
  const targets = card.indicators.map((item) => `${item.name} ${numberText(item)}${present.has(item.name) ? `（现 ${present.get(item.name)}）` : ""}`);
  const named = new Set(card.indicators.map((item) => item.name));
  const rest = card.baselines.filter((item) => !named.has(item.name)).map((item) => `${item.name} 现 ${numberText(item)}`);
  return [...targets, ...rest].join("；");
}

// Each field: label, name in the card, shown text, text offered for editing, and how an edit becomes a value.
const list = (text) => text.split(/[、，,;；\s]+/).filter(Boolean);
const yuan = (text) => {
  const match = text.replaceAll(",", "").match(/([\d.]+)\s*(亿|万)?/);
  return match ? Number(match[1]) * ({ 亿: 1e8, 万: 1e4 }[match[2]] ?? 1) : null;
};
const FIELDS = [
  ["对象", "object", (card) => card.object, (text) => text],
  ["问题", "problem", (card) => card.problem, (text) => text],
  ["指标", null, indicatorText],
  ["预算", "budget_cny", (card) => (card.budget_cny ? money(card.budget_cny) : ""), yuan],
  ["期限", "deadline", (card) => card.deadline, (text) => text],
  ["合作", "cooperation", (card) => card.cooperation.filter((mode) => mode !== "未说明").join("、"), list],
  ["对方", "institution_types", (card) => card.institution_types.join("、"), list],
  ["地域", "regions", (card) => card.regions.join("、"), list],
  ["领域", "field", (card) => (card.field ?? "") + (card.field_alt.length ? `（其次 ${card.field_alt.join("、")}）` : ""), (text) => text.split("（")[0]],
];

// `onChange(changes)` corrects a field; `onWords(text)` starts a sentence for what is edited in words.
export function cardChips(card, onChange, onWords) {
  const box = el("div");
  const chips = el("ul", { class: "chips" });
  for (const [label, name, read, write] of FIELDS) {
    const text = read(card);
    const button = el(
      "button",
      { type: "button", class: text ? "" : "empty", on: { click: () => (name ? edit(box, label, name, text, write, onChange) : onWords(text ? "指标改为" : "指标是")) } },
      el("span", { class: "name" }, label),
      text || "未说明",
    );
    chips.append(el("li", {}, button));
  }
  box.append(chips);
  return box;
}

function edit(box, label, name, text, write, onChange) {
  box.querySelector(".editor")?.remove();
  const input = el("input", { id: `edit-${name}`, value: text });
  const save = (event) => {
    event.preventDefault();
    onChange({ [name]: write(input.value.trim()) });
  };
  const form = el(
    "form",
    { class: "editor", on: { submit: save } },
    el("label", { for: `edit-${name}` }, `修改「${label}」`),
    input,
    el("button", { type: "submit", class: "primary" }, "保存并重新匹配"),
    el("button", { type: "button", class: "quiet", on: { click: () => form.remove() } }, "取消"),
  );
  box.append(form);
  input.focus();
}
