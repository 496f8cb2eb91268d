// Small helpers: every text goes in as text, never as HTML.

const INVISIBLE = /[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u{e0000}-\u{e007f}]/gu;

export function plain(text) {
  return String(text).replace(INVISIBLE, "");
}

export function el(tag, options = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(options)) {
    if (name === "on") for (const [event, handler] of Object.entries(value)) node.addEventListener(event, handler);
    else if (name === "class") node.className = value;
    else if (value !== undefined && value !== null && value !== false) node.setAttribute(name, value === true ? "" : plain(value));
  }
  const present = children.filter((child) => child !== null && child !== undefined && child !== "");
  node.append(...present.map((child) => (child instanceof Node ? child : plain(child))));
  return node;
}

export function button(text, onClick, options = {}) {
  return el("button", { type: "button", ...options, on: { click: onClick } }, text);
}

// Statement text with **bold** and 〔record ids〕 turned into buttons that open the record.
export function rich(text, citations, openRecord) {
  const ids = new Set(citations.map((citation) => citation.record_id));
  const fragment = document.createDocumentFragment();
  for (const part of text.split(/(\*\*[^*]+\*\*|〔[^〕]+〕)/)) {
    const bracket = part.match(/^〔([^〕，]+)([^〕]*)〕$/);
    if (part.startsWith("**") && part.length > 4) fragment.append(el("strong", {}, part.slice(2, -2)));
    else if (bracket && ids.has(bracket[1])) fragment.append(...cite(bracket[1], bracket[2], citations, openRecord));
    else fragment.append(plain(part));
  }
  return fragment;
}

// The id as a button; a source behind it stays text, so that it wraps with the line.
function cite(id, rest, citations, openRecord) {
  const mine = citations.filter((citation) => citation.record_id === id);
  const open = (text) => button(text, () => openRecord(id, mine), { class: "cite", "aria-label": `查看记录 ${id}` });
  return rest ? ["〔", open(id), el("span", { class: "source" }, rest), "〕"] : [open(`〔${id}〕`)];
}

// A small button that opens the record behind a statement; null without a citation.
export function source(citations, openRecord) {
  const first = citations[0];
  if (!first) return null;
  const same = citations.filter((citation) => citation.record_id === first.record_id);
  return button("依据", () => openRecord(first.record_id, same), { class: "cite", "aria-label": `查看依据 ${first.record_id}` });
}

// The content of one statement: text, source, and the mark of what could not be verified.
export function line(statement, openRecord, text = statement.text) {
  const bracketed = statement.citations.some((citation) => text.includes(`〔${citation.record_id}`));
  return [
    rich(text, statement.citations, openRecord),
    bracketed ? null : source(statement.citations, openRecord),
    statement.unverified ? el("span", { class: "tag" }, "待核实") : null,
  ];
}
