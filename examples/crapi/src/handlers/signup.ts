import { randomUUID } from "node:crypto";
import { accountByEmail } from "../accounts.js";
import type { Handlers } from "../api/index.js";
import type { Services } from "../services.js";
import { deliverVehicle, deliveryNote } from "../vehicles.js";

export const signup =
  ({ mail }: Services): Handlers["signup"] =>
  async ({ body, data }) => {
    if ((await accountByEmail(data, body.email)) !== undefined) {
      return { status: 403, body: { message: "This email is already registered.", status: 403 } };
    }
    await data.accounts.create(body, {
      as: "register",
      set: { subject: randomUUID(), role: "ROLE_USER", available_credit: 100 },
    });
    const vehicle = await deliverVehicle(data);
    await mail.send({ to: body.email, subject: "Welcome to crAPI", text: deliveryNote(vehicle) });
    return { status: 200, body: { message: "Registered. Please log in.", status: 200 } };
  };
