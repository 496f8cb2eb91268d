// Ranked candidates: level in word and shape, reasons by criterion, and the reader's judgement.

import { button, el, line, rich } from "./dom.js";

const DOTS = { 强: "●●●", 较强: "●●○", 弱: "●○○", 无: "○○○" };
const GOOD = new Set(["强", "较强"]);
const COMPLAINTS = ["技术不对口", "成熟度不够", "条件不合适", "已经了解过"];

export function candidates(statements, reply, actions) {
  const all = [reply.recommendation, ...(reply.others ?? []).map((other) => other.recommendation)];
  const kinds = ["achievements", "experts", "resources"];
  const found = new Map(all.flatMap((one) => kinds.flatMap((kind) => one?.[kind] ?? [])).map((item) => [item.record_id, item]));
  const groups = new Map();
  for (const statement of statements) groups.set(statement.record_id, [...(groups.get(statement.record_id) ?? []), statement]);
  const isGood = ([id]) => GOOD.has(found.get(id)?.level);
  const good = [...groups].filter(isGood);
  const weak = [...groups].filter((group) => !isGood(group));
  const isFolded = ([, [head]]) => head.folded;
  const list = (some) => el("ol", { class: "candidates" }, ...some.map(([id, [head, ...reasons]]) => candidate(found.get(id), head, reasons, actions)));
  if ([...groups].every(isFolded) || (!good.length && !reply.recommendation?.abstained)) return list([...groups]);
  const told = good.length ? `另有 ${weak.length} 项匹配较弱，仅供参考` : `最接近的 ${weak.length} 项，没有达到“较强”，仅供参考`;
  const rest = weak.length ? el("details", { class: "weak" }, el("summary", {}, told), list(weak)) : null;
  const open = good.filter((group) => !isFolded(group));
  const more = good.filter(isFolded);
  const others = more.length ? el("details", { class: "weak" }, el("summary", {}, `另外 ${more.length} 项`), list(more)) : null;
  return el("div", {}, open.length ? list(open) : null, others, rest);
}

function candidate(found, head, reasons, actions) {
  const mark = `〔${head.record_id}〕`;
  const at = head.text.lastIndexOf(mark);
  const whole = head.text.replace(/^\*\*[^*]+\*\*\s*/, "");
  const title = found?.title ?? (at < 0 ? whole : whole.split(mark)[0]);
  const sub = at < 0 ? "" : head.text.slice(at + mark.length).replace("（示例）", "").trim();
  const level = found?.level ?? "";
  return el(
    "li",
    { class: "candidate" },
    el(
      "header",
      {},
      el("span", { class: "level", "data-level": level }, level, el("span", { class: "dots", "aria-hidden": "true" }, DOTS[level] ?? "")),
      el("h3", {}, title, rich(at < 0 ? "" : mark, head.citations, actions.openRecord)),
      found?.example ? el("span", { class: "tag" }, "示例") : null,
    ),
    sub ? el("p", { class: "sub" }, sub) : null,
    ...reasonLists(head, reasons, found, actions),
    judgement(head.record_id, actions),
  );
}

// The reason in one line; the others behind it, where the card itself is open.
function reasonLists(head, reasons, found, actions) {
  const list = (some) => el("ul", { class: "reasons" }, ...reasonLines(some, found, actions));
  const behind = head.folded ? [] : reasons.filter((reason) => reason.folded);
  const shown = reasons.filter((reason) => !behind.includes(reason));
  if (!behind.length) return [list(shown)];
  return [list(shown), el("details", { class: "weak folded" }, el("summary", {}, "逐条依据"), list(behind))];
}

function reasonLines(reasons, found, actions) {
  const risks = (found?.reasons ?? []).filter((reason) => reason.risk);
  let before = "";
  return reasons.map((reason) => {
    const [, criterion = "", text = reason.text] = reason.text.match(/^([^：]{2,6})：([\s\S]+)$/) ?? [];
    const risk = reason.folded && risks.some((one) => reason.text.includes(one.text));
    const label = risk ? "风险" : criterion;
    const shown = risk ? `${criterion}：${text.replace(/^风险：/, "")}` : text;
    const repeated = label === before;
    before = label;
    const name = el("span", { class: repeated ? "criterion repeated" : "criterion" }, label);
    return el("li", { class: risk ? "risk" : "" }, name, el("span", { class: "reason" }, ...line(reason, actions.openRecord, shown)));
  });
}

function judgement(id, actions) {
  const choices = el("div", { class: "judge-row" });
  const more = el("div", { class: "complaints", hidden: true });
  const thanks = el("span", { class: "thanks", role: "status" });
  const choose = async (chosen, useful, reason) => {
    if (!(await actions.judge(id, useful, reason))) return;
    for (const other of choices.querySelectorAll("button")) other.setAttribute("aria-pressed", String(other === chosen));
    more.hidden = useful || Boolean(reason);
    thanks.textContent = reason ? `已记下：${reason}` : "已记下";
  };
  const option = (text, useful) => button(text, (event) => choose(event.currentTarget, useful, ""), { class: "quiet", "aria-pressed": "false" });
  const bad = option("不合适", false);
  choices.append(option("有用", true), bad, thanks);
  more.append(...COMPLAINTS.map((reason) => button(reason, () => choose(bad, false, reason), { class: "outlined small" })));
  return el("div", { class: "judge" }, choices, more);
}
