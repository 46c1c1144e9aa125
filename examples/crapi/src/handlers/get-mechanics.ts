import type { Handlers } from "../api/index.js";

export const getMechanics: Handlers["getMechanics"] = async ({ data }) => {
  const { items } = await data.mechanics.list({ limit: 100 });
  return { status: 200, body: { mechanics: items } };
};
