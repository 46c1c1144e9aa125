import { Command, Option } from "commander";
import type { ExitCode } from "./exit-code.js";
import type { Host } from "./host.js";
import type { CheckFlags, GenerateFlags, GlobalFlags, InitFlags, KeyFlags, SchemaFlags } from "./flags.js";
import { Terminal } from "./terminal.js";
import { readOwnPackage } from "./version.js";

/** What every command is given beside its own flags. */
export interface Invocation {
  readonly host: Host;
  readonly terminal: Terminal;
  readonly globals: GlobalFlags;
}

type Run<Flags> = (document: string | undefined, flags: Flags, invocation: Invocation) => Promise<ExitCode>;

/** The words of the command line. What a command does is imported when it runs, so that `--help` is quick. */
export function buildProgram(host: Host, finish: (code: ExitCode) => void): Command {
  const program = new Command("ringfence")
    .description("Generates a TypeScript server from an OpenAPI document with security annotations.")
    .version(readOwnPackage().version, "--version", "print the version")
    .option(
      "--config <file>",
      "configuration (default: ringfence.config.{ts,js,json} in the working directory)",
    )
    .option("--cwd <folder>", "work in this folder")
    .option("--json", "one machine-readable result on stdout")
    .option("--quiet", "say nothing but errors")
    .option("--no-color", "no colours")
    .helpOption("-h, --help", "show this help")
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({
      writeOut: (text) => host.stdout.write(text),
      writeErr: (text) => host.stderr.write(text),
    })
    .exitOverride()
    .showSuggestionAfterError(true)
    .addHelpText("after", example("ringfence generate openapi.yaml"));
  const commands = [
    generateCommand(host, finish),
    watchCommand(host, finish),
    checkCommand(host, finish),
    initCommand(host, finish),
    schemaCommand(host, finish),
    keyCommand(host, finish),
  ];
  for (const command of commands) program.addCommand(command.copyInheritedSettings(program));
  return program;
}

function generateCommand(host: Host, finish: (code: ExitCode) => void): Command {
  return withGenerateOptions(new Command("generate"))
    .description("write the server")
    .option("--check", "write nothing; print what is stale as a unified diff and exit 1")
    .option("--dry-run", "write nothing; list what would be written")
    .option("--watch", "generate again whenever the document changes")
    .addHelpText(
      "after",
      example("ringfence generate openapi.yaml --output src/api --overlay security.overlay.yaml"),
    )
    .action(
      action<GenerateFlags>(host, finish, async (document, flags, invocation) => {
        if (flags.watch === true) return await watch(document, flags, invocation);
        const { runGenerate } = await import("./commands/generate.js");
        return await runGenerate(document, flags, invocation);
      }),
    );
}

function watchCommand(host: Host, finish: (code: ExitCode) => void): Command {
  return withGenerateOptions(new Command("watch"))
    .description(
      "generate, and again whenever the document, a file it refers to, an overlay or the configuration changes",
    )
    .addHelpText("after", example("ringfence watch openapi.yaml"))
    .action(action<GenerateFlags>(host, finish, watch));
}

async function watch(
  document: string | undefined,
  flags: GenerateFlags,
  invocation: Invocation,
): Promise<ExitCode> {
  const { runWatch } = await import("./commands/watch.js");
  return await runWatch(document, flags, invocation);
}

function checkCommand(host: Host, finish: (code: ExitCode) => void): Command {
  return new Command("check")
    .description("judge the document")
    .argument("[document]", documentHelp)
    .addOption(overlayOption())
    .option(...rootOption)
    .addOption(hostOption())
    .addOption(
      new Option("--format <format>", "how findings are printed")
        .choices(["text", "json", "sarif", "github"])
        .default("text"),
    )
    .addOption(
      new Option("--fail-on <severity>", "exit 1 from this severity on")
        .choices(["error", "warning"])
        .default("error"),
    )
    .option("--rule <id=severity>", "a rule's severity: off, warning or error (repeatable)", collect)
    .addHelpText("after", example("ringfence check openapi.yaml --format sarif > findings.sarif"))
    .action(
      action<CheckFlags>(host, finish, async (document, flags, invocation) => {
        const { runCheck } = await import("./commands/check.js");
        return await runCheck(document, flags, invocation);
      }),
    );
}

