import { unauthorized, verifyPassword, type Handlers } from "../api/index.js";
import type { TokenIssuer } from "../tokens.js";

export const login =
  (tokens: TokenIssuer): Handlers["login"] =>
  async ({ body, data, request }) => {
    const customer = await data.customers.find({ email: body.email }, { as: "authenticate" });
    // Unknown accounts cost a hash as well: the time of the answer says nothing about who has one.
    const matches = await verifyPassword(body.password, customer?.password ?? undefined);
    if (customer === undefined || !matches) return unauthorized();
    request.granted({ subject: customer.id, roles: [customer.role] });
    return { status: 200, body: await tokens.issue(customer) };
  };
