import { notFound, type Handlers } from "../api/index.js";
import { reportLink, submit } from "../service-requests.js";
import type { Services } from "../services.js";

export const contactMechanic =
  ({ workshop }: Services): Handlers["contactMechanic"] =>
  async ({ body, data, principal }) => {
    const request = await submit(data, principal, body);
    if (request === undefined) return notFound();
    const attempts = body.repeat_request_if_failed ? 1 + body.number_of_repeats : 1;
    const sent = await repeat(attempts, () =>
      workshop.notify(body.mechanic_api, { id: request.id, problem: body.problem_details }),
    );
    const answer = { id: request.id, sent, report_link: reportLink(request.id) };
    return { status: 200, body: { response_from_mechanic_api: answer, status: 200 } };
  };

async function repeat(attempts: number, work: () => Promise<boolean>): Promise<boolean> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    if (await work()) return true;
  }
  return false;
}
