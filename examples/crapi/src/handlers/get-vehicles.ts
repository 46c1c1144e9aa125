import type { Handlers } from "../api/index.js";

export const getVehicles: Handlers["getVehicles"] = async ({ data }) => {
  const { items } = await data.vehicles.list({ limit: 100 });
  return { status: 200, body: items };
};
