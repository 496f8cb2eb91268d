// Server-sent events out of chunks of bytes: a chunk may end in the middle of a character or of an event.

// Bytes to text, whole characters only; what is left of a cut character waits for the next chunk.
function makeDecoder() {
  let kept = [];

  return function decode(chunk) {
    const bytes = kept.concat(Array.from(new Uint8Array(chunk)));
    let text = "";
    let at = 0;
    while (at < bytes.length) {
      const first = bytes[at];
      const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
      if (at + length > bytes.length) break;
      text += character(bytes, at, length);
      at += length;
    }
    kept = bytes.slice(at);
    return text;
  };
}

function character(bytes, at, length) {
  if (length === 1) return String.fromCharCode(bytes[at]);
  let code = bytes[at] & (0x7f >> length);
  for (let place = 1; place < length; place += 1) code = (code << 6) | (bytes[at + place] & 0x3f);
  return String.fromCodePoint(code);
}

// Calls `tell(event, data)` for every whole event in what is pushed.
function makeReader(tell) {
  const decode = makeDecoder();
  let buffer = "";

  return function push(chunk) {
    buffer += decode(chunk);
    let end = buffer.indexOf("\n\n");
    while (end >= 0) {
      const lines = buffer.slice(0, end).split("\n");
      buffer = buffer.slice(end + 2);
      const event = lines.find((line) => line.startsWith("event: "));
      const data = lines.filter((line) => line.startsWith("data: ")).map((line) => line.slice(6));
      if (event && data.length) tell(event.slice(7), JSON.parse(data.join("\n")));
      end = buffer.indexOf("\n\n");
    }
  };
}

module.exports = { makeDecoder, makeReader };
