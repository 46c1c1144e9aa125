import { describe, expect, test } from "vitest";
import { check } from "../../../src/generate.js";
import { loadDocument } from "../../../src/document/load.js";
import { withProposals } from "../../../src/propose/merge.js";
import { normalisedPath } from "../../../src/propose/overlay-text.js";
import type { OverlayDraft } from "../../../src/propose/draft.js";
import { scratchFolder } from "../../support/scratch.js";
import {
  answers,
  crud,
  done,
  draftOf,
  inPath,
  json,
  object,
  openOf,
  parsedOverlay,
  reasonOf,
  ref,
  specimen,
  text,
  uuid,
} from "./support/specimen.js";

/** Names that end a string, a comment or a path where they are put into one carelessly. */
const hostile = [
  `it's "quoted"`,
  "a]['b",
  "line\nbreak",
  "back\\slash",
  "# no comment",
  "\u2028",
  "{{x}}",
  "*&!%@`",
];

describe("the overlay", () => {
  test("reads whatever stands in names, and does exactly what was proposed", async () => {
    const schemas = Object.fromEntries(
      hostile.map((name) => [
        `S${String(hostile.indexOf(name))}`,
        object({ [name]: text, email: text, role: text }),
      ]),
    );
    const paths = Object.fromEntries(
      hostile.map((name, index) => [
        `/p${String(index)}/${name.replaceAll(/[{}]/gu, "")}`,
        { put: { summary: name, requestBody: json(ref(`S${String(index)}`)), ...done } },
      ]),
    );
    const document = specimen(paths, schemas, { info: { title: hostile.join(""), version: "1" } });
    const draft = await draftOf(document);
    expect(draft.diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(await applied(draft, document)).toEqual(withProposals(draft.document.root, draft.proposals));
  });

  test("is one action for each part of the document, however many operations there are", async () => {
    const paths = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [`/p${String(index)}`, { get: done, delete: done }]),
    );
    const draft = await draftOf(specimen(paths));
    const targets = parsedOverlay(draft).actions.map(({ target }) => target);
    expect(targets).toEqual(["$.components", "$.paths"]);
    expect(draft.operations.every(({ closed }) => closed !== null)).toBe(true);
  });

  test("names items of lists by paths of their own", () => {
    const root = { "it's": [{ '"': { "200": {} } }] };
    expect(normalisedPath(root, ["it's", "0", '"', "200"])).toBe(`$['it\\'s'][0]['"']['200']`);
  });

  test("gives every proposal its certainty and its reason", async () => {
    const order = object({ id: uuid, userId: uuid, email: text });
    const draft = await draftOf(specimen(crud("/orders", "orderId", "Order"), { Order: order }));
    expect(
      draft.proposals.every(({ why, confidence }) => why !== "" && /^(?:high|medium|low)$/u.test(confidence)),
    ).toBe(true);
    expect(draft.text).toContain('# high: "userId" is the only person in it');
    expect(draft.text).toMatch(/# low: [^\n]*\n +# +placeholders/u);
  });

  test("is empty where nothing is missing: what it proposed once is not proposed again", async () => {
    const order = object({ id: uuid, userId: uuid, status: text, password: text });
    const document = specimen(
      { ...crud("/orders", "orderId", "Order"), "/else": { get: answers(text) } },
      { Order: order },
    );
    const first = await draftOf(document);
    const again = await draftOf((await applied(first, document)) as never);
    expect(again.proposals).toEqual([]);
    expect(again.text).toBe("");
  });

  test("opens an operation that is ready by deleting its `closed`, and nothing else", async () => {
    const paths = {
      ...crud("/v2/load_balancers", "lb_id", "load_balancer"),
      "/v2/load_balancers/{lb_id}/droplets": {
        parameters: [inPath("lb_id")],
        post: { requestBody: json(object({ droplet_ids: { type: "array", items: text } })), ...done },
      },
    };
    const document = specimen(paths, { load_balancer: object({ id: text, name: text }) });
    const draft = await draftOf(document);
    expect(openOf(draft)).toEqual({
      "GET /v2/load_balancers": true,
      "POST /v2/load_balancers": false,
      "GET /v2/load_balancers/{lb_id}": true,
      "DELETE /v2/load_balancers/{lb_id}": false,
      "POST /v2/load_balancers/{lb_id}/droplets": false,
    });
    expect(draft.ready).toHaveLength(3);
    const reviewed = draft.text.replaceAll(/^ +closed:.*\n(?: {12,}\S.*\n)*/gmu, "");
    expect(reviewed).not.toContain("closed:");
    const cwd = scratchFolder({ "openapi.json": JSON.stringify(document), "o.yaml": reviewed });
    const { diagnostics, model } = await check({ document: "openapi.json", overlays: ["o.yaml"], cwd });
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(model?.operations.map(({ closed }) => closed)).toEqual([null, null, null, null, null]);
  });

  test("of a document that is annotated closes only what the rules find wrong", async () => {
    const document = specimen({
      "/fine": { get: { ...done } },
      "/open/{thingId}": { get: { ...done, parameters: [inPath("thingId")] } },
    });
    const annotated = { ...document, "x-security": { limits: { depth: 8 } } };
    expect(openOf(await draftOf(annotated))).toEqual({ "GET /fine": true, "GET /open/{thingId}": false });
    expect(openOf(await draftOf(document))).toEqual({ "GET /fine": false, "GET /open/{thingId}": false });
  });
});

