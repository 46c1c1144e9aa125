import { notFound, type Handlers } from "../api/index.js";

/** `GET /customers/{customerId}`: Read an account */
export const getCustomer: Handlers["getCustomer"] = async ({ params, data }) => {
  const customer = await data.customers.read(params.customerId);
  return customer === undefined ? notFound() : { status: 200, body: customer };
};
