import { expect, it } from "vitest";
import { generate } from "../../../src/generate.js";
import { lintErrors, typeErrors, writeProject } from "../../support/compile.js";
import { openDocument, openOperation } from "../../support/generated-server.js";

const file = { type: "string", format: "binary" };
const document = {
  ...openDocument({
    "/photos": {
      post: openOperation("addPhoto", {
        requestBody: {
          required: true,
          content: { "multipart/form-data": { schema: { $ref: "#/components/schemas/Photo" } } },
        },
      }),
    },
    "/raw": {
      put: openOperation("putRaw", { requestBody: { content: { "image/*": { schema: file } } } }),
    },
    "/count": {
      put: openOperation("putCount", {
        requestBody: { required: true, content: { "text/plain": { schema: { type: "integer" } } } },
      }),
    },
  } as never),
  components: {
    schemas: {
      Photo: {
        type: "object",
        required: ["title", "image"],
        properties: { title: { type: "string" }, image: file, more: { type: "array", items: file } },
      },
    },
  },
};

const handlers = `import type { Handlers, UploadedFile } from "./api/index.js";

export const addPhoto: Handlers["addPhoto"] = async ({ body }) => {
  const image: UploadedFile = body.image;
  const more: readonly UploadedFile[] = body.more ?? [];
  const title: string = body.title;
  return { status: 200, body: { title, sizes: [image, ...more].map(({ size }) => size) } };
};

export const putRaw: Handlers["putRaw"] = async ({ body }) => {
  const bytes: Uint8Array | undefined = await body?.bytes();
  return { status: 200, body: { size: bytes?.length ?? 0 } };
};

export const putCount: Handlers["putCount"] = async ({ body }) => ({ status: 200, body: { next: body + 1 } });
`;

it(
  "files have a type of their own in what is generated, which passes the strictest flags",
  { timeout: 120_000 },
  async () => {
    const folder = writeProject("upload-types", [{ path: "openapi.json", text: JSON.stringify(document) }]);
    const { files, diagnostics } = await generate({ document: `${folder}openapi.json` });
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    const api = files
      .filter(({ area }) => area === "api")
      .map(({ path, text }) => ({ path: `api/${path}`, text }));
    const project = [...api, { path: "handlers.ts", text: handlers }];
    writeProject("upload-types", project);
    expect(typeErrors(folder, project)).toEqual([]);
    const read = project.filter(({ path }) => /^api\/(?:index|operations|types|routes)\.ts$/.test(path));
    expect(await lintErrors(folder, read)).toEqual([]);
    expect(api.find(({ path }) => path === "api/index.ts")?.text).toContain("createUploadReader(uploads)");
  },
);
