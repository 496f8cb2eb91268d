// The requirement card as chips; a click opens an editor for that field. Values go to the server in the user's words.

import { amountText, moneyText, targetText } from "./amounts.js";
import { cardSchema } from "./api.js";
import { button, el } from "./dom.js";

function indicatorText(card) {
  const present = new Map(card.baselines.map((item) => [item.name, amountText(item)]));
  const targets = card.indicators.map((item) => targetText(item) + (present.has(item.name) ? `（现 ${present.get(item.name)}）` : ""));
  const named = new Set(card.indicators.map((item) => item.name));
  const rest = card.baselines.filter((item) => !named.has(item.name)).map((item) => `${item.name} 现 ${amountText(item)}`);
  return [...targets, ...rest].join("；");
}

const sentences = (text) => text.split(/[；;\n]/).map((part) => part.trim()).filter(Boolean);
const fieldText = (card) => (card.field ?? "") + (card.field_alt.length ? `（其次 ${card.field_alt.join("、")}）` : "");

// Each field: label, its shown text, and where it differs, the text offered for editing and how an edit becomes a value.
const FIELDS = {
  object: ["对象", (card) => card.object],
  problem: ["问题", (card) => card.problem],
  indicators: ["指标", indicatorText, (card) => card.indicators.map(targetText).join("；"), sentences],
  budget_cny: ["预算", (card) => (card.budget_cny ? moneyText(card.budget_cny) : "")],
  deadline: ["期限", (card) => card.deadline],
  cooperation: ["合作", (card) => card.cooperation.filter((mode) => mode !== "未说明").join("、")],
  institution_types: ["对方", (card) => card.institution_types.join("、")],
  regions: ["地域", (card) => card.regions.join("、")],
  field: ["领域", fieldText, (card) => card.field ?? ""],
};
const EXAMPLES = {
  indicators: "例如 良率 ≥ 98 %；周期 ≤ 3 天",
  budget_cny: "例如 80 万元",
  deadline: "例如 半年内",
  cooperation: "例如 技术许可、联合研发",
  institution_types: "例如 高校、科研院所",
  regions: "例如 成都、省内",
};
const OTHERS = { sub_requirements: "技术点" };

export function fieldLabel(name) {
  return FIELDS[name]?.[0] ?? OTHERS[name] ?? name;
}

// `onChange(changes)` corrects the card and throws what the server says against it.
export function cardChips(card, onChange) {
  const box = el("div", { class: "card" });
  const chips = el("ul", { class: "chips" });
  for (const [name, [label, read]] of Object.entries(FIELDS)) {
    const text = read(card);
    const chip = el("span", { class: text ? "chip" : "chip empty" }, el("span", { class: "name" }, label), text || "未说明");
    const place = el("li", { class: text ? "" : "unset", hidden: !text });
    chips.append(place);
    place.append(button(chip, (event) => edit(box, event.currentTarget, name, card, onChange), { "aria-label": `${label}：${text || "未说明"}，点按修改` }));
  }
  box.append(withMore(chips));
  return box;
}

// What the user did not state stands behind one chip.
function withMore(chips) {
  const unset = [...chips.querySelectorAll(".unset")];
  const names = unset.map((place) => place.querySelector(".name").textContent).join("、");
  const open = () => {
    for (const place of unset) place.hidden = false;
    more.remove();
    unset[0].querySelector("button").focus();
  };
  const more = el("li", {}, button(el("span", { class: "chip empty" }, "＋ 补充条件"), open, { "aria-label": `补充未说明的条件：${names}` }));
  if (unset.length) chips.append(more);
  return chips;
}

async function edit(box, opener, name, card, onChange) {
  box.querySelector(".editor")?.remove();
  const [label, read, offer = read, write = (text) => text] = FIELDS[name];
  const input = name === "field" ? await fieldSelect(offer(card)) : el("input", { value: offer(card), placeholder: EXAMPLES[name] });
  input.id = `edit-${name}`;
  const problem = el("p", { class: "problem", role: "alert" });
  const leave = () => {
    form.remove();
    opener.focus();
  };
  const save = async (event) => {
    event.preventDefault();
    form.inert = true;
    try {
      await onChange({ [name]: write(input.value.trim()) });
      form.remove();
    } catch (failure) {
      problem.textContent = `${failure.message}${failure.advice ?? ""}`;
    } finally {
      form.inert = false;
    }
  };
  const form = el(
    "form",
    { class: "editor", on: { submit: save, keydown: (event) => event.key === "Escape" && leave() } },
    el("label", { for: input.id }, `修改「${label}」`),
    input,
    el("button", { type: "submit", class: "primary" }, "保存并重新匹配"),
    button("取消", leave, { class: "quiet" }),
    problem,
  );
  box.append(form);
  input.focus();
}

async function fieldSelect(chosen) {
  const names = (await cardSchema().catch(() => null))?.$defs.TechnicalField.enum ?? [chosen];
  return el("select", {}, el("option", { value: "" }, "未说明"), ...names.map((name) => el("option", { value: name, selected: name === chosen }, name)));
}
