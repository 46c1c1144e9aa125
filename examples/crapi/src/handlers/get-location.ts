import { notFound, type Handlers } from "../api/index.js";

export const getLocation: Handlers["getLocation"] = async ({ params, data, principal }) => {
  const vehicle = await data.vehicles.read(params.vehicleId);
  if (vehicle === undefined) return notFound();
  const account = await data.accounts.find({ subject: principal.subject });
  return {
    status: 200,
    body: { carId: vehicle.uuid, vehicleLocation: vehicle.vehicleLocation, fullName: account?.name ?? "" },
  };
};
