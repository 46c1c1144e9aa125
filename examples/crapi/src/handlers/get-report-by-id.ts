import { notFound, type Handlers } from "../api/index.js";
import { withMechanic } from "../service-requests.js";

export const getReportById: Handlers["getReportById"] = async ({ query, data }) => {
  const request = await data.serviceRequests.read(query.report_id);
  const report = request === undefined ? undefined : await withMechanic(data, request);
  return report === undefined ? notFound() : { status: 200, body: report };
};
