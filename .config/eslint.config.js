import { fileURLToPath } from "node:url";
import js from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  {
    basePath: fileURLToPath(new URL("..", import.meta.url)),
    ignores: ["dist", "**/node_modules", "examples/*/build", "test/golden/*/expected"],
  },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "off",
      "no-restricted-syntax": ["error", { selector: "ExportDefaultDeclaration", message: "Use named exports." }],
    },
  },
  {
    files: [".config/**"],
    rules: { "no-restricted-syntax": "off" },
  },
);
