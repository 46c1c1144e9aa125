import { randomUUID } from "node:crypto";
import { accountByEmail } from "../accounts.js";
import type { Handlers } from "../api/index.js";

export const mechanicSignup: Handlers["mechanicSignup"] = ({ body, data }) =>
  data.transaction(async (inside) => {
    const { mechanic_code, ...person } = body;
    const account = await accountByEmail(inside, body.email);
    const mechanic = await inside.mechanics.find({ mechanic_code }, { as: "register" });
    if (account !== undefined || mechanic !== undefined) {
      return { status: 400, body: { message: "Email or mechanic code already exist." } };
    }
    const subject = randomUUID();
    await inside.accounts.create(person, {
      as: "register",
      set: { subject, role: "ROLE_MECHANIC", available_credit: 0 },
    });
    await inside.mechanics.create(
      { mechanic_code, user: { email: body.email, number: body.number } },
      { as: "register", set: { subject } },
    );
    return { status: 200, body: { message: `Mechanic created with email: ${body.email}` } };
  });
