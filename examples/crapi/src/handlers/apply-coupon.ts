import { ownAccount } from "../accounts.js";
import { notFound, type Handlers } from "../api/index.js";

export const applyCoupon: Handlers["applyCoupon"] = ({ body, data, principal }) =>
  data.transaction(async (inside) => {
    const account = await ownAccount(inside, principal);
    const coupon = await inside.coupons.read(body.coupon_code, { as: "redeem" });
    if (account === undefined || coupon === undefined) return notFound();
    if (coupon.amount !== body.amount)
      return { status: 400, body: { message: "The amount is not the coupon's." } };
    if ((await inside.couponUses.count({ coupon_code: body.coupon_code })) > 0) {
      return { status: 400, body: { message: "You used this coupon before." } };
    }
    await inside.couponUses.create({ coupon_code: body.coupon_code });
    const credit = account.available_credit + coupon.amount;
    await inside.accounts.update(account.id, {}, { set: { available_credit: credit } });
    return { status: 200, body: { credit, message: "Coupon successfully applied!" } };
  });
