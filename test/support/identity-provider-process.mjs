// An identity provider in a process of its own: keys, metadata and tokens are those of `oauth2-mock-server`, and what
// the parent sends turns its keys over, slows it down, or asks for a token.
import { createServer } from "node:http";
import { OAuth2Issuer, OAuth2Service } from "oauth2-mock-server";

let delay = 0;
let service = null;

const server = createServer((request, response) => {
  setTimeout(() => service?.requestHandler(request, response), delay);
});

/** New keys; those from before are gone. */
async function turnOver(kid) {
  const issuer = new OAuth2Issuer();
  issuer.url = `http://localhost:${server.address().port}`;
  await issuer.keys.generate("RS256", { kid });
  service = new OAuth2Service(issuer);
}

const answers = {
  turnOver: ({ kid }) => turnOver(kid),
  slow: ({ milliseconds }) => {
    delay = milliseconds;
  },
  token: ({ claims }) =>
    service.issuer.buildToken({ scopesOrTransform: (_header, payload) => Object.assign(payload, claims) }),
};

process.on("message", async ({ id, ask, ...rest }) => {
  process.send({ id, answer: await answers[ask](rest) });
});

server.listen(0, "localhost", async () => {
  await turnOver("first");
  process.send({ port: server.address().port });
});
