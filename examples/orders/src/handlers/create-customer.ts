import type { Handlers } from "../api/index.js";

/** `POST /customers`: Open an account for somebody */
export const createCustomer: Handlers["createCustomer"] = async ({ body, data }) => {
  const customer = await data.customers.create(body);
  return { status: 201, body: customer };
};
