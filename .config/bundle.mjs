// Puts what users run into `dist/bundle`: the compiled modules in a few files. Packages that it needs stay packages.
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "rolldown";
import { byRequire, compiledTemplates, oldFormat } from "./bundle-plugins.mjs";

const compiled = (file) => fileURLToPath(new URL(`../dist/${file}`, import.meta.url));

/** What the thread runs; a chunk that others load may not hold it. */
const thread = compiled("emit/beside-thread.js");

/**
 * Modules go into few chunks, since each one takes a millisecond to load, by who needs them: `--version` needs `words`, a run
 * with nothing to do `run` as well, the library `read`, whoever writes `write`, and the thread `emit`. What several of
 * these need is `base`, which imports none of them, so no chunk imports another that imports it.
 */
function chunkOf(id, graph) {
  const isNeeded = (...files) => files.some((file) => loadedWith(compiled(file), graph).has(id));
  const [words, run] = [isNeeded("cli/main.js"), isNeeded("cli/commands/generate.js")];
  const [read, emit] = [isNeeded("generate.js"), isNeeded("emit/beside-thread.js", "emit/plan.js")];
  const write = isNeeded("output/prepare.js", "output/apply.js");
  if (id === thread) return null;
  if ([words || run || write, read, emit].filter(Boolean).length > 1) return "base";
  if (words) return "words";
  if (run) return "run";
  if (write) return "write";
  if (read) return "read";
  return emit ? "emit" : null;
}

const known = new Map();

/** The modules that are loaded along with one, itself included. */
function loadedWith(entry, graph) {
  const found = known.get(entry) ?? new Set([entry]);
  if (known.has(entry)) return found;
  known.set(entry, found);
  for (const id of found) for (const next of graph.getModuleInfo(id)?.importedIds ?? []) found.add(next);
  return found;
}

const engine = compiled("emit/template-engine.js");
const { templateOptions } = await import(pathToFileURL(engine).href);

await build({
  input: {
    "one-run": compiled("cli/one-run.js"),
    main: compiled("cli/main.js"),
    index: compiled("index.js"),
    "beside-thread": thread,
  },
  platform: "node",
  external: (id) => /^[a-z@]/.test(id) && !oldFormat.test(id),
  plugins: [byRequire, compiledTemplates(engine, templateOptions)],
  preserveEntrySignatures: "allow-extension",
  // It would write control characters as they are.
  optimization: { inlineConst: false },
  output: {
    dir: compiled("bundle"),
    cleanDir: true,
    entryFileNames: "[name].js",
    chunkFileNames: "[name].js",
    codeSplitting: {
      groups: [{ debugName: "by need", name: chunkOf, includeDependenciesRecursively: false }],
    },
  },
});
