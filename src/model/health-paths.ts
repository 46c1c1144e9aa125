/** Where the server tells those who run it how it is, unless its options say otherwise. */
export const healthPaths: readonly string[] = ["/-/live", "/-/ready"];
