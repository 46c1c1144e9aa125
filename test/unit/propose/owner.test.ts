import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/document/document.js";
import { ownershipOf, tenantOf } from "../../../src/propose/owner.js";
import { object, text, uuid } from "./support/specimen.js";

const about = (properties: JsonObject, name = "Order") => {
  const schema = { value: object({ id: uuid, ...properties }), pointer: "/components/schemas/It" };
  return ownershipOf({}, schema, name);
};

describe("the owner of a row", () => {
  test.each(["ownerId", "owner_id", "userId", "user_id", "userUuid", "customerId", "authorId", "patient-id"])(
    "is whom %s names",
    (property) => {
      expect(about({ [property]: text })).toMatchObject({ kind: "owner", property });
    },
  );

  test.each([
    ["assigneeId", "is whom the work is given to"],
    ["assignedUserId", "is a user, but not the owner"],
    ["createdBy", "may have left long ago"],
    ["sellerId", "is one of two parties"],
    ["employeeId", "may be filed about, not by"],
    ["reviewerUserId", "looks at what is another's"],
  ])("is not known from %s, who %s", (property) => {
    expect(about({ [property]: text })).toMatchObject({ kind: "doubtful", property });
  });

  test.each([
    ["a second person", { userId: text, approverId: text }],
    ["both ends of something", { senderId: text, recipientId: text }],
    ["the user beside who follows", { userId: text, followerId: text }],
    ["the one who changed it last", { ownerId: text, updatedBy: text }],
  ])("is not known beside %s", (_, properties) => {
    expect(about(properties).kind).toBe("doubtful");
  });

  test.each([
    ...["RoleAssignment", "Membership", "team_member", "Invitation", "ApiKey", "Wallet", "Subscription"],
    ...["AuditLogEntry", "RefundRequest", "Ban"],
  ])("is not whom a %s is given to", (name) => {
    expect(about({ userId: text }, name)).toMatchObject({ kind: "doubtful" });
  });

  test.each([
    ["a number, which another system may have given to somebody else", { userId: { type: "integer" } }],
    ["nothing in particular", { userId: {} }],
    ["an object", { userId: { type: "object" } }],
    ["text or number", { userId: { type: ["string", "integer"] } }],
  ])("is not told by %s", (_, properties) => {
    expect(about(properties).kind).toBe("doubtful");
  });

  test.each([
    ["a name that only contains the word", { userAgent: text, ownership: text, customIdea: text }],
    ["an id of a thing", { productId: text, accountId: text, parentId: text }],
    ["a bare name", { owner: text, user: text }],
    ["a person that stands inside", { user: object({ id: text }) }],
  ])("is nobody for %s", (_, properties) => {
    expect(about(properties)).toEqual({ kind: "nobody" });
  });
});

describe("the tenant of a row", () => {
  const tenant = (properties: JsonObject) =>
    tenantOf({}, { value: object(properties), pointer: "/components/schemas/It" });

  test.each(["tenantId", "org_id", "organisationId", "organizationUuid", "workspaceId", "companyId"])(
    "is the group in %s",
    (property) => {
      expect(tenant({ [property]: text })).toBe(property);
    },
  );

  test.each([
    ["two groups", { orgId: text, workspaceId: text }],
    ["a number", { orgId: { type: "integer" } }],
    ["another thing's id", { productId: text, organism: text }],
  ])("is not told by %s", (_, properties) => {
    expect(tenant(properties as JsonObject)).toBeNull();
  });
});