describe("a document of several files", () => {
  const path = {
    parameters: [inPath("orderId")],
    get: answers({ $ref: "schemas/order.json" }),
    delete: done,
  };
  const split = (): Promise<OverlayDraft> =>
    draftOf(specimen({ "/orders/{orderId}": { $ref: "path.json" }, "/here": { get: done } }), {
      "path.json": path,
      "schemas/order.json": object({ id: uuid, userId: uuid, owner: object({ email: text }) }),
    });

  test("is annotated beside the references of the entry, as if all stood there", async () => {
    const draft = await split();
    expect(openOf(draft)).toEqual({
      "GET /orders/{orderId}": true,
      "DELETE /orders/{orderId}": true,
      "GET /here": false,
    });
    expect(draft.diagnostics).toEqual([]);
    expect(draft.unreachable).toEqual([]);
    const [components, paths] = parsedOverlay(draft).actions;
    expect(components?.update).toMatchObject({
      schemas: {
        order: {
          $ref: "schemas/order.json",
          "x-security": { resource: { access: [{ owner: "userId" }] } },
          properties: { owner: { properties: { email: { "x-security": { sensitive: "personal" } } } } },
        },
      },
    });
    expect(paths?.update).toHaveProperty(["/orders/{orderId}", "delete", "x-security", "resource"], "order");
  });

  test("locates what is wrong with an annotation in the overlay, though it stands beside a reference", async () => {
    const draft = await split();
    const cwd = scratchFolder({
      "openapi.json": JSON.stringify(specimen({ "/orders/{orderId}": { $ref: "path.json" } })),
      "path.json": JSON.stringify(path),
      "schemas/order.json": JSON.stringify(object({ id: uuid })),
      "o.yaml": draft.text,
    });
    const { diagnostics } = await loadDocument({ entry: "openapi.json", overlays: ["o.yaml"], cwd });
    expect(diagnostics.map(({ location, message }) => [location.file, message])).toContainEqual([
      "o.yaml",
      '"owner" is annotated here, but what the reference names has none.',
    ]);
  });

  test("is closed beside the reference, where only an operation stands in another file", async () => {
    const draft = await draftOf(specimen({ "/orders": { get: { $ref: "get.json" } } }), { "get.json": done });
    expect(reasonOf(draft, "GET /orders")).toContain("Nothing says what it reaches");
  });

  test("says which operations it cannot reach", async () => {
    const draft = await draftOf(
      { ...specimen({}), paths: { $ref: "paths.json" } },
      { "paths.json": { "/orders": { get: done } } },
    );
    expect(draft.unreachable.map(({ path }) => path)).toEqual(["/orders"]);
  });
});

/** The document with the overlay that was written for it, as it is loaded. */
async function applied(draft: OverlayDraft, document: object): Promise<unknown> {
  const cwd = scratchFolder({ "openapi.json": JSON.stringify(document), "o.yaml": draft.text });
  const loaded = await loadDocument({ entry: "openapi.json", overlays: ["o.yaml"], cwd });
  return loaded.document?.root;
}
