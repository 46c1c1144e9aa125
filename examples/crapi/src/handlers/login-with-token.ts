import type { Handlers } from "../api/index.js";

export const loginWithToken: Handlers["loginWithToken"] = () =>
  Promise.resolve({ status: 403, body: { message: "This way to log in is switched off.", status: 403 } });
