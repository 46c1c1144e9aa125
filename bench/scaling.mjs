import { writeFileSync } from "node:fs";
import path from "node:path";
import { generateCold, initProject, makeProject, removeProject } from "./project.mjs";
import { medians } from "./measure.mjs";

export const sizes = [100, 500, 1000, 2000, 5000];

/** Cost against the number of operations. */
export function scaling(operations, rounds) {
  const source = makeProject();
  const document = path.join(source, "openapi.json");
  writeFileSync(document, JSON.stringify(documentOf(operations)));
  const folder = initProject(document);
  const samples = Array.from({ length: rounds }, () => generateCold(folder));
  removeProject(folder);
  removeProject(source);
  return { ours: medians(samples) };
}

/** Four operations a resource, each with a schema to read and one to write. */
function documentOf(operations) {
  const paths = {};
  const schemas = {};
  for (let index = 0; index * 4 < operations; index += 1) {
    const name = `Thing${index}`;
    const reference = { $ref: `#/components/schemas/${name}` };
    const content = { "application/json": { schema: reference } };
    const answer = { 200: { description: "The thing.", content } };
    const id = { name: "id", in: "path", required: true, schema: { type: "string", format: "uuid" } };
    schemas[name] = thing(index);
    paths[`/things${index}`] = {
      get: operation(`list${name}`, { responses: listOf(reference), parameters: [limit] }),
      post: operation(`create${name}`, { requestBody: { required: true, content }, responses: answer }),
    };
    paths[`/things${index}/{id}`] = {
      parameters: [id],
      get: operation(`get${name}`, { responses: answer }),
      patch: operation(`update${name}`, { requestBody: { required: true, content }, responses: answer }),
    };
  }
  return { openapi: "3.1.0", info: { title: "Things", version: "1" }, paths, components: { schemas } };
}

const limit = { name: "limit", in: "query", schema: { type: "integer", minimum: 1, maximum: 100 } };

function operation(operationId, rest) {
  return { operationId, summary: `Does ${operationId}.`, ...rest };
}

function listOf(items) {
  const schema = { type: "array", maxItems: 100, items };
  return { 200: { description: "The things.", content: { "application/json": { schema } } } };
}

function thing(index) {
  return {
    type: "object",
    required: ["id", "name"],
    properties: {
      id: { type: "string", format: "uuid", readOnly: true },
      name: { type: "string", maxLength: 100, description: `What thing ${index} is called.` },
      size: { type: "integer", minimum: 0, maximum: 1000 + index },
      state: { enum: ["new", "used", `special-${index}`] },
      labels: { type: "array", maxItems: 10, items: { type: "string", maxLength: 40 } },
    },
  };
}
