import { fingerprint } from "./hash.js";

/** Entry of the generated code, `area/path`: what every build and every start of the server reads. */
export const entryFile = "api/index.ts";

/**
 * Stands in the entry's place while files are exchanged, and stays there where a run dies meanwhile: it neither compiles
 * nor runs, so that nothing takes a mixture of old and new files for a server.
 */
export const barrierText = `// ringfence is writing this folder, or was interrupted while it did.
// "ringfence generate" puts it right. Until then this file does not compile, so that nobody runs half of a server.
const interrupted: never = "ringfence was interrupted while it wrote this folder: run ringfence generate again";
throw new Error(interrupted);
export {};
`;

export const barrierHash = fingerprint(barrierText);
