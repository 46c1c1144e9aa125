import type { Handlers } from "../api/index.js";

export const addNewProduct: Handlers["addNewProduct"] = async ({ body, data }) => ({
  status: 200,
  body: await data.products.create(body),
});
