import type { JsonObject } from "../document/document.js";
import { joinPointer } from "../document/pointer.js";
import { bodySchemas } from "../model/media-types.js";
import type { OperationSlot } from "../model/operation-slots.js";
import { segmentsOf } from "../model/path-ids.js";
import { propertiesOf } from "../model/properties.js";
import { resolveMember, type Spot } from "../model/references.js";
import { deref } from "../document/reference.js";
import { wordsOf } from "./names.js";

/** An operation that checks credentials, and where in its body the identity stands that is attempted. */
export interface SignIn {
  /** JSON Pointer into the body. */
  readonly identity: string;
  readonly secret: string;
  readonly confidence: "high" | "medium";
}

const signInSegments: ReadonlySet<string> = new Set([
  ...["login", "log in", "signin", "sign in", "authenticate", "authentication", "auth", "token", "tokens"],
  ...["session", "sessions", "verify", "otp", "password reset", "reset password", "forgot password"],
  ...["forget password", "check otp", "signup", "sign up", "register", "registration"],
]);

const identities = [
  ...[
    "email",
    "email address",
    "username",
    "user name",
    "login",
    "user id",
    "phone",
    "phone number",
    "number",
  ],
  ...["identifier", "account", "account id", "user"],
] as const;

const secrets: ReadonlySet<string> = new Set([
  ...["password", "passwd", "passphrase", "pin", "passcode", "otp", "code", "verification code", "secret"],
]);

/**
 * Whether an operation checks credentials: it is a POST to a path that ends like one, and its body has both an identity
 * and a secret. A path alone says too little (`POST /tokens` may issue gift cards), and so do the properties.
 */
export function signInOf(root: JsonObject, slot: OperationSlot): SignIn | null {
  if (slot.method !== "POST" && slot.method !== "PUT") return null;
  const last = segmentsOf(slot.path).findLast(({ parameters }) => parameters.length === 0);
  if (last === undefined || !signInSegments.has(wordsOf(last.text))) return null;
  const body = resolveMember(root, slot, "requestBody");
  if (body === undefined) return null;
  for (const schema of bodySchemas(root, body, "request")) {
    const found = credentialsIn(root, schema, "", 1);
    if (found !== null) return found;
  }
  return null;
}

/** Both in one object: at the top, or in the only object below it (`{ user: { email, password } }`). */
function credentialsIn(root: JsonObject, schema: Spot, path: string, depth: number): SignIn | null {
  const target = deref(root, schema.value, schema.pointer);
  const properties = propertiesOf(root, target);
  const secret = properties.find(({ name }) => secrets.has(wordsOf(name)));
  const identity = identities
    .map((wanted) => properties.find(({ name }) => wordsOf(name) === wanted))
    .find((property) => property !== undefined);
  if (secret !== undefined && identity !== undefined) {
    const confidence = wordsOf(secret.name).startsWith("pass") ? "high" : "medium";
    return { identity: joinPointer(path, identity.name), secret: secret.name, confidence };
  }
  const [only, ...others] = properties;
  if (only === undefined || others.length > 0 || depth === 0) return null;
  return credentialsIn(root, only, joinPointer(path, only.name), depth - 1);
}
