import { randomInt, randomUUID } from "node:crypto";
import type { Data, VehicleRow } from "./api/data.js";

const letters = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789";

/** Makes the vehicle that a new customer bought; it belongs to nobody until its VIN and PIN are entered. */
export function deliverVehicle(data: Data): Promise<VehicleRow> {
  return data.vehicles.create(
    {},
    {
      as: "deliver",
      set: {
        id: randomInt(1, 2 ** 31 - 1),
        uuid: randomUUID(),
        year: 2024,
        status: "INACTIVE",
        vin: Array.from({ length: 17 }, () => letters.charAt(randomInt(letters.length))).join(""),
        pincode: String(randomInt(10_000)).padStart(4, "0"),
        model: {
          id: 1,
          model: "Pinnacle",
          fuel_type: "ELECTRIC",
          vehicle_img: "images/pinnacle.jpg",
          vehiclecompany: { id: 1, name: "Meridian" },
        },
        vehicleLocation: { id: 1, latitude: "52.5200", longitude: "13.4050" },
      },
    },
  );
}

/** The words that hand a vehicle over. */
export function deliveryNote(vehicle: VehicleRow): string {
  return `VIN: ${vehicle.vin}, pincode: ${vehicle.pincode}`;
}
