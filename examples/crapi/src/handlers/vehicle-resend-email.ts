import { ownAccount } from "../accounts.js";
import { notFound, type Handlers } from "../api/index.js";
import type { Services } from "../services.js";
import { deliverVehicle, deliveryNote } from "../vehicles.js";

export const vehicleResendEmail =
  ({ mail }: Services): Handlers["vehicleResendEmail"] =>
  async ({ data, principal }) => {
    const account = await ownAccount(data, principal);
    if (account === undefined) return notFound();
    const vehicle = await deliverVehicle(data);
    await mail.send({ to: account.email, subject: "Your vehicle", text: deliveryNote(vehicle) });
    return { status: 200, body: { message: "The mail was sent again.", status: 200 } };
  };
