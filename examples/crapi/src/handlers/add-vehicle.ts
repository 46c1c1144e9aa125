import { timingSafeEqual } from "node:crypto";
import { contactOf, ownAccount } from "../accounts.js";
import type { Handlers } from "../api/index.js";

export const addVehicle: Handlers["addVehicle"] = ({ body, data, principal }) =>
  data.transaction(async (inside) => {
    const account = await ownAccount(inside, principal);
    const vehicle = await inside.vehicles.find({ vin: body.vin, status: "INACTIVE" }, { as: "claim" });
    if (account === undefined || vehicle === undefined || !samePin(vehicle.pincode, body.pincode)) {
      return { status: 403, body: { message: "VIN and pincode do not belong together.", status: 403 } };
    }
    await inside.vehicles.update(
      vehicle.uuid,
      {},
      {
        as: "claim",
        set: { status: "ACTIVE", customer: principal.subject, owner: contactOf(account) },
      },
    );
    return { status: 200, body: { message: "The vehicle was added.", status: 200 } };
  });

/** Both hold four digits: the document says so. */
function samePin(stored: string, sent: string): boolean {
  return timingSafeEqual(Buffer.from(stored), Buffer.from(sent));
}
