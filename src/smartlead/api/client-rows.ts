import { z } from "zod";
import { isoFromMs } from "../../base/time/iso.ts";
import type { Client } from "../account/account.ts";
import { ACCOUNT_USER_ID } from "./campaign-row.ts";
import { isoMs } from "./declared-answers.ts";

/** What every list of clients shows of one. */
export const clientRowShape = {
  id: z.int(),
  name: z.string(),
  email: z.string(),
  uuid: z.string(),
  created_at: isoMs,
  user_id: z.int(),
  logo: z.string().nullable(),
  logo_url: z.string().nullable(),
};

export function clientRow({ id, name, email, uuid, createdAt, logo, logoUrl }: Client) {
  return {
    id,
    name,
    email,
    uuid,
    created_at: isoFromMs(createdAt),
    user_id: ACCOUNT_USER_ID,
    logo,
    logo_url: logoUrl,
  };
}
