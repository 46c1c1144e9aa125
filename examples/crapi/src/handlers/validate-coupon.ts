import { notFound, type Handlers } from "../api/index.js";

export const validateCoupon: Handlers["validateCoupon"] = async ({ body, data }) => {
  const coupon = await data.coupons.read(body.coupon_code, { as: "redeem" });
  if (coupon === undefined) return notFound();
  const { coupon_code, amount, CreatedAt } = coupon;
  return { status: 200, body: { coupon_code, amount: String(amount), CreatedAt } };
};
