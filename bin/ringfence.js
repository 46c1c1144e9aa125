#!/usr/bin/env node
import { expectOneRun } from "../dist/bundle/one-run.js";
expectOneRun(process.argv);
const { main } = await import("../dist/bundle/main.js");
process.exitCode = await main(process.argv.slice(2));
