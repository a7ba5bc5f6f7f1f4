import { BLOCK_EDITS } from "./block-edits.ts";
import { CAMPAIGN_EDITS } from "./campaign-edits.ts";
import { CLIENT_EDITS } from "./client-edits.ts";
import { CRM_EDITS } from "./crm-edits.ts";
import { INBOX_EDITS } from "./inbox-edits.ts";
import { LEAD_EDITS } from "./lead-edits.ts";
import { LEAD_IMPORT_EDITS } from "./lead-import.ts";
import { LIST_EDITS } from "./list-edits.ts";
import { MAILBOX_CARE_EDITS, MAILBOX_EDITS } from "./mailbox-edits.ts";
import { SEQUENCE_EDITS, SUBSEQUENCE_EDITS } from "./sequence-edits.ts";

/** All changes to the account from outside, by name. The names are saved in data directories. */
export const EDITS = {
  ...CAMPAIGN_EDITS,
  ...SEQUENCE_EDITS,
  ...LEAD_EDITS,
  ...LEAD_IMPORT_EDITS,
  ...INBOX_EDITS,
  ...MAILBOX_EDITS,
  ...CLIENT_EDITS,
  ...CRM_EDITS,
  ...BLOCK_EDITS,
  ...SUBSEQUENCE_EDITS,
  ...LIST_EDITS,
  ...MAILBOX_CARE_EDITS,
};

/** Changes that cause events. */
export const EVENTFUL_EDITS: ReadonlySet<EditName> = new Set([
  "campaign.status",
  "lead.pushToSubsequence",
  "lead.category",
  "lead.unsubscribe",
  "lead.unsubscribeEverywhere",
]);

type EditTable = typeof EDITS;
export type EditName = keyof EditTable;
export type EditArgs<Name extends EditName> = Parameters<EditTable[Name]>[1];
export type EditValue<Name extends EditName> = ReturnType<EditTable[Name]>["value"];

export function isEditName(name: unknown): name is EditName {
  return typeof name === "string" && Object.hasOwn(EDITS, name);
}
