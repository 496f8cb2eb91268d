// The API reference, drawn from /openapi.json without any library from elsewhere.

const root = document.getElementById("reference");

function el(tag, text, ...children) {
  const node = document.createElement(tag);
  if (text) node.textContent = text;
  node.append(...children);
  return node;
}

function resolve(schema, all) {
  return schema?.$ref ? all[schema.$ref.split("/").pop()] : schema;
}

function typeOf(schema, all) {
  if (!schema) return "";
  if (schema.$ref) return schema.$ref.split("/").pop();
  if (schema.anyOf) return schema.anyOf.map((part) => typeOf(part, all)).join(" | ");
  if (schema.type === "array") return `${typeOf(schema.items, all) || "any"}[]`;
  return schema.enum ? schema.enum.join(" | ") : schema.type ?? "";
}

function fields(schema, all) {
  const whole = resolve(schema, all);
  const rows = Object.entries(whole?.properties ?? {}).map(([name, part]) =>
    el("tr", "", el("td", name + (whole.required?.includes(name) ? " *" : "")), el("td", typeOf(part, all)), el("td", part.description ?? "")),
  );
  if (!rows.length) return el("pre", JSON.stringify(whole, null, 2));
  return el("table", "", el("tr", "", el("th", "字段"), el("th", "类型"), el("th", "说明")), ...rows);
}

function operation(path, method, what, all) {
  const box = document.createElement("details");
  const head = el("summary");
  const name = el("span", method.toUpperCase());
  name.className = "method";
  head.append(name, el("code", path), ` ${what.summary ?? ""}`);
  box.append(head);
  if (what.description) box.append(el("p", what.description));
  const body = what.requestBody?.content?.["application/json"]?.schema;
  if (body) box.append(el("p", "请求正文"), fields(body, all));
  for (const [status, response] of Object.entries(what.responses ?? {})) {
    const schema = response.content?.["application/json"]?.schema;
    if (status.startsWith("2") && schema) box.append(el("p", `返回 ${status}`), fields(schema, all));
  }
  const failures = Object.keys(what.responses ?? {}).filter((status) => !status.startsWith("2"));
  if (failures.length) {
    const note = el("p", `可能的错误：${failures.join("、")}，正文都是 {code, message, advice}。`);
    note.className = "soft";
    box.append(note);
  }
  return box;
}

const spec = await (await fetch(new URL("../openapi.json", import.meta.url))).json();
const all = spec.components?.schemas ?? {};
const groups = new Map();
for (const [path, methods] of Object.entries(spec.paths)) {
  for (const [method, what] of Object.entries(methods)) {
    const tag = what.tags?.[0] ?? "其他";
    groups.set(tag, [...(groups.get(tag) ?? []), operation(path, method, what, all)]);
  }
}
root.replaceChildren(el("h1", "鹊桥 · 接口说明"), el("p", spec.info.description ?? ""), el("p", "请求头 Authorization: Bearer 后面写 API 密钥（管理员新建，形如 qq_…）；单个会话也可以用开始会话时返回一次的 token。"));
for (const [tag, operations] of groups) root.append(el("h2", tag), ...operations);
