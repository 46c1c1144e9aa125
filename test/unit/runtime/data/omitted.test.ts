import { describe, expect, it } from "vitest";
import type { ResourcePolicy } from "../../../../src/runtime/core/policy.js";
import { createAccess } from "../../../../src/runtime/data/access.js";
import { memorySource } from "../../../../src/runtime/data/memory.js";
import { createRepository } from "../../../../src/runtime/data/repository.js";
import { alternative, closed, column, principal } from "../../../support/data-policy.js";

const policy: ResourcePolicy = {
  name: "Note",
  table: "notes",
  id: "id",
  tenant: null,
  hide: 404,
  columns: {
    id: closed("id", "uuid", { generated: "uuid" }),
    authorId: closed("author_id"),
    label: column("label", "text", { omitNull: true }),
    next: column("next"),
  },
  access: [alternative([{ kind: "owner", column: "authorId" }])],
  parent: null,
};

describe("a row with empty columns", () => {
  it("leaves out what the document does not let be null, and keeps the null that it does", async () => {
    const request = { principal: principal("ann"), parents: {}, onLifted: () => undefined };
    const access = createAccess(memorySource(), { Note: policy }, request);
    const notes = createRepository<{ id: string }, object, object, object>(access, "Note");
    const created = await notes.create({});
    expect(created).toEqual({ id: created.id, authorId: "ann", next: null });
    expect(await notes.read(created.id)).toEqual(created);
    expect((await notes.list()).items).toEqual([created]);
  });
});
