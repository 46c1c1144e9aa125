import type { Handlers } from "../api/index.js";

export const getHealth: Handlers["getHealth"] = () => Promise.resolve({ status: 200, body: { up: true } });
