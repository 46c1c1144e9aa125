import { conflict, type Handlers } from "../api/index.js";

export const addNewCoupon: Handlers["addNewCoupon"] = async ({ body, data }) => {
  const { coupon_code, amount } = body;
  if ((await data.coupons.read(coupon_code, { as: "redeem" })) !== undefined)
    return conflict("this code exists");
  const coupon = await data.coupons.create(
    { coupon_code },
    { set: { amount, CreatedAt: new Date().toISOString() } },
  );
  return { status: 200, body: { coupon_code, amount: String(coupon.amount), CreatedAt: coupon.CreatedAt } };
};
