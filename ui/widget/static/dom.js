// Small helpers: every text goes in as text, never as HTML.

export function el(tag, options = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(options)) {
    if (name === "on") for (const [event, handler] of Object.entries(value)) node.addEventListener(event, handler);
    else if (name === "class") node.className = value;
    else if (value !== undefined && value !== false) node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

// Statement text with **bold** and 〔record ids〕 turned into buttons that open the record.
export function rich(text, citations, openRecord) {
  const ids = new Set(citations.map((citation) => citation.record_id));
  const fragment = document.createDocumentFragment();
  for (const part of text.split(/(\*\*[^*]+\*\*|〔[^〕]+〕)/)) {
    const bracket = part.match(/^〔([^〕，]+)([^〕]*)〕$/);
    if (part.startsWith("**") && part.length > 4) fragment.append(el("strong", {}, part.slice(2, -2)));
    else if (bracket && ids.has(bracket[1])) fragment.append(cite(bracket[1], bracket[2], citations, openRecord));
    else fragment.append(part);
  }
  return fragment;
}

function cite(id, rest, citations, openRecord) {
  const mine = citations.filter((citation) => citation.record_id === id);
  return el("button", { type: "button", class: "cite", "aria-label": `查看记录 ${id}`, on: { click: () => openRecord(id, mine) } }, `〔${id}${rest}〕`);
}

export function source(citations, openRecord) {
  const first = citations[0];
  if (!first) return null;
  const same = citations.filter((citation) => citation.record_id === first.record_id);
  return el("button", { type: "button", class: "cite", "aria-label": `查看依据 ${first.record_id}`, on: { click: () => openRecord(first.record_id, same) } }, "依据");
}
