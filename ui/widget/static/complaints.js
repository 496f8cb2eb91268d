// The complaint form: sends it, shows the receipt, and looks up what became of it.
const API = new URL("../api/v1/complaints", import.meta.url);
const field = (id) => document.getElementById(id);
const told = field("told");

async function answer(request) {
  try {
    const response = await request;
    const body = await response.json();
    return response.ok ? body : { problem: `${body.message}${body.advice}` };
  } catch {
    return { problem: "没有连上服务，请检查网络后再试。" };
  }
}

field("complain").addEventListener("submit", async (event) => {
  event.preventDefault();
  const body = Object.fromEntries(["kind", "text", "about", "contact"].map((id) => [id, field(id).value]));
  const headers = { "Content-Type": "application/json" };
  const made = await answer(fetch(API, { method: "POST", headers, body: JSON.stringify(body) }));
  told.textContent = made.problem ?? `${made.message}\n编号：${made.id}\n回执：${made.receipt}\n回执只显示这一次，请记下。`;
  if (!made.problem) event.target.reset();
  told.scrollIntoView();
});

field("look").addEventListener("submit", async (event) => {
  event.preventDefault();
  const address = `${API}/${encodeURIComponent(field("id").value.trim())}`;
  const found = await answer(fetch(address, { headers: { "X-Receipt": field("receipt").value.trim() } }));
  told.textContent = found.problem ?? (found.settled ? `处理结果：${found.answer}` : "已收到，还在处理。");
});
