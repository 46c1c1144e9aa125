import type { Handlers } from "../api/index.js";

export const createOrder: Handlers["createOrder"] = async ({ body, data }) => {
  const order = await data.orders.create(body);
  // The reference is the customer's text, line breaks and all: the fence withholds an answer that it would split in two.
  return {
    status: 201,
    body: order,
    ...(body.reference === undefined ? {} : { headers: { "X-Order-Reference": body.reference } }),
  };
};
