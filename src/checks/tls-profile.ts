import { tlsProfileReviewed } from "../model/tls-profile.js";
import type { Judge } from "./finding.js";

const year = 365 * 24 * 60 * 60 * 1000;

/**
 * C07: what was sound a year ago may be broken today; nobody looked since. A warning, since no build may break by the
 * calendar alone.
 */
export const outdatedTlsProfile: Judge = ({ model: { transport } }) =>
  Date.now() - Date.parse(tlsProfileReviewed) <= year
    ? []
    : [
        {
          pointer: "",
          message: `The TLS profile "${transport.tls}" of this release was last reviewed on ${tlsProfileReviewed}.`,
        },
      ];
