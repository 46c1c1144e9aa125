import type { DetectionPolicy } from "../../src/runtime/core/policy.js";

const minute = 60_000;

/** What holds where a document says nothing of detection. */
export const detectionPolicy: DetectionPolicy = {
  authFailures: {
    warn: { count: 10, window: 5 * minute },
    page: { count: 25, window: 15 * minute },
    identities: 10,
    oneIdentity: { count: 30, window: 5 * minute },
  },
  credentialSpread: { warn: { count: 5, window: 30 * minute }, page: { count: 10, window: 30 * minute } },
  firstPrivilegedUse: { memory: 30 * 24 * 60 * minute },
  quiet: 60 * minute,
};
