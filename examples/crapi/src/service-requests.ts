import { contactOf, ownAccount } from "./accounts.js";
import type { Data, ServiceRequestRow } from "./api/data.js";
import type { Principal, ServiceRequest } from "./api/index.js";

export interface Complaint {
  readonly vin: string;
  readonly mechanic_code: string;
  readonly problem_details: string;
}

/** Asks a mechanic to look at one of the caller's own vehicles; undefined where vehicle or mechanic are not there. */
export async function submit(
  data: Data,
  principal: Principal,
  complaint: Complaint,
): Promise<ServiceRequestRow | undefined> {
  const account = await ownAccount(data, principal);
  const vehicle = await data.vehicles.find({ vin: complaint.vin });
  const mechanic = await data.mechanics.find({ mechanic_code: complaint.mechanic_code });
  if (account === undefined || vehicle === undefined || mechanic === undefined) return undefined;
  return data.serviceRequests.create(
    { problem_details: complaint.problem_details },
    {
      set: {
        mechanic_id: mechanic.id,
        mechanic_subject: mechanic.subject,
        vehicle: { id: vehicle.id, vin: vehicle.vin, owner: contactOf(account) },
        status: "Pending",
        created_on: new Date().toISOString(),
      },
    },
  );
}

/** A service request with its mechanic; undefined where the mechanic is gone. */
export async function withMechanic(
  data: Data,
  request: ServiceRequestRow,
): Promise<ServiceRequest | undefined> {
  const mechanic = await data.mechanics.read(request.mechanic_id);
  return mechanic === undefined ? undefined : { ...request, mechanic };
}

export function reportLink(id: number): string {
  return `https://crapi.example.com/workshop/api/mechanic/mechanic_report?report_id=${id}`;
}
