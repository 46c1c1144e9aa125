import { expect, it } from "vitest";
import { generate } from "../../../src/generate.js";
import { writeProject } from "../../support/compile.js";
import { openDocument, openOperation } from "../../support/generated-server.js";

const whole = (required: boolean, schema: object): object => ({
  parameters: [{ name: "q", in: "querystring", required, content: { "application/json": { schema } } }],
});
const members = { type: "object", properties: { n: { type: "integer" } } };

it("the type of a query string says that it may be left out where its schema does not", async () => {
  const document = openDocument(
    {
      "/a": { get: openOperation("needed", whole(true, { ...members, required: ["n"] }) as never) },
      "/b": { get: openOperation("omissible", whole(false, { ...members, required: ["n"] }) as never) },
      "/c": { get: openOperation("open", whole(false, members) as never) },
    },
    "3.2.0",
  );
  const folder = writeProject("query-string-types", [
    { path: "openapi.json", text: JSON.stringify(document) },
  ]);
  const { files } = await generate({ document: `${folder}openapi.json`, cwd: folder });
  const types = (files.find(({ path }) => path === "types.ts")?.text ?? "").replace(/\s+/g, " ");
  expect(types).toContain("NeededQuery = { readonly n: number; };");
  expect(types).toContain(
    "OmissibleQuery = | { readonly n: number; } | { readonly [key: string]: unknown; };",
  );
  expect(types).toContain("OpenQuery = { readonly n?: number; };");
});
