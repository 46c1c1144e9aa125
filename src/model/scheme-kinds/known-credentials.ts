import type { AttemptLimit, MutualTlsScheme } from "../../runtime/core/policy.js";
import type { Rate } from "../vocabulary/form.js";
import {
  grantsAndSurfaces,
  incomplete,
  misfit,
  placeOf,
  served,
  stated,
  type SchemeReading,
  type SchemeSource,
} from "./source.js";

/** Credentials that the server itself knows, by a hash or a fingerprint. */

/** A key that is looked up by its digest. */
export function apiKeyPolicy(source: SchemeSource): SchemeReading {
  const { name, written, keys } = source;
  if (keys === undefined) return incomplete("keys");
  if (keys.secret === undefined) return misfit("secret");
  return served({
    kind: "api-key",
    name,
    place: placeOf(source, "Bearer"),
    secret: keys.secret,
    ...stated("pepper", written.pepper),
    ...stated("rotate", written.rotate),
    ...grantsAndSurfaces(source),
  });
}

const defaultAttempts = {
  address: { limit: 20, window: 300_000 },
  identity: { limit: 5, window: 900_000 },
} as const;

/** User name and password. */
export function basicPolicy(source: SchemeSource): SchemeReading {
  const { name, written, keys } = source;
  if (keys === undefined) return incomplete("keys");
  if (keys.secret === undefined && keys.application === undefined) return misfit("secret, application");
  return served({
    kind: "basic",
    name,
    place: placeOf(source, "Basic"),
    users: keys.secret === undefined ? { kind: "application" } : { kind: "secret", name: keys.secret },
    attempts: {
      address: attemptLimit(written.attempts?.address) ?? defaultAttempts.address,
      identity: attemptLimit(written.attempts?.identity) ?? defaultAttempts.identity,
    },
    ...stated("rotate", written.rotate),
    ...grantsAndSurfaces(source),
  });
}

function attemptLimit(rate: Rate | undefined): AttemptLimit | undefined {
  return rate === undefined ? undefined : { limit: rate.count, window: rate.window };
}

/** A client certificate. */
export function mutualTlsPolicy(source: SchemeSource): SchemeReading {
  const { name, written, keys } = source;
  if (keys === undefined) return incomplete("keys");
  const certificates = certificatesOf(keys);
  if (certificates === null) return misfit("secret, certificate");
  return served({
    kind: "mutual-tls",
    name,
    place: { in: "connection", name: "certificate", prefix: null },
    certificates,
    ...stated("rotate", written.rotate),
    ...grantsAndSurfaces(source),
  });
}

function certificatesOf({
  secret,
  certificate,
}: NonNullable<SchemeSource["keys"]>): MutualTlsScheme["certificates"] | null {
  if (secret !== undefined) return { kind: "secret", name: secret };
  return certificate === undefined ? null : { kind: "authority", subject: certificate };
}
