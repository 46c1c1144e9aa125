/** Lines that were typed before anybody asked. */
const typedAhead: string[] = [];

/**
 * Asks whoever sits at the terminal, and answers the line that was typed, or null for the wish to stop, which is Ctrl-C
 * and the end of the input. Lines that came together with an answer are those to the next questions.
 */
export async function askOnTerminal(question: string): Promise<string | null> {
  const ready = typedAhead.shift();
  if (ready !== undefined) {
    process.stderr.write(`${question}${ready}\n`);
    return ready;
  }
  const { createInterface } = await import("node:readline");
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const typed: string[] = [];
  const isAnswered = await new Promise<boolean>((resolve) => {
    lines.on("line", (line) => {
      typed.push(line);
      resolve(true);
    });
    lines.on("SIGINT", () => {
      typed.length = 0;
      resolve(false);
    });
    lines.on("close", () => {
      resolve(false);
    });
    lines.setPrompt(question);
    lines.prompt();
  });
  lines.close();
  const [answer = null, ...further] = isAnswered ? typed : [];
  typedAhead.push(...further);
  return answer;
}
