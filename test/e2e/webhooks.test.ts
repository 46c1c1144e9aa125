import { expect, it } from "vitest";
import { generateProject, startServer } from "../support/generated.js";

const document = {
  openapi: "3.1.0",
  info: { title: "Webhooks only", version: "1" },
  webhooks: {
    newPet: {
      post: {
        requestBody: {
          content: { "application/json": { schema: { $ref: "#/components/schemas/Pet" } } },
        },
        responses: { "200": { description: "Received." } },
      },
    },
  },
  components: { schemas: { Pet: { type: "object", properties: { name: { type: "string" } } } } },
};

it("a document that has only webhooks gives a server that starts and serves nothing", async () => {
  const project = await generateProject("webhooks-only", document);
  const { handlers } = await project.load<{ handlers: object }>("src/handlers/index.js");
  const server = await startServer(project, handlers);
  const answer = await fetch(`${server.origin}/`);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([404, "application/problem+json"]);
  await server.close();
  expect(await project.problems()).toEqual([]);
}, 120_000);
