export function scanLogs(folder: string): {
  readonly servers: number;
  readonly lines: number;
  readonly secrets: number;
  readonly hits: readonly { readonly what: string; readonly line: string }[];
};
