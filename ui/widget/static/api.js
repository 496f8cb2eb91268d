// The page's only way to the server: one conversation, its bearer token, and streams of events.

const KEY = "queqiao-conversation";
let conversation = null;

export class ApiFailure extends Error {
  constructor(body) {
    super(body.message || "没有成功。");
    this.advice = body.advice || "";
    this.code = body.code || "";
  }
}

async function call(method, path, body, signal) {
  const headers = { "Content-Type": "application/json" };
  if (conversation) headers.Authorization = `Bearer ${conversation.token}`;
  let response;
  try {
    response = await fetch(path, { method, headers, signal, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiFailure({ message: "连不上服务。", advice: "请检查网络后再试，您写的内容还在输入框里。" });
  }
  if (!response.ok) throw new ApiFailure(await response.json().catch(() => ({})));
  return response;
}

export async function open() {
  const kept = sessionStorage.getItem(KEY);
  if (kept) {
    conversation = JSON.parse(kept);
    try {
      const history = await (await call("GET", `/api/v1/conversations/${conversation.id}`)).json();
      return { ...conversation, turns: history.turns };
    } catch {
      forget();
    }
  }
  conversation = null;
  conversation = await (await call("POST", "/api/v1/conversations", { channel: "web" })).json();
  sessionStorage.setItem(KEY, JSON.stringify(conversation));
  return { ...conversation, turns: [] };
}

export function forget() {
  sessionStorage.removeItem(KEY);
  conversation = null;
}

export async function erase() {
  await call("DELETE", `/api/v1/conversations/${conversation.id}`);
  forget();
}

export async function record(id) {
  return (await call("GET", `/api/v1/records/${encodeURIComponent(id)}`)).json();
}

export async function correct(changes) {
  return (await call("PATCH", `/api/v1/conversations/${conversation.id}/card`, { changes })).json();
}

export async function judge(recordId, useful, reason) {
  await call("POST", `/api/v1/conversations/${conversation.id}/feedback`, { record_id: recordId, useful, reason });
}

// Yields {type, data} for every server-sent event of the answer.
export async function* send(text, signal) {
  const response = await call("POST", `/api/v1/conversations/${conversation.id}/messages`, { text }, signal);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    buffer += value.replaceAll("\r\n", "\n");
    let end;
    while ((end = buffer.indexOf("\n\n")) >= 0) {
      const event = parse(buffer.slice(0, end));
      buffer = buffer.slice(end + 2);
      if (event) yield event;
    }
  }
}

function parse(block) {
  let type = "message";
  const data = [];
  for (const line of block.split("\n")) {
    if (line.startsWith("event:")) type = line.slice(6).trim();
    else if (line.startsWith("data:")) data.push(line.slice(5).trimStart());
  }
  return data.length ? { type, data: JSON.parse(data.join("\n")) } : null;
}
