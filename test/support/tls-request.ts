import { request, type IncomingHttpHeaders } from "node:http";
import { request as secureRequest, type RequestOptions } from "node:https";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Names and values in the order of the wire. */
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

/** Sends one request over a connection of its own, from any address of the loopback interface. */
export function ask(
  options: RequestOptions & { readonly plain?: boolean },
  payload?: string | Buffer,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { plain = false, ...rest } = options;
    const send = plain ? request : secureRequest;
    const sent = send({ host: "127.0.0.1", agent: false, ...rest }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () =>
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          rawHeaders: answer.rawHeaders,
          body: Buffer.concat(chunks).toString(),
        }),
      );
      answer.on("error", reject);
    });
    sent.on("error", reject);
    sent.end(payload);
  });
}
