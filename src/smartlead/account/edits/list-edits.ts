import { SmartLeadMockError } from "../../../base/errors.ts";
import type { Enrolment } from "../account.ts";
import type { LeadList } from "../crm-records.ts";
import { enrolByCall } from "../enrolling.ts";
import { isRunning } from "../enrolment-progress.ts";
import type { Life } from "../life.ts";
import { mustHaveRoom } from "./crm-edits.ts";
import { type Edited, lookupCampaign, quietly } from "./edit.ts";
import { type ImportedLead, type ImportRules, importVerdict, MAX_LEADS, newLead, overwrite } from "./lead-import.ts";

/** Maximum number of lead lists: more than a large agency has. */
const MAX_LISTS = 5_000;
const FIRST_LIST_ID = 7_001;

export const LIST_EDITS = {
  "list.create": createList,
  "list.rename": renameList,
  "list.delete": deleteList,
  "list.import": importIntoList,
  "list.push": pushToList,
  "lead.pushToCampaign": pushToCampaign,
};

/** Returns the new list's id. */
function createList(life: Life, { name }: { name: string }, at: number): Edited<number> {
  const { crm } = life.store;
  mustHaveRoom(crm.leadLists.length, "lead lists", MAX_LISTS);
  const id = life.identifiers.madeId("leadList", [], FIRST_LIST_ID);
  crm.leadLists.push({ id, name, createdAt: at, updatedAt: at, leadIds: new Set() });
  return quietly(id);
}

function renameList(life: Life, { listId, name }: { listId: number; name: string }, at: number): Edited<null> {
  Object.assign(lookupList(life, listId), { name, updatedAt: at });
  return quietly(null);
}

/** Its leads stay in the account, and their sequences continue. */
function deleteList(life: Life, { listId }: { listId: number }): Edited<null> {
  const list = lookupList(life, listId);
  const { crm } = life.store;
  crm.leadLists = crm.leadLists.filter((one) => one !== list);
  crm.tagMappings = crm.tagMappings.filter(({ kind, of }) => kind !== "leadList" || of !== listId);
  return quietly(null);
}

export interface ListImport {
  readonly listId: number;
  readonly leads: readonly ImportedLead[];
  /** Accepts leads on the block list. */
  readonly ignoresBlockList: boolean;
}

/** Creates unknown leads and adds all of them to the list. */
function importIntoList(
  life: Life,
  { listId, leads, ignoresBlockList }: ListImport,
  at: number,
): Edited<{ imported: number; duplicates: number; blocked: number }> {
  const list = lookupList(life, listId);
  const counts = { imported: 0, duplicates: 0, blocked: 0 };
  for (const asked of leads) {
    const known = life.store.leadByEmail(asked.email);
    if (!ignoresBlockList && life.store.crm.isBlocked(asked.email, null)) counts.blocked += 1;
    else if (known !== undefined && list.leadIds.has(known.id)) counts.duplicates += 1;
    else if (known !== undefined || life.store.leadCount < MAX_LEADS) {
      list.leadIds.add((known === undefined ? newLead(life, asked, at) : overwrite(known, asked)).id);
      counts.imported += 1;
    }
  }
  list.updatedAt = at;
  return quietly(counts);
}

export interface ListPush {
  readonly listId: number;
  readonly leadIds: readonly number[];
  /** The list to remove them from; `null` = none, "all" = every other. */
  readonly fromListId: number | "all" | null;
  /** Campaigns in which their sequences end. */
  readonly endsIn: "none" | "all" | number;
}

/** Adds leads to a list. Returns how many exist. */
function pushToList(life: Life, { listId, leadIds, fromListId, endsIn }: ListPush, at: number): Edited<number> {
  const list = lookupList(life, listId);
  const known = [...new Set(leadIds)].filter((id) => life.store.lead(id) !== undefined);
  for (const other of life.store.crm.leadLists) {
    if (other === list || (fromListId !== "all" && other.id !== fromListId)) continue;
    for (const id of known) if (other.leadIds.delete(id)) other.updatedAt = at;
  }
  for (const id of known) {
    list.leadIds.add(id);
    if (endsIn !== "none") end(life.store.enrolmentsOfLead(id), endsIn);
  }
  list.updatedAt = at;
  return quietly(known.length);
}

function end(enrolments: readonly Enrolment[], endsIn: "all" | number): void {
  for (const enrolment of enrolments) {
    const isMeant = endsIn === "all" || enrolment.campaignId === endsIn;
    if (isMeant && (isRunning(enrolment) || enrolment.status === "PAUSED")) enrolment.status = "STOPPED";
  }
}

export interface CampaignPush extends ImportRules {
  readonly campaignId: number;
  readonly leadIds: readonly number[];
  /** The list to remove them from; `null` = none. */
  readonly fromListId: number | null;
}

/** Enrols leads of the account, by the rules of an import. Skipped leads are in neither count. */
function pushToCampaign(
  life: Life,
  { campaignId, leadIds, fromListId, ...rules }: CampaignPush,
  at: number,
): Edited<{ pushed: number; duplicates: number }> {
  const campaign = lookupCampaign(life, campaignId);
  const source = fromListId === null ? undefined : life.store.crm.leadList(fromListId);
  const counts = { pushed: 0, duplicates: 0 };
  for (const id of new Set(leadIds)) {
    const lead = life.store.lead(id);
    if (lead === undefined) continue;
    const verdict = importVerdict(life, { email: lead.email, known: lead, campaign }, rules);
    if (verdict === "alreadyInCampaign") counts.duplicates += 1;
    if (verdict === "uploaded") {
      if (rules.ignoresUnsubscribes === true) lead.isUnsubscribed = false;
      enrolByCall(life, campaign, { lead, createdAt: at });
      counts.pushed += 1;
    }
    if (source?.leadIds.delete(id) === true) source.updatedAt = at;
  }
  return quietly(counts);
}

function lookupList(life: Life, id: number): LeadList {
  const list = life.store.crm.leadList(id);
  if (list !== undefined) return list;
  throw new SmartLeadMockError("not_found", `There is no lead list ${id}.`);
}
