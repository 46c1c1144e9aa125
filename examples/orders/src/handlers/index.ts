import type { Handlers } from "../api/index.js";
import type { TokenIssuer } from "../tokens.js";
import { getHealth } from "./get-health.js";
import { login } from "./login.js";
import { createCustomer } from "./create-customer.js";
import { getCustomer } from "./get-customer.js";
import { updateCustomer } from "./update-customer.js";
import { listOrders } from "./list-orders.js";
import { createOrder } from "./create-order.js";
import { searchOrders } from "./search-orders.js";
import { getOrder } from "./get-order.js";
import { updateOrder } from "./update-order.js";
import { deleteOrder } from "./delete-order.js";
import { refundOrder } from "./refund-order.js";
import { listLineItems } from "./list-line-items.js";
import { createLineItem } from "./create-line-item.js";
import { getLineItem } from "./get-line-item.js";
import { updateLineItem } from "./update-line-item.js";
import { deleteLineItem } from "./delete-line-item.js";
import { listShares } from "./list-shares.js";
import { shareOrder } from "./share-order.js";
import { unshareOrder } from "./unshare-order.js";
import { listProducts } from "./list-products.js";
import { createProduct } from "./create-product.js";
import { getProduct } from "./get-product.js";
import { exportOrders } from "./export-orders.js";

/** Every operation of the shop; logging in needs somebody who issues tokens. */
export const createHandlers = (tokens: TokenIssuer): Handlers => ({
  getHealth,
  login: login(tokens),
  createCustomer,
  getCustomer,
  updateCustomer,
  listOrders,
  createOrder,
  searchOrders,
  getOrder,
  updateOrder,
  deleteOrder,
  refundOrder,
  listLineItems,
  createLineItem,
  getLineItem,
  updateLineItem,
  deleteLineItem,
  listShares,
  shareOrder,
  unshareOrder,
  listProducts,
  createProduct,
  getProduct,
  exportOrders,
});