function initCommand(host: Host, finish: (code: ExitCode) => void): Command {
  return new Command("init")
    .description(
      "set a project up: propose every missing annotation as an Overlay, and write configuration, editor hints and scripts",
    )
    .argument("[document]", documentHelp)
    .option("-o, --output <file>", "file of the overlay (default: security.overlay.yaml)")
    .addOption(overlayOption())
    .option(...rootOption)
    .addOption(hostOption())
    .option("--yes", "write without asking")
    .option("--dry-run", "write nothing; print the overlay")
    .addHelpText("after", example("ringfence init openapi.yaml --yes"))
    .action(
      action<InitFlags>(host, finish, async (document, flags, invocation) => {
        const { runInit } = await import("./commands/init.js");
        return await runInit(document, flags, invocation);
      }),
    );
}

function schemaCommand(host: Host, finish: (code: ExitCode) => void): Command {
  return new Command("schema")
    .description("print the JSON Schema of x-security, for editors")
    .addOption(
      new Option("--dialect <dialect>", "dialect of JSON Schema")
        .choices(["2020-12", "draft-07"])
        .default("2020-12"),
    )
    .option("--with-openapi", "of a whole OpenAPI document, as far as x-security goes")
    .addHelpText(
      "after",
      example("ringfence schema --dialect draft-07 --with-openapi > x-security.schema.json"),
    )
    .action(
      action<SchemaFlags>(host, finish, async (_document, flags, invocation) => {
        const { runSchema } = await import("./commands/schema.js");
        return runSchema(flags, invocation);
      }),
    );
}

function keyCommand(host: Host, finish: (code: ExitCode) => void): Command {
  return new Command("key")
    .description("make an API key or a password: print it once, with the hashed record that the server keeps")
    .requiredOption("--subject <id>", "whose key it is")
    .option("--scopes <list>", "scopes that it carries, separated by commas")
    .option("--roles <list>", "roles that it carries, separated by commas")
    .option("--tenant <id>", "tenant that it belongs to")
    .option("--expires <when>", "a duration (90d) or a time (2027-01-31T00:00:00Z)", "90d")
    .option("--pepper <name>", "the secret to hash it with, from the environment or NAME_FILE")
    .option("--password", "make a password of http basic, whose user name is the subject")
    .addHelpText("after", example("ringfence key --subject accounting --scopes orders:export --expires 30d"))
    .action(
      action<KeyFlags>(host, finish, async (_document, flags, invocation) => {
        const { runKey } = await import("./commands/key.js");
        return runKey(flags, invocation);
      }),
    );
}

const documentHelp =
  "OpenAPI document, YAML or JSON, a file or an https URL (default: the configuration's, else openapi.{yaml,yml,json})";

function withGenerateOptions(command: Command): Command {
  return command
    .argument("[document]", documentHelp)
    .option("-o, --output <folder>", "folder of the generated code (default: src/api)")
    .option("--handlers <folder>", "folder of your handlers (default: src/handlers)")
    .option("--deploy <folder>", "folder of what is deployed beside the server (default: deploy)")
    .addOption(
      new Option("--framework <name>", "web framework; fastify is the only one so far").choices(["fastify"]),
    )
    .addOption(overlayOption())
    .option(...rootOption)
    .addOption(hostOption())
    .addOption(
      new Option("--import-extension <extension>", "how relative imports end (default: js)").choices([
        "js",
        "ts",
        "none",
      ]),
    )
    .option("--no-format", "do not run prettier");
}

function overlayOption(): Option {
  return new Option("--overlay <file>", "OpenAPI Overlay to apply (repeatable, in order)").argParser(collect);
}

const rootOption = [
  "--root <folder>",
  "folder that references must stay in (default: the document's)",
] as const;

function hostOption(): Option {
  return new Option(
    "--allow-host <host>",
    "host that references may lead to over https (repeatable)",
  ).argParser(collect);
}

function collect(value: string, previous: readonly string[] | undefined): readonly string[] {
  return [...(previous ?? []), value];
}

function example(command: string): string {
  return `\nExample:\n  $ ${command}`;
}

/** Commander hands over (…arguments, flags, command); only the document is an argument of ours. */
function action<Flags>(host: Host, finish: (code: ExitCode) => void, run: Run<Flags>) {
  return async (...received: unknown[]): Promise<void> => {
    const command = received.at(-1) as Command;
    const globals = command.optsWithGlobals<GlobalFlags>();
    const terminal = new Terminal(host, {
      json: globals.json === true,
      quiet: globals.quiet === true,
      color: globals.color,
    });
    try {
      finish(await run(command.args[0], command.opts() as Flags, { host, terminal, globals }));
    } finally {
      terminal.idle();
    }
  };
}
