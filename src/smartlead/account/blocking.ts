import type { Enrolment, LeadStatus } from "./account.ts";
import type { Life } from "./life.ts";

const STOPPABLE: ReadonlySet<LeadStatus> = new Set(["STARTED", "INPROGRESS", "PAUSED"]);

/** Ends the sequences of leads who are on the block list; what has ended stays as it is. */
export function stopBlocked({ store }: Life, enrolments: readonly Enrolment[]): void {
  for (const enrolment of enrolments) {
    const email = STOPPABLE.has(enrolment.status) ? store.lead(enrolment.leadId)?.email : undefined;
    const clientId = store.campaign(enrolment.campaignId)?.clientId ?? null;
    if (email !== undefined && store.crm.isBlocked(email, clientId)) enrolment.status = "BLOCKED";
  }
}

/** Takes back the answers that wait for somebody on the block list: they never go out. */
export function dropBlockedAnswers({ store }: Life): void {
  store.dropQueuedAnswers(({ mapId, sentAt, to }) => {
    const campaignId = store.enrolmentByMapId(mapId)?.campaignId;
    const clientId = campaignId === undefined ? null : (store.campaign(campaignId)?.clientId ?? null);
    return sentAt === null && store.crm.isBlocked(to, clientId);
  });
}
