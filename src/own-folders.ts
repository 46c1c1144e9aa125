import { existsSync } from "node:fs";

/** The folder of the code that runs: `dist/bundle`, or `src` in tests. */
export const ownCode = new URL(".", import.meta.url);

/** The folder of this package, which holds its `package.json` and the source of the runtime. */
export const ownPackage = packageAround(ownCode);

function packageAround(folder: URL): URL {
  return existsSync(new URL("package.json", folder)) ? folder : packageAround(new URL("..", folder));
}
