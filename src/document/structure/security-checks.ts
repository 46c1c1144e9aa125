import { suggestion } from "../../diagnostics/suggest.js";
import { isObject, memberOf } from "../json.js";
import { joinPointer } from "../pointer.js";
import { deviates, isSince, type SpecialCheck, type Subject } from "./report.js";

/** What each type of scheme must have (§4.8.27). */
const needed: Readonly<Record<string, readonly string[]>> = {
  apiKey: ["name", "in"],
  http: ["scheme"],
  oauth2: ["flows"],
  openIdConnect: ["openIdConnectUrl"],
  mutualTLS: [],
};

const keyPlaces = ["header", "cookie", "query"];

/** URLs that a client needs for each flow (§4.8.29). */
const flowUrls: Readonly<Record<string, readonly string[]>> = {
  implicit: ["authorizationUrl"],
  password: ["tokenUrl"],
  clientCredentials: ["tokenUrl"],
  authorizationCode: ["authorizationUrl", "tokenUrl"],
  deviceAuthorization: ["deviceAuthorizationUrl", "tokenUrl"],
};

export const checkSecurityScheme: SpecialCheck = (subject) => {
  const { value, pointer, version, report } = subject;
  const type = memberOf(value, "type");
  if (typeof type !== "string") return;
  const at = joinPointer(pointer, "type");
  if (!Object.hasOwn(needed, type)) {
    const help = suggestion(type, Object.keys(needed));
    report(at, `There is no security scheme of type "${type}".`, { help });
    return;
  }
  if (type === "mutualTLS" && !isSince(version, "3.1")) {
    const help = "State the version as `openapi: 3.1.0`.";
    report(at, `"mutualTLS" came with OpenAPI 3.1, and this document states ${version}.`, { help });
  }
  for (const key of needed[type] ?? []) {
    if (!Object.hasOwn(value, key))
      report(pointer, `A security scheme of type "${type}" must have "${key}".`, { help: `Add "${key}".` });
    else if (value[key] === "")
      report(joinPointer(pointer, key), `"${key}" of a security scheme cannot be empty.`, {
        help: "Name what carries the credential.",
      });
  }
  const place = memberOf(value, "in");
  if (type === "apiKey" && typeof place === "string" && !keyPlaces.includes(place)) {
    const help = suggestion(place, keyPlaces);
    report(joinPointer(pointer, "in"), `An API key cannot be in "${place}".`, { help });
  }
  checkFlows(subject);
};

/** The server checks tokens and fetches none, so that a missing URL hinders clients only. */
function checkFlows({ value, pointer, report }: Subject): void {
  const flows = memberOf(value, "flows");
  for (const [name, urls] of Object.entries(flowUrls)) {
    const flow = memberOf(flows, name);
    if (!isObject(flow)) continue;
    for (const url of urls.filter((key) => !Object.hasOwn(flow, key))) {
      report(joinPointer(pointer, "flows", name), `The flow "${name}" must have "${url}".`, deviates());
    }
  }
}
