import { ownAccount } from "../accounts.js";
import { notFound, type Handlers } from "../api/index.js";

export const updateProfilePic: Handlers["updateProfilePic"] = async ({ body, data, principal }) => {
  const account = await ownAccount(data, principal);
  if (account === undefined) return notFound();
  const picture = `data:image/jpeg;base64,${body.file}`;
  await data.accounts.update(account.id, {}, { set: { picture_url: picture } });
  const { id, name, available_credit, email } = account;
  return { status: 200, body: { id, name, available_credit, status: "ACTIVE", picture, user: { email } } };
};
