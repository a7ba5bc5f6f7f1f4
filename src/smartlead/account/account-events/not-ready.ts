import { SmartLeadMockError } from "../../../base/errors.ts";
import type { Contact } from "../life.ts";

/** A contact was taken for ready and is not: a defect of the world. */
export function notReady(what: string, { campaign, lead }: Contact): never {
  throw new SmartLeadMockError("internal", `${lead.email} lacks ${what} in campaign ${campaign.id}.`);
}
