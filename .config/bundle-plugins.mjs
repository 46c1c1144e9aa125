import { createRequire } from "node:module";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import Handlebars from "handlebars";

/** Packages in the old format of modules, which `require` loads sooner: `import` searches them for exports first. */
export const oldFormat = /^(?:commander|handlebars|ajv)(?:\/|$)/;

/** Turns imports of these packages into calls of `require`; they stay packages. */
export const byRequire = {
  name: "by-require",
  resolveId: (id) => (oldFormat.test(id) ? `${byRequirePrefix}${id}` : null),
  load: (id) => (id.startsWith(byRequirePrefix) ? requiring(id.slice(byRequirePrefix.length)) : null),
};

const byRequirePrefix = "\0require:";

function requiring(id) {
  const names = Object.keys(createRequire(import.meta.url)(id)).filter((name) => name !== "default");
  return `import { createRequire } from "node:module";
export const { ${names.join(", ")} } = createRequire(import.meta.url)(${JSON.stringify(id)});
`;
}

/** Puts compiled templates in the place of the module that compiles them, so that users need no more than Handlebars' runtime. */
export function compiledTemplates(module, options) {
  return { name: "compiled-templates", load: (id) => (id === module ? templatesModule(options) : null) };
}

const folder = fileURLToPath(new URL("../templates/", import.meta.url));

function templatesModule(options) {
  const compiled = readdirSync(folder).map((file) => {
    const text = readFileSync(folder + file, "utf8");
    return `${JSON.stringify(file.replace(/\.hbs$/, ""))}: ${Handlebars.precompile(text, options)}`;
  });
  return `import { create } from "handlebars/runtime.js";
export const engine = create();
export function templateFunction(name) {
  return engine.template(templates[name]);
}
const templates = {
${compiled.join(",\n")}
};
`;
}
