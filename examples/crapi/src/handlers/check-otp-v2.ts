import type { Handlers } from "../api/index.js";
import { checkOtpV3 } from "./check-otp-v3.js";

/** The older version does what the newer one does, under the same limits. */
export const checkOtpV2: Handlers["checkOtpV2"] = checkOtpV3;
