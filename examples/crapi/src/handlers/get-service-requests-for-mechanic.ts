import type { Handlers } from "../api/index.js";
import { withMechanic } from "../service-requests.js";

export const getServiceRequestsForMechanic: Handlers["getServiceRequestsForMechanic"] = async ({
  query,
  data,
}) => {
  const { items } = await data.serviceRequests.list({ limit: query.limit, offset: query.offset });
  const requests = await Promise.all(items.map((item) => withMechanic(data, item)));
  return { status: 200, body: { service_requests: requests.filter((request) => request !== undefined) } };
};
