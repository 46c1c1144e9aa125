import assert from "node:assert/strict";
import createClient, { type Client } from "openapi-fetch";
import type { paths } from "./schema.js";

/** What the flow needs beside the server. */
export interface Surroundings {
  readonly baseUrl: string;
  /** Text of the newest mail to this address. */
  readonly mail: (to: string) => string;
  readonly mechanicCode: string;
  readonly mechanicToken: string;
  readonly productId: number;
  readonly coupon: { readonly coupon_code: string; readonly amount: number };
}

type Crapi = Client<paths>;
const password = "correct horse 1";

/** One customer's honest day, with the types of the document as crAPI publishes it. Throws where an answer is not as expected. */
export async function honestDay(around: Surroundings): Promise<void> {
  const crapi = createClient<paths>({ baseUrl: around.baseUrl });
  const email = "dana@example.com";
  await join(crapi, email);
  await resetForgottenPassword(crapi, around, email);
  const vin = await receiveVehicle(crapi, around, email);
  await shop(crapi, around);
  await talk(crapi);
  await callMechanic(crapi, around, vin);
  await moveToNewEmail(crapi, around, email);
}

async function join(crapi: Crapi, email: string): Promise<void> {
  const signup = await crapi.POST("/identity/api/auth/signup", {
    body: { email, name: "Dana", number: "5550100", password: "first password" },
  });
  assert.equal(signup.response.status, 200);
  const again = await crapi.POST("/identity/api/auth/signup", {
    body: { email, name: "Dana", number: "5550100", password: "first password" },
  });
  assert.equal(again.response.status, 403);
}

async function resetForgottenPassword(crapi: Crapi, around: Surroundings, email: string): Promise<void> {
  const vehicleMail = around.mail(email);
  const forgot = await crapi.POST("/identity/api/auth/forget-password", { body: { email } });
  assert.equal(forgot.response.status, 200);
  const otp = /OTP: (\d{4})/.exec(around.mail(email))?.[1];
  assert.ok(otp !== undefined && around.mail(email) !== vehicleMail);
  const check = await crapi.POST("/identity/api/auth/v3/check-otp", { body: { email, otp, password } });
  assert.equal(check.response.status, 200);
  const replay = await crapi.POST("/identity/api/auth/v3/check-otp", {
    body: { email, otp, password: "thief's own" },
  });
  assert.equal(replay.response.status, 401);
  await signIn(crapi, email);
}

async function signIn(crapi: Crapi, email: string): Promise<void> {
  const old = await crapi.POST("/identity/api/auth/login", { body: { email, password: "first password" } });
  assert.equal(old.response.status, 401);
  const login = await crapi.POST("/identity/api/auth/login", { body: { email, password } });
  assert.ok(login.data?.token !== undefined);
  assert.equal(login.data.role, "ROLE_USER");
  const authorization = `Bearer ${login.data.token}`;
  crapi.use({
    onRequest({ request }) {
      request.headers.set("authorization", authorization);
    },
  });
}

async function receiveVehicle(crapi: Crapi, around: Surroundings, email: string): Promise<string> {
  const resent = await crapi.POST("/identity/api/v2/vehicle/resend_email");
  assert.equal(resent.response.status, 200);
  const [, vin, pincode] = /VIN: (\w{17}), pincode: (\d{4})/.exec(around.mail(email)) ?? [];
  assert.ok(vin !== undefined && pincode !== undefined);
  const wrong = pincode === "0000" ? "0001" : "0000";
  const guess = await crapi.POST("/identity/api/v2/vehicle/add_vehicle", { body: { vin, pincode: wrong } });
  assert.equal(guess.response.status, 403);
  const added = await crapi.POST("/identity/api/v2/vehicle/add_vehicle", { body: { vin, pincode } });
  assert.equal(added.response.status, 200);
  const vehicles = await crapi.GET("/identity/api/v2/vehicle/vehicles");
  const vehicle = vehicles.data?.[0];
  assert.equal(vehicles.data?.length, 1);
  assert.equal(vehicle?.vin, vin);
  assert.equal(vehicle.owner.email, email);
  const location = await crapi.GET("/identity/api/v2/vehicle/{vehicleId}/location", {
    params: { path: { vehicleId: vehicle.uuid } },
  });
  assert.equal(location.data?.carId, vehicle.uuid);
  assert.equal(location.data.vehicleLocation.latitude, vehicle.vehicleLocation.latitude);
  return vin;
}

