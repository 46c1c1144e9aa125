#!/usr/bin/env node
import { expectOneRun } from "../dist/cli/one-run.js";
expectOneRun(process.argv);
const { main } = await import("../dist/cli/main.js");
process.exitCode = await main(process.argv.slice(2));
