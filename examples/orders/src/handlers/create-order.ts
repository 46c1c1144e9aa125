import type { Handlers } from "../api/index.js";

export const createOrder: Handlers["createOrder"] = async ({ body, data }) => {
  const order = await data.orders.create(body);
  return {
    status: 201,
    body: order,
    ...(body.reference === undefined ? {} : { headers: { "X-Order-Reference": body.reference } }),
  };
};
