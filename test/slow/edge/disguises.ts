import { connect } from "node:tls";

/** An operation, and targets that a server could take for it while a proxy in front of it takes them for something else. */
export interface Disguise {
  /** Id of the operation that is held to the tight limit. */
  readonly operation: string;
  readonly targets: readonly string[];
}

const host = "api.example.com";

export const disguises: readonly Disguise[] = [
  {
    operation: "login",
    targets: [
      "/v1/%6Cogin",
      "/v1/%6cogin",
      "/v1/log%69n",
      "/v1/%6C%6f%67%69%6E",
      "/v1/login?",
      "/v1/login?a=/v1/free",
      "/v1/login#a",
      "/v1/login?a#/v1/free",
      "/v1//login",
      "/v1/./login",
      "/v1/free/../login",
      "/v1/free/%2e%2e/login",
      "/v1/login/",
      "/v1/login%2F",
      "/v1/login;a",
      "/v1/login%3Fa",
      "/v1/login%00",
      "/%76%31/login",
      `https://${host}/v1/login`,
      `https://${host}/v1/%6Cogin`,
    ],
  },
  {
    operation: "guess",
    targets: [
      "/v1/guess/a%2Fb",
      "/v1/guess/%2e%2e",
      "/v1/guess/..%2F..",
      "/v1/%67uess/a",
      "/v1/guess/a%0Ab",
      "/v1/guess/a?b=/c",
      "/v1/guess/a%3Fb",
      "/v1/guess/%61",
    ],
  },
  // More specific than `/loose/{name}`, which nobody counts.
  { operation: "held", targets: ["/v1/loose/held", "/v1/loose/hel%64", "/v1/loose/held?a=b"] },
  { operation: "heldToo", targets: ["/v1/loosely/a/held"] },
];

/** Sends a target as it is, which no client of Node's does, from an address of its own; answers the status, 0 for none. */
export function askRaw(port: number, ca: string, from: string, target: string): Promise<number> {
  return new Promise((resolve) => {
    const options = { host: "127.0.0.1", port, ca, servername: host, localAddress: from };
    const socket = connect(options);
    socket.setEncoding("latin1").once("data", (part: string) => {
      resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(part)?.[1] ?? 0));
      socket.destroy();
    });
    socket.on("error", () => resolve(0));
    socket.on("close", () => resolve(0));
    socket.write(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  });
}

/** Each operation is asked for from an address that nothing else speaks from. */
export function address(operation: string): string {
  return `127.0.1.${String(disguises.findIndex((disguise) => disguise.operation === operation) + 1)}`;
}
