import type { Delivery } from "../delivery/delivery.ts";
import type { World } from "../world/world.ts";

/** Address and ids by which a call may name the lead of a delivery or one of its mails, in lower case. */
export function leadMarksOf(world: World, { lead_email: email, campaign_id: campaignId }: Delivery): string[] {
  const lead = email === null ? undefined : world.leadByEmail(email);
  if (email === null || lead === undefined) return email === null ? [] : [email.toLowerCase()];
  const enrolment = campaignId === null ? undefined : world.enrolment(campaignId, lead.id);
  const statsIds = enrolment?.thread.map(({ statsId }) => statsId) ?? [];
  const mapIds = enrolment === undefined ? [] : [String(enrolment.mapId)];
  return [email.toLowerCase(), String(lead.id), ...mapIds, ...new Set(statsIds)];
}
