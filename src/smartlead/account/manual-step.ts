import type { Campaign } from "./account.ts";
import type { Life } from "./life.ts";

/** Those of the campaigns with a manual step. Where there is none, one of them, drawn, gets a call at the end of its sequence. */
export function withManualStep({ store, random }: Life, campaigns: readonly Campaign[]): readonly Campaign[] {
  const fitting = campaigns.filter(({ steps }) => steps.some(({ kind }) => kind === "manual"));
  if (fitting.length > 0) return fitting;
  const campaign = random.pick(campaigns);
  const id = 1 + Math.max(...store.campaigns.flatMap(({ steps }) => steps.map((step) => step.id)));
  const subject = "Call {{first_name}}";
  const body = "<div>Call {{first_name}} {{last_name}} at {{company_name}}.</div>";
  const { createdAt } = campaign;
  campaign.steps = [
    ...campaign.steps,
    { ...MANUAL_STEP, id, number: campaign.steps.length + 1, subject, body, createdAt, updatedAt: createdAt },
  ];
  return [campaign];
}

const MANUAL_STEP = { delayDays: 2, kind: "manual", variants: [], distribution: null } as const;
