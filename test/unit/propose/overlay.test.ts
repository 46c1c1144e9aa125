import { describe, expect, test } from "vitest";
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
    expect(draft.text).toMatch(/# low: .*placeholders/u);
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
  test("is closed by its paths, where operations stand in another file", async () => {
    const path = { get: answers({ $ref: "order.json" }), delete: done };
    const draft = await draftOf(specimen({ "/orders": { $ref: "path.json" }, "/here": { get: done } }), {
      "path.json": path,
      "order.json": object({ id: uuid }),
    });
    expect(openOf(draft)).toEqual({ "GET /orders": false, "DELETE /orders": false, "GET /here": false });
    expect(draft.diagnostics).toEqual([]);
    expect(parsedOverlay(draft).actions.at(-1)?.update).toHaveProperty(["/orders", "x-security", "closed"]);
  });

  test("is closed beside the reference, where only an operation stands in another file", async () => {
    const draft = await draftOf(specimen({ "/orders": { get: { $ref: "get.json" } } }), { "get.json": done });
    expect(reasonOf(draft, "GET /orders")).toBe("nothing says what it reaches, and whose that is");
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
