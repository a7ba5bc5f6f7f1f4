import type { Campaign, Enrolment } from "./account.ts";
import { NO_MARKS, type SubsequenceCondition } from "./crm-records.ts";
import { enrol } from "./enrolling.ts";
import { isRunning } from "./enrolment-progress.ts";
import type { Contact, Life } from "./life.ts";

const DAY_MS = 86_400_000;

/** What a lead of the parent campaign has just done. */
export interface ParentEvent {
  readonly kind: "reply" | "open" | "click" | "category";
  /** Of a reply. */
  readonly text?: string;
  readonly at: number;
}

/** A lead joins a subsequence, or is there already. The first email goes out no earlier than after the delay. */
export function joinSubsequence(
  life: Life,
  child: Campaign,
  { parent, delayDays, stopsOnReply, at }: { parent: Enrolment; delayDays: number; stopsOnReply: boolean; at: number },
): Enrolment | null {
  const lead = life.store.lead(parent.leadId);
  if (lead === undefined || life.store.enrolment(child.id, lead.id) !== undefined) return null;
  const enrolment = enrol(life, child, { lead, createdAt: at });
  enrolment.notBefore = at + delayDays * DAY_MS;
  enrolment.marks = { ...NO_MARKS, pushedFrom: { mapId: parent.mapId, stopsOnReply } };
  if (life.store.crm.isBlocked(lead.email, child.clientId)) enrolment.status = "BLOCKED";
  parent.marks = { ...NO_MARKS, ...parent.marks, subsequenceId: child.id };
  return enrolment;
}

/** Begins and ends what hangs on a parent campaign: subsequences whose condition is met, and those that a reply stops. */
export function followParent(life: Life, { campaign, enrolment, lead }: Contact, event: ParentEvent): void {
  if (event.kind === "reply") {
    for (const other of life.store.enrolmentsOfLead(lead.id)) {
      const from = other.marks?.pushedFrom;
      if (from?.mapId === enrolment.mapId && from.stopsOnReply && isRunning(other)) other.status = "STOPPED";
    }
  }
  for (const child of life.store.campaigns) {
    if (child.parentId !== campaign.id || child.subsequence === null || child.status === "STOPPED") continue;
    const { conditions, delayDays, stopsOnParentReply } = child.subsequence;
    if (!conditions.some((condition) => isMet(condition, event, enrolment))) continue;
    joinSubsequence(life, child, { parent: enrolment, delayDays, stopsOnReply: stopsOnParentReply, at: event.at });
  }
}

/** The words of a condition are not documented; they are read for what they name (more-endpoints.json `POST /campaigns/create-subsequence`, H16). */
function isMet(
  { eventType, categoryId, text }: SubsequenceCondition,
  event: ParentEvent,
  { category }: Enrolment,
): boolean {
  if (categoryId !== null || /CATEGOR/i.test(eventType)) {
    return event.kind === "category" && (categoryId === null || category?.id === categoryId);
  }
  if (text !== null && text !== "" && !(event.text ?? "").toLowerCase().includes(text.toLowerCase())) return false;
  return new RegExp(event.kind, "i").test(eventType);
}
