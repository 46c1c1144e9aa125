import path from "node:path";
import { pathToFileURL } from "node:url";
import type { FastifyInstance } from "fastify";
import { pino, type Logger } from "pino";
import type * as services from "../../../examples/crapi/src/services.js";
import type * as tokens from "../../../examples/crapi/src/tokens.js";
import type { DataSource } from "../../../src/runtime/data/source.js";
import { found, send, type Answer, type Call } from "./call.js";

/** The application's entry point; its own type needs the generated code. */
interface App {
  createApp(
    options: services.Services & { readonly data: DataSource; readonly logger: Logger },
  ): Promise<FastifyInstance>;
}

export interface Customer {
  readonly email: string;
  readonly token: string;
  readonly vehicle: { readonly uuid: string; readonly vin: string };
}

/** A running crAPI with two customers, two mechanics, an administrator, a product and a coupon. */
export interface World {
  readonly baseUrl: string;
  readonly server: FastifyInstance;
  readonly tokens: tokens.TokenIssuer;
  readonly mailbox: services.Mailbox;
  readonly workshop: services.RecordingWorkshop;
  /** What the fence wrote, line by line. */
  readonly log: readonly string[];
  readonly call: (call: Call) => Promise<Answer>;
  readonly victim: Customer;
  readonly attacker: Customer;
  readonly admin: string;
  readonly mechanic: { readonly code: string; readonly token: string };
  readonly otherMechanic: { readonly code: string; readonly token: string };
  readonly productId: number;
  readonly coupon: { readonly coupon_code: string; readonly amount: number };
}

/** Starts the compiled application on loopback; everything in it is made over HTTP. */
export async function createWorld(output: string, data: DataSource): Promise<World> {
  const load = async <T>(file: string): Promise<T> =>
    (await import(pathToFileURL(path.join(output, file)).href)) as T;
  const { createApp } = await load<App>("src/app.js");
  const { createMailbox, createWorkshop } = await load<typeof services>("src/services.js");
  const issuer = await (await load<typeof tokens>("src/tokens.js")).createTokenIssuer();
  const mailbox = createMailbox();
  const workshop = createWorkshop();
  const log: string[] = [];
  const logger = pino({ level: "trace" }, { write: (line: string) => void log.push(line) });
  const server = await createApp({ data, tokens: issuer, mail: mailbox, workshop, logger });
  const baseUrl = await server.listen({ host: "127.0.0.1", port: 0 });
  const call = (request: Call): Promise<Answer> => send(baseUrl, request);
  const admin = await issuer.issue({ subject: "administrator", role: "ROLE_ADMIN" });
  const people = new People(call, mailbox);
  return {
    ...{ baseUrl, server, tokens: issuer, mailbox, workshop, log, call, admin },
    victim: await people.customer("victim"),
    attacker: await people.customer("attacker"),
    mechanic: await people.mechanic("TRAC_MECH1"),
    otherMechanic: await people.mechanic("TRAC_MECH2"),
    productId: await newProduct(call, admin),
    coupon: await newCoupon(call, admin),
  };
}

class People {
  readonly #call: World["call"];
  readonly #mailbox: services.Mailbox;

  constructor(call: World["call"], mailbox: services.Mailbox) {
    this.#call = call;
    this.#mailbox = mailbox;
  }

  async customer(name: string): Promise<Customer> {
    const email = `${name}@example.com`;
    const person = { email, name, number: "5550199", password: `password of ${name}` };
    await ok(this.#call({ method: "POST", path: "/identity/api/auth/signup", body: person }));
    const token = await this.#token(email, person.password);
    const [, vin = "", pincode] =
      /VIN: (\w+), pincode: (\d+)/.exec(this.#mailbox.latest(email)?.text ?? "") ?? [];
    const body = { vin, pincode };
    await ok(this.#call({ method: "POST", path: "/identity/api/v2/vehicle/add_vehicle", token, body }));
    const vehicles = await ok(this.#call({ path: "/identity/api/v2/vehicle/vehicles", token }));
    return { email, token, vehicle: { uuid: String(found(vehicles, "uuid")), vin } };
  }

  async mechanic(code: string): Promise<World["mechanic"]> {
    const email = `${code.toLowerCase()}@example.com`;
    const body = {
      email,
      name: code,
      number: "5550111",
      password: "password of a mechanic",
      mechanic_code: code,
    };
    await ok(this.#call({ method: "POST", path: "/workshop/api/mechanic/signup", body }));
    return { code, token: await this.#token(email, body.password) };
  }

  async #token(email: string, password: string): Promise<string> {
    const body = { email, password };
    return String(
      found(await ok(this.#call({ method: "POST", path: "/identity/api/auth/login", body })), "token"),
    );
  }
}

async function newProduct(call: World["call"], token: string): Promise<number> {
  const body = { name: "Seat", price: "10.00", image_url: "images/seat.svg" };
  return Number(
    found(await ok(call({ method: "POST", path: "/workshop/api/shop/products", token, body })), "id"),
  );
}

async function newCoupon(call: World["call"], token: string): Promise<World["coupon"]> {
  const body = { coupon_code: "TRAC075", amount: 75 };
  await ok(call({ method: "POST", path: "/community/api/v2/coupon/new-coupon", token, body }));
  return body;
}

/** The answer, if it is a 200. */
export async function ok(pending: Promise<Answer>): Promise<Answer> {
  const answer = await pending;
  if (answer.status !== 200) throw new Error(`expected 200, got ${String(answer.status)}: ${answer.text}`);
  return answer;
}
