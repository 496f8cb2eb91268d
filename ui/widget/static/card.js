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
const words = (name) => (card) => (card[name] ?? []).join("、");
const fieldText = (card) => (card.field ?? "") + (card.field_alt.length ? `（其次 ${card.field_alt.join("、")}）` : "");

// What a need asks for beside technology; what it asks for mostly is not said.
const SERVICES = { expert: "专家", site: "场地", equipment: "设备", supplier: "供应商", service: "检测或服务", money: "资金", policy: "政策", talent: "人才", sells: "转让自有技术" };

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
  constraints: ["不能动的", (card) => (card.constraints ?? []).join("；"), undefined, sentences],
  exclude: ["不要的", (card) => (card.exclude ?? []).filter((word) => !card.exclude_regions?.includes(word)).join("、")],
  exclude_regions: ["不要的地域", words("exclude_regions")],
  exclude_institutions: ["不要的单位", words("exclude_institutions")],
  service: ["要找的", (card) => SERVICES[card.service] ?? ""],
  field: ["领域", fieldText, (card) => card.field ?? ""],
};
const EXAMPLES = {
  indicators: "例如 良率 ≥ 98 %；周期 ≤ 3 天",
  budget_cny: "例如 80 万元",
  deadline: "例如 半年内",
  cooperation: "例如 技术许可、联合研发",
  institution_types: "例如 高校、科研院所",
  regions: "例如 成都、省内",
  constraints: "例如 成本不能涨；不停产",
  exclude: "例如 激光、某大学、A-0012",
  exclude_regions: "例如 北京、广东",
  exclude_institutions: "例如 企业",
  service: "例如 专家、场地、设备、资金",
};
const OTHERS = { sub_requirements: "技术点", guesses: "可能写错的字", unread: "没读懂的话" };

// Where a stretch that was not read can go, and what the field then holds.
const INTO = {
  object: (card, text) => text,
  problem: (card, text) => text,
  indicators: (card, text) => [...card.indicators, text],
  budget_cny: (card, text) => text,
  deadline: (card, text) => text,
  constraints: (card, text) => [...card.constraints, text],
  exclude: (card, text) => [...card.exclude, text],
};

export function fieldLabel(name) {
  return FIELDS[name]?.[0] ?? OTHERS[name] ?? name;
}

// `onChange(changes)` corrects the card and throws what the server says against it; `ask` says a sentence.
export function cardChips(card, onChange, ask) {
  const box = el("div", { class: "card" });
  const chips = el("ul", { class: "chips" });
  for (const [name, [label, read]] of Object.entries(FIELDS)) {
    const text = read(card);
    const chip = el("span", { class: text ? "chip" : "chip empty" }, el("span", { class: "name" }, label), text || "未说明");
    const place = el("li", { class: text ? "" : "unset", hidden: !text });
    chips.append(place);
    place.append(button(chip, (event) => edit(box, event.currentTarget, name, card, onChange), { "aria-label": `${label}：${text || "未说明"}，点按修改` }));
  }
  box.append(withMore(chips), ...guesses(card, onChange, ask), ...unread(box, card, onChange));
  return box;
}

// Words that may be misspelt by sound: what is meant is asked, never put in silently.
function guesses(card, onChange, ask) {
  return (card.guesses ?? []).map((guess) => {
    const rest = card.guesses.filter((other) => other !== guess);
    const keep = button("不是，原样保留", () => onChange({ guesses: rest }).catch(() => {}), { class: "quiet small" });
    if (guess.sure) return el("p", { class: "aside" }, `“${guess.typed}”按“${guess.meant}”理解`, keep);
    const meant = button(`是“${guess.meant}”`, () => ask(`不是${guess.typed}，是${guess.meant}`), { class: "outlined small" });
    return el("p", { class: "aside" }, `“${guess.typed}”，您是说“${guess.meant}”吗？`, meant, keep);
  });
}

// What was not understood, each stretch to be put into a field or dismissed.
function unread(box, card, onChange) {
  if (!card.unread?.length) return [];
  const cut = card.unread.filter((one) => one.kind === "截断").map((one) => el("p", { class: "aside" }, `太长，从“${one.quote}”起没有读，请分开再发。`));
  const unclear = card.unread.filter((one) => one.kind !== "截断");
  if (!unclear.length) return cut;
  const open = (item) => (event) => place(box, event.currentTarget, item, card, onChange);
  const item = (one) => el("li", {}, button(el("span", { class: "chip empty" }, one.quote), open(one), { "aria-label": `“${one.quote}”没读懂，点按放进需求卡` }));
  return [...cut, el("p", { class: "aside" }, "这些没读懂，点一下放进需求卡："), el("ul", { class: "chips unread" }, ...unclear.map(item))];
}

function place(box, opener, item, card, onChange) {
  const select = el("select", { id: "unread-field" }, ...Object.keys(INTO).map((name) => el("option", { value: name }, fieldLabel(name))));
  const input = el("input", { value: item.quote, "aria-label": "放进去的内容" });
  const rest = card.unread.filter((other) => other !== item);
  const send = (changes) => onChange({ ...changes, unread: rest });
  const label = el("label", { for: "unread-field" }, "放进");
  const dismiss = button("与需求无关", () => send({}).catch(() => {}), { class: "quiet" });
  form(box, opener, [label, select, input], [dismiss], () => send({ [select.value]: INTO[select.value](card, input.value.trim()) }));
  select.focus();
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
  const [label, read, offer = read, write = (text) => text] = FIELDS[name];
  const input = name === "field" ? await fieldSelect(offer(card)) : el("input", { value: offer(card), placeholder: EXAMPLES[name] });
  input.id = `edit-${name}`;
  form(box, opener, [el("label", { for: input.id }, `修改「${label}」`), input], [], () => onChange({ [name]: write(input.value.trim()) }));
  input.focus();
}

// The one editor below the chips: its fields, further buttons, and what saving does.
function form(box, opener, fields, further, onSave) {
  box.querySelector(".editor")?.remove();
  const problem = el("p", { class: "problem", role: "alert" });
  const leave = () => {
    editor.remove();
    opener.focus();
  };
  const save = async (event) => {
    event.preventDefault();
    editor.inert = true;
    try {
      await onSave();
      editor.remove();
    } catch (failure) {
      problem.textContent = `${failure.message}${failure.advice ?? ""}`;
    } finally {
      editor.inert = false;
    }
  };
  const editor = el(
    "form",
    { class: "editor", on: { submit: save, keydown: (event) => event.key === "Escape" && leave() } },
    ...fields,
    el("button", { type: "submit", class: "primary" }, "保存并重新匹配"),
    ...further,
    button("取消", leave, { class: "quiet" }),
    problem,
  );
  box.append(editor);
}

async function fieldSelect(chosen) {
  const names = (await cardSchema().catch(() => null))?.$defs.TechnicalField.enum ?? [chosen];
  return el("select", {}, el("option", { value: "" }, "未说明"), ...names.map((name) => el("option", { value: name, selected: name === chosen }, name)));
}
