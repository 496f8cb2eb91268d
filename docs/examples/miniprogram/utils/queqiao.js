// The client of 鹊桥's 小程序 interface. The session key never comes here: the server exchanges the code.
const { makeReader } = require("./stream");

const PATH = "/channels/miniprogram";
const TOKEN = "queqiao-token";

function server() {
  return getApp().globalData.server + PATH;
}

function request(options) {
  return new Promise((resolve, reject) => {
    wx.request({
      ...options,
      url: server() + options.path,
      header: { Authorization: `Bearer ${wx.getStorageSync(TOKEN)}`, "Content-Type": "application/json" },
      success: (answer) => (answer.statusCode < 300 ? resolve(answer.data) : reject(problem(answer))),
      fail: () => reject({ message: "网络不通，请稍后再试。" }),
    });
  });
}

function problem(answer) {
  const told = answer.data || {};
  return { status: answer.statusCode, message: [told.message || "请求没有成功。", told.advice || ""].join("") };
}

async function logIn() {
  const { code } = await wx.login();
  const told = await request({ path: "/login", method: "POST", data: { code } });
  wx.setStorageSync(TOKEN, told.token);
  return told;
}

// Say something; `tell(event, data)` hears `queued`, `step`, `token`, `done` and `error`.
function say(text, tell) {
  if (!wx.canIUse("RequestTask.onChunkReceived")) {
    sayAtOnce(text, tell);
    return;
  }
  const push = makeReader(tell);
  const task = wx.request({
    url: `${server()}/messages`,
    method: "POST",
    enableChunked: true,
    responseType: "arraybuffer",
    timeout: 120000,
    header: { Authorization: `Bearer ${wx.getStorageSync(TOKEN)}`, "Content-Type": "application/json" },
    data: { text },
    success: (answer) => {
      if (answer.statusCode >= 300) tell("error", { message: "没有发出，请稍后再试。", status: answer.statusCode });
    },
    fail: () => tell("error", { message: "网络不通，请稍后再试。" }),
  });
  task.onChunkReceived((chunk) => push(chunk.data));
}

// For base libraries without chunks.
async function sayAtOnce(text, tell) {
  try {
    tell("done", await request({ path: "/messages/sync", method: "POST", data: { text } }));
  } catch (error) {
    tell("error", error);
  }
}

const history = () => request({ path: "/conversation", method: "GET" });
const linkCode = () => request({ path: "/link-code", method: "POST", data: {} });
const link = (code) => request({ path: "/link", method: "POST", data: { code } });

module.exports = { logIn, say, sayAtOnce, history, linkCode, link };
