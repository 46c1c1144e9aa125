import { connect } from "node:net";

/** Sends bytes as they are and gives back everything that comes until the connection ends, a character a byte. */
export function sendRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(text, "latin1"));
    let received = "";
    socket.on("data", (chunk: Buffer) => (received += chunk.toString("latin1")));
    socket.on("end", () => {
      socket.end();
      resolve(received);
    });
    socket.on("error", reject);
  });
}

/** Asks for a target exactly as it is spelled, which `fetch` would correct, and answers status and body. */
export async function requestTarget(
  port: number,
  method: string,
  target: string,
): Promise<{ readonly status: number; readonly head: string; readonly body: string }> {
  const answer = await sendRaw(
    port,
    `${method} ${target} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
  const [head = "", ...rest] = answer.split("\r\n\r\n");
  return {
    status: Number(head.slice(9, 12)),
    head,
    body: Buffer.from(rest.join("\r\n\r\n"), "latin1").toString(),
  };
}
