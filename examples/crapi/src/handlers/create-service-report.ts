import { notFound, type Handlers } from "../api/index.js";
import { reportLink, submit } from "../service-requests.js";

export const createServiceReport: Handlers["createServiceReport"] = async ({ query, data, principal }) => {
  const request = await submit(data, principal, query);
  if (request === undefined) return notFound();
  return { status: 200, body: { id: request.id, sent: "true", report_link: reportLink(request.id) } };
};