async function shop(crapi: Crapi, { coupon, productId }: Surroundings): Promise<void> {
  const validated = await crapi.POST("/community/api/v2/coupon/validate-coupon", {
    body: { coupon_code: coupon.coupon_code },
  });
  assert.equal(validated.data?.amount, String(coupon.amount));
  const applied = await crapi.POST("/workshop/api/shop/apply_coupon", { body: { ...coupon } });
  assert.equal(applied.data?.credit, 100 + coupon.amount);
  const twice = await crapi.POST("/workshop/api/shop/apply_coupon", { body: { ...coupon } });
  assert.equal(twice.response.status, 400);
  const products = await crapi.GET("/workshop/api/shop/products");
  const product = products.data?.products.find(({ id }) => id === productId);
  assert.ok(product !== undefined);
  const ordered = await crapi.POST("/workshop/api/shop/orders", {
    body: { product_id: productId, quantity: 2 },
  });
  assert.ok(ordered.data !== undefined);
  const left = 100 + coupon.amount - 2 * Number(product.price);
  assert.equal(ordered.data.credit, left);
  const path = { order_id: ordered.data.id };
  const changed = await crapi.PUT("/workshop/api/shop/orders/{order_id}", {
    params: { path },
    body: { product_id: productId, quantity: 1 },
  });
  assert.equal(changed.data?.orders.quantity, 1);
  const returned = await crapi.POST("/workshop/api/shop/orders/return_order", { params: { query: path } });
  assert.equal(returned.data?.order.status, "return pending");
  const order = await crapi.GET("/workshop/api/shop/orders/{order_id}", { params: { path } });
  assert.equal(order.data?.orders.product.name, product.name);
  assert.equal(order.data.orders.user.email, "dana@example.com");
  const all = await crapi.GET("/workshop/api/shop/orders/all", {
    params: { query: { limit: 10, offset: 0 } },
  });
  assert.equal(all.data?.orders.length, 1);
  const picture = await fetch(
    returned.data.qr_code_url.replace(
      "https://crapi.example.com",
      all.response.url.replace(/\/workshop.*/, ""),
    ),
  );
  assert.equal(picture.headers.get("content-type"), "image/png");
  assert.deepEqual(
    Buffer.from(await picture.arrayBuffer())
      .subarray(1, 4)
      .toString(),
    "PNG",
  );
}

async function talk(crapi: Crapi): Promise<void> {
  const post = await crapi.POST("/community/api/v2/community/posts", {
    body: { title: "Hello", content: "World" },
  });
  assert.ok(post.data !== undefined);
  const commented = await crapi.POST("/community/api/v2/community/posts/{postId}/comment", {
    params: { path: { postId: post.data.id } },
    body: { content: "Indeed." },
  });
  assert.equal(commented.data?.comments[0]?.content, "Indeed.");
  const read = await crapi.GET("/community/api/v2/community/posts/{postId}", {
    params: { path: { postId: post.data.id } },
  });
  assert.equal(read.data?.author.nickname, "Dana");
  const recent = await crapi.GET("/community/api/v2/community/posts/recent", {
    params: { query: { limit: 5 } },
  });
  assert.equal(recent.data?.[0]?.id, post.data.id);
}

async function callMechanic(crapi: Crapi, around: Surroundings, vin: string): Promise<void> {
  const mechanics = await crapi.GET("/workshop/api/mechanic/");
  assert.ok(mechanics.data?.mechanics.some(({ mechanic_code }) => mechanic_code === around.mechanicCode));
  const contact = await crapi.POST("/workshop/api/merchant/contact_mechanic", {
    body: {
      vin,
      mechanic_code: around.mechanicCode,
      mechanic_api: "https://workshop.crapi.example.com/workshop/api/mechanic/receive_report",
      number_of_repeats: 1,
      repeat_request_if_failed: false,
      problem_details: "It rattles.",
    },
  });
  const sent = contact.data?.response_from_mechanic_api;
  assert.equal(sent?.sent, true);
  const report = await crapi.GET("/workshop/api/mechanic/mechanic_report", {
    params: { query: { report_id: sent.id } },
  });
  assert.equal(report.data?.vehicle.vin, vin);
  assert.equal(report.data.mechanic.mechanic_code, around.mechanicCode);
  const mechanic = createClient<paths>({
    baseUrl: around.baseUrl,
    headers: { authorization: `Bearer ${around.mechanicToken}` },
  });
  const assigned = await mechanic.GET("/workshop/api/mechanic/service_requests", {
    params: { query: { limit: 10, offset: 0 } },
  });
  assert.ok(assigned.data?.service_requests.some(({ id }) => id === sent.id));
}

async function moveToNewEmail(crapi: Crapi, around: Surroundings, old_email: string): Promise<void> {
  const new_email = "dana@example.org";
  const asked = await crapi.POST("/identity/api/v2/user/change-email", { body: { old_email, new_email } });
  assert.equal(asked.response.status, 200);
  const token = /Token: (\S+)/.exec(around.mail(new_email))?.[1];
  assert.ok(token !== undefined);
  const verified = await crapi.POST("/identity/api/v2/user/verify-email-token", {
    body: { old_email, new_email, token },
  });
  assert.equal(verified.response.status, 200);
  const dashboard = await crapi.GET("/identity/api/v2/user/dashboard");
  assert.equal(dashboard.data?.email, new_email);
  assert.equal(dashboard.data.role, "ROLE_USER");
}
