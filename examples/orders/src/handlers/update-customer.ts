import { notFound, type Handlers } from "../api/index.js";

/** `PATCH /customers/{customerId}`: Change an account */
export const updateCustomer: Handlers["updateCustomer"] = async ({ params, body, data }) => {
  const customer = await data.customers.update(params.customerId, body);
  return customer === undefined ? notFound() : { status: 200, body: customer };
};
