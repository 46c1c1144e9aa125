import { fileURLToPath } from "node:url";
import js from "@eslint/js";
import tseslint from "typescript-eslint";

export default tseslint.config(
  {
    basePath: fileURLToPath(new URL("..", import.meta.url)),
    ignores: [
      "dist",
      "**/node_modules",
      "examples/*/build",
      "examples/*/src/api/validators",
      "test/golden/*/expected",
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strict,
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/switch-exhaustiveness-check": "off",
      "no-restricted-syntax": [
        "error",
        { selector: "ExportDefaultDeclaration", message: "Use named exports." },
      ],
    },
  },
  {
    // Plain JavaScript of ours runs in Node; what it may name is told here, for TypeScript the compiler knows.
    files: ["**/*.js", "**/*.mjs"],
    languageOptions: {
      globals: {
        process: "readonly",
        console: "readonly",
        URL: "readonly",
        fetch: "readonly",
        structuredClone: "readonly",
        performance: "readonly",
        setTimeout: "readonly",
        clearTimeout: "readonly",
      },
    },
  },
  {
    // Tools that read their configuration from a default export.
    files: [".config/**"],
    rules: { "no-restricted-syntax": "off" },
  },
  {
    // Large, generated and checked by tests of their own; everything else that is generated is linted like our code.
    files: ["examples/*/src/api/types.ts"],
    rules: { "@typescript-eslint/no-empty-object-type": "off" },
  },
);
