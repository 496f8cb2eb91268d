// Set the address of your 鹊桥; its domain must stand in the request domains of the 小程序 (HTTPS only).
App({
  globalData: { server: "https://example.gov.cn" },
});
