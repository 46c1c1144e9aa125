import { ownAccount } from "../accounts.js";
import { notFound, type Handlers } from "../api/index.js";

export const getDashboard: Handlers["getDashboard"] = async ({ data, principal }) => {
  const account = await ownAccount(data, principal);
  if (account === undefined) return notFound();
  const [video] = (await data.profileVideos.list({ limit: 1 })).items;
  return {
    status: 200,
    body: {
      id: account.id,
      name: account.name,
      email: account.email,
      number: account.number,
      role: account.role,
      available_credit: account.available_credit,
      picture_url: account.picture_url ?? null,
      video_id: video?.id ?? 0,
      video_name: video?.video_name ?? null,
      video_url: null,
    },
  };
};
