import type { Enrolment, LeadStatus } from "../account.ts";
import type { BlockEntry } from "../crm-records.ts";
import type { Life } from "../life.ts";
import { mustHaveRoom } from "./crm-edits.ts";
import { type Edited, quietly } from "./edit.ts";

/** Maximum entries of a block list; SmartLead's own limit is not known. */
const MAX_ENTRIES = 100_000;
const FIRST_ENTRY_ID = 224_300_001;

export const BLOCK_EDITS = { "block.add": addEntries, "block.remove": removeEntry };

export interface Blocking {
  /** Addresses and domains. */
  readonly entries: readonly string[];
  readonly source: string;
  readonly clientId: number | null;
}

/** Returns how many are new. Leads on the list get no further mail: their sequences become BLOCKED. */
function addEntries(life: Life, { entries, source, clientId }: Blocking, at: number): Edited<number> {
  const { crm } = life.store;
  const words = [...new Set(entries.map((entry) => entry.trim().toLowerCase().replace(/^@/, "")))].filter(
    (word) => word !== "" && crm.blockEntryFor(word, clientId) === undefined,
  );
  mustHaveRoom(crm.blockCount + words.length - 1, "entries of the block list", MAX_ENTRIES);
  for (const emailOrDomain of words) {
    const id = life.identifiers.madeId("blockEntry", [], FIRST_ENTRY_ID);
    const entry: BlockEntry = { id, emailOrDomain, source, clientId, createdAt: at };
    crm.block(entry);
  }
  if (words.length > 0) {
    for (const campaign of life.store.campaigns) stopBlocked(life, life.store.enrolmentsOf(campaign.id));
    dropBlockedAnswers(life);
  }
  return quietly(words.length);
}

/** Leads that the entry blocked stay blocked. Returns whether it existed. */
function removeEntry({ store: { crm } }: Life, { id }: { id: number }): Edited<boolean> {
  const entry = crm.blockEntry(id);
  if (entry !== undefined) crm.unblock(entry);
  return quietly(entry !== undefined);
}

const STOPPABLE: ReadonlySet<LeadStatus> = new Set(["STARTED", "INPROGRESS", "PAUSED"]);

/** Ends the sequences of leads who are on the block list; sequences that have ended are unchanged. */
export function stopBlocked({ store }: Life, enrolments: readonly Enrolment[]): void {
  for (const enrolment of enrolments) {
    const email = STOPPABLE.has(enrolment.status) ? store.lead(enrolment.leadId)?.email : undefined;
    const clientId = store.campaign(enrolment.campaignId)?.clientId ?? null;
    if (email !== undefined && store.crm.isBlocked(email, clientId)) enrolment.status = "BLOCKED";
  }
}

/** Drops queued answers to recipients on the block list, so that they are never sent. */
function dropBlockedAnswers({ store }: Life): void {
  store.dropQueuedAnswers(({ mapId, sentAt, to }) => {
    const campaignId = store.enrolmentByMapId(mapId)?.campaignId;
    const clientId = campaignId === undefined ? null : (store.campaign(campaignId)?.clientId ?? null);
    return sentAt === null && store.crm.isBlocked(to, clientId);
  });
}
