const queqiao = require("../../utils/queqiao");

Page({
  data: { lines: [], draft: "", busy: false, step: "", label: "", examples: [] },

  async onLoad() {
    try {
      const told = await queqiao.logIn();
      const past = await queqiao.history();
      const lines = past.flatMap((turn) => [
        { who: "me", text: turn.message },
        { who: "you", text: turn.answer.text },
      ]);
      this.setData({ lines: [{ who: "you", text: told.greeting }, ...lines], label: told.label, examples: told.examples });
    } catch (error) {
      wx.showToast({ title: error.message, icon: "none" });
    }
  },

  type(event) {
    this.setData({ draft: event.detail.value });
  },

  send(event) {
    const text = (event.currentTarget.dataset.text || this.data.draft).trim();
    if (!text || this.data.busy) return;
    const lines = [...this.data.lines, { who: "me", text }, { who: "you", text: "" }];
    this.setData({ lines, draft: "", busy: true, step: "正在理解您的话", examples: [] });
    queqiao.say(text, (name, data) => this.hear(name, data));
  },

  hear(name, data) {
    const last = this.data.lines.length - 1;
    if (name === "queued" || name === "step") this.setData({ step: data.text });
    if (name === "token") this.setData({ [`lines[${last}].text`]: this.data.lines[last].text + data.text });
    if (name === "done") this.setData({ [`lines[${last}].text`]: data.text, busy: false, step: "" });
    if (name === "error") this.setData({ [`lines[${last}].text`]: data.message, busy: false, step: "" });
    if (data.status === 401) queqiao.logIn();
  },

  async showCode() {
    const { code } = await queqiao.linkCode();
    wx.showModal({ title: "连接码", content: `${code}（10 分钟内在网页或公众号里输入）`, showCancel: false });
  },

  enterCode() {
    wx.showModal({
      title: "输入另一处的连接码",
      editable: true,
      success: async ({ confirm, content }) => {
        if (!confirm) return;
        try {
          await queqiao.link(content.trim());
          this.onLoad();
        } catch (error) {
          wx.showToast({ title: error.message, icon: "none" });
        }
      },
    });
  },
});
