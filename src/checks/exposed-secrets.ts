import { words } from "../model/words.js";
import { annotation } from "../model/annotation.js";
import { valueFacts } from "../model/value-facts.js";
import type { JsonObject } from "../document/document.js";
import { recalling } from "../document/remember.js";
import { responseProperties } from "./messages.js";
import type { Property } from "../model/properties.js";
import type { Finding, Judge } from "./finding.js";

const credentials: ReadonlySet<string> = new Set([
  ...[
    "password",
    "passwd",
    "password hash",
    "hashed password",
    "password salt",
    "passphrase",
    "pin code",
    "cvv",
    "cvc",
  ],
  ...[
    "private key",
    "client secret",
    "secret key",
    "api secret",
    "otp",
    "otp secret",
    "totp secret",
    "mfa secret",
  ],
]);

const tokens: ReadonlySet<string> = new Set([
  ...[
    "secret",
    "token",
    "access token",
    "refresh token",
    "id token",
    "api key",
    "apikey",
    "session id",
    "session token",
    "jwt",
  ],
]);

/** C44: an answer that shows a credential. */
export const exposedCredential: Judge = ({ document: { root } }) => shown(root, credentials, "a credential");

/** C44: an answer that shows what may be a token: right where it is issued, wrong everywhere else. */
export const exposedToken: Judge = ({ document: { root } }) => shown(root, tokens, "a secret");

function shown(root: JsonObject, names: ReadonlySet<string>, noun: string): readonly Finding[] {
  return spelled(root)
    .filter(({ property, spelling }) => names.has(spelling) && isText(root, property))
    .map(({ property }) => ({
      pointer: property.pointer,
      part: "key",
      message: `"${property.name}" looks like ${noun}, and answers show it.`,
    }));
}

interface Spelled {
  readonly property: Property;
  /** Its words, however the document puts them together. */
  readonly spelling: string;
}

/** What answers show; two rules ask for it. */
function spelled(root: JsonObject): readonly Spelled[] {
  return properties(root, [], () =>
    responseProperties(root).map((property) => ({ property, spelling: words(property.name).join(" ") })),
  );
}

const properties = recalling<readonly Spelled[]>();

/** A flag such as `password: true` tells no secret; a value whose sensitivity is stated has been thought about. */
function isText(root: JsonObject, property: Property): boolean {
  const { types } = valueFacts(root, property);
  const considered = annotation("property", property.value).sensitive !== undefined;
  return !considered && (types.length === 0 || types.includes("string"));
}
