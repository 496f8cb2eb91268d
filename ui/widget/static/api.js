// The page's only way to the server: one conversation, its bearer token, and streams of events.

const HOME = new URL("../", import.meta.url).pathname; // where the product is served, below any prefix
const KEY = `queqiao-conversation${HOME.slice(0, -1)}`;
const API = `${HOME}api/v1`;
const PATH = `${API}/conversations`;
let conversation = null;

export class ApiFailure extends Error {
  constructor(status, body) {
    super(body.message || "没有成功，服务没有说明原因。");
    this.status = status;
    this.advice = body.advice || "请稍后再试。";
    this.lost = status === 401 || (status === 404 && body.code === "no_such_conversation");
  }
}

const OFFLINE = { message: "连不上服务。", advice: "请检查网络后再试，您写的内容没有丢。" };

async function call(method, path, body, signal) {
  const headers = { "Content-Type": "application/json" };
  if (conversation) headers.Authorization = `Bearer ${conversation.token}`;
  let response;
  try {
    response = await fetch(path, { method, headers, signal, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch (error) {
    throw error.name === "AbortError" ? error : new ApiFailure(0, OFFLINE);
  }
  if (!response.ok) throw new ApiFailure(response.status, await response.json().catch(() => ({})));
  return response;
}

// The kept conversation with its turns, or a fresh one; `renewed` says that the kept one is gone.
export async function open() {
  const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  if (kept) {
    conversation = kept;
    try {
      const history = await (await call("GET", `${PATH}/${conversation.id}`)).json();
      return { ...conversation, turns: history.turns, unfinished: history.unfinished, renewed: false };
    } catch (failure) {
      if (!failure.lost) throw failure;
    }
  }
  forget();
  conversation = await (await call("POST", PATH, { channel: "web" })).json();
  sessionStorage.setItem(KEY, JSON.stringify(conversation));
  return { ...conversation, turns: [], unfinished: [], renewed: kept !== null };
}

export function opened() {
  return conversation !== null;
}

export function forget() {
  sessionStorage.removeItem(KEY);
  conversation = null;
}

export async function erase() {
  await call("DELETE", `${PATH}/${conversation.id}`);
  forget();
}

export async function record(id) {
  return (await call("GET", `${API}/records/${encodeURIComponent(id)}`)).json();
}

export async function cardSchema() {
  return (await call("GET", `${API}/card/schema`)).json();
}

export async function correct(changes) {
  return (await call("PATCH", `${PATH}/${conversation.id}/card`, { changes })).json();
}

export async function judge(recordId, useful, reason) {
  await call("POST", `${PATH}/${conversation.id}/feedback`, { record_id: recordId, useful, reason });
}

// Yields {type, data} for every server-sent event of the answer.
export async function* send(text, signal, confidential) {
  yield* streamed(await call("POST", `${PATH}/${conversation.id}/messages`, { text, confidential }, signal));
}

export async function* retry(number, signal) {
  yield* streamed(await call("POST", `${PATH}/${conversation.id}/turns/${number}/retry`, {}, signal));
}

async function* streamed(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = "";
  for (;;) {
    const { value, done } = await read(reader);
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

async function read(reader) {
  try {
    return await reader.read();
  } catch (error) {
    throw error.name === "AbortError" ? error : new ApiFailure(0, { ...OFFLINE, message: "回答传到一半，连接断了。" });
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

// A draft for the enterprise itself: "md" gives its text, "docx" a file.
export async function draft(variant, format = "md") {
  const response = await call("GET", `${PATH}/${conversation.id}/drafts/${variant}?format=${format}`);
  return format === "md" ? response.text() : response.blob();
}
