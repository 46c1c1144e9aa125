import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A real provider of OpenID Connect, in a process that can be stopped. */
export interface IdentityProvider {
  readonly issuer: string;
  /** A token that the present key signs. Times are seconds. */
  readonly token: (claims: Readonly<Record<string, unknown>>) => Promise<string>;
  /** Turns its keys over: there is one, new, of this name. */
  readonly turnOver: (kid: string) => Promise<void>;
  /** Lets every answer wait. */
  readonly slow: (milliseconds: number) => Promise<void>;
  /** Stops and continues the process: connections are accepted, and nobody answers. */
  readonly pause: () => void;
  readonly resume: () => void;
  readonly close: () => Promise<void>;
}

const script = fileURLToPath(new URL("identity-provider-process.mjs", import.meta.url));

export async function startIdentityProvider(): Promise<IdentityProvider> {
  const child = fork(script, { stdio: "ignore" });
  const [{ port }] = (await once(child, "message")) as [{ readonly port: number }];
  let count = 0;
  const ask = (words: Readonly<Record<string, unknown>>): Promise<unknown> => {
    const id = (count += 1);
    return new Promise((resolve) => {
      const listen = (message: { readonly id: number; readonly answer: unknown }): void => {
        if (message.id !== id) return;
        child.off("message", listen);
        resolve(message.answer);
      };
      child.on("message", listen);
      child.send({ ...words, id });
    });
  };
  return {
    issuer: `http://localhost:${String(port)}`,
    token: async (claims) => String(await ask({ ask: "token", claims })),
    turnOver: async (kid) => void (await ask({ ask: "turnOver", kid })),
    slow: async (milliseconds) => void (await ask({ ask: "slow", milliseconds })),
    pause: () => void child.kill("SIGSTOP"),
    resume: () => void child.kill("SIGCONT"),
    close: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    },
  };
}
