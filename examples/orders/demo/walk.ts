import { attackSteps } from "./attacks.js";
import { honestSteps } from "./honest.js";
import { bold, dim, green, line, red } from "./print.js";
import { send, type Step } from "./step.js";
import type { World } from "./world.js";

/** What one step came to; `problem` is undefined where everything was as expected. */
export interface StepOutcome {
  readonly step: Step;
  readonly request: string;
  readonly status: number;
  readonly problem: string | undefined;
}

/** Plays one step against the running server. */
export async function play(world: World, step: Step): Promise<StepOutcome> {
  const call = await step.call(world);
  const answer = await send(world.baseUrl, call);
  const problem =
    answer.status === step.status ? step.check?.(answer, world) : `expected ${step.status.toString()}`;
  return { step, request: `${call.method ?? "GET"} ${call.path}`, status: answer.status, problem };
}

/** Plays everything and prints what came back; answers how many steps did not go as expected. */
export async function walk(world: World): Promise<number> {
  let failures = 0;
  for (const [title, steps] of [
    ["Honest requests", honestSteps],
    ["Attacks", attackSteps],
  ] as const) {
    line();
    line(bold(title));
    for (const step of steps) {
      const outcome = await play(world, step);
      if (outcome.problem !== undefined) failures += 1;
      print(outcome);
    }
  }
  line();
  line(
    failures === 0
      ? green("Every answer was the expected one.")
      : red(`${failures.toString()} answers were not the expected ones.`),
  );
  return failures;
}

function print({ step, request, status, problem }: StepOutcome): void {
  const mark = problem === undefined ? green("ok  ") : red("FAIL");
  line(`  ${mark} ${status.toString()}  ${step.title}  ${dim(`[${step.control}]`)}`);
  line(`            ${dim(request.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, (id) => `${id.slice(0, 8)}…`))}`);
  if (problem !== undefined) line(`            ${red(problem)}`);
}
