import { seededRandom } from "../../base/random.ts";
import { DAY_MS } from "../../base/time/calendar.ts";
import type { Campaign, Lead } from "./account.ts";
import { planAccount, plannedLeadCounts } from "./account-plan.ts";
import { AccountStore } from "./account-store.ts";
import { addLead, enrol } from "./enrolling.ts";
import { Identifiers } from "./identifiers.ts";
import { contactOf, type Life } from "./life.ts";
import { FATES, type Fate, livePast, type Past, planPast } from "./seeded-history.ts";
import { Simulation } from "./simulation/simulation-state.ts";
import { basisOf, type PlannedLead, type WorldPlan } from "./world-plan.ts";

export interface SeedOptions {
  readonly seed: number;
  readonly run: string;
  readonly now: number;
  /** Replaces the account that the seed creates. */
  readonly plan?: WorldPlan | null;
  /** `false`: only clients, campaigns and mailboxes, for users with their own leads. */
  readonly hasLeads?: boolean;
  /** Name of the random stream: another name gives another account from the same seed. `null` = the seed alone. */
  readonly drawnFor?: string | null;
}

/** The account from the plan, with its leads' history before `now`. */
function plannedAccount(plan: WorldPlan, { seed, run, now, drawnFor = null }: SeedOptions): Life {
  const uuids = seededRandom(seed, "uuids of planned clients");
  const store = new AccountStore(basisOf(plan, () => uuids.uuid(), now));
  const life = emptyLife({ seed, run, store, drawnFor });
  for (const { id, leads, drawnLeads } of plan.campaigns) {
    const campaign = store.campaign(id);
    if (campaign === undefined) continue;
    for (const planned of leads) settle(life, campaign, { fate: planned.fate, planned, now });
    for (let index = 0; index < drawnLeads; index += 1) {
      settle(life, campaign, { fate: FATES[index % FATES.length] ?? "fresh", planned: null, now });
    }
    campaign.updatedAt = endOfPast(campaign, now);
  }
  return life;
}

/** Enrols one lead and writes its history; a campaign without steps has none. */
function settle(
  life: Life,
  campaign: Campaign,
  { fate, planned, now }: { fate: Fate; planned: PlannedLead | null; now: number },
): void {
  const isPossible = campaign.steps.length > 0;
  const past = planPast(life.random, campaign, { fate: isPossible ? fate : "fresh", until: endOfPast(campaign, now) });
  const { createdAt } = past;
  const lead = planned === null ? addLead(life, createdAt) : leadOfPlan(life, planned, createdAt);
  if (life.store.enrolment(campaign.id, lead.id) !== undefined) return;
  livePast(life, contactOf(life, enrol(life, campaign, { lead, createdAt })), past);
}

/** One person has one lead id, however many campaigns name the address. */
function leadOfPlan({ store, identifiers }: Life, { fate: _fate, ...fields }: PlannedLead, createdAt: number): Lead {
  const known = store.leadByEmail(fields.email);
  if (known !== undefined) return known;
  const id = identifiers.leadId();
  const lead: Lead = { ...fields, id, createdAt, isUnsubscribed: false, unsubscribedClientIdMap: {} };
  store.addLead(lead);
  return lead;
}

/** The account from the plan, or from the seed: 60 leads with their threads in 4 campaigns, all before `now`. */
export function seedAccount(options: SeedOptions): Life {
  const { seed, run, now, plan = null, hasLeads = true, drawnFor = null } = options;
  if (plan !== null) return plannedAccount(plan, options);
  const store = new AccountStore(planAccount(now));
  const life = emptyLife({ seed, run, store, drawnFor });
  if (!hasLeads) return life;
  for (const { campaign, past } of plansOldestFirst(life, now)) {
    const lead = addLead(life, past.createdAt);
    const enrolment = enrol(life, campaign, { lead, createdAt: past.createdAt });
    livePast(life, contactOf(life, enrolment), past);
  }
  enrolSomeTwice(life, now);
  for (const campaign of store.campaigns) campaign.updatedAt = endOfPast(campaign, now);
  return life;
}

/** The initial random streams of a seed and a run, with these records. */
export function emptyLife({
  seed,
  run,
  store,
  drawnFor = null,
}: Pick<SeedOptions, "seed" | "run" | "drawnFor"> & { readonly store: AccountStore }): Life {
  return {
    store,
    identifiers: new Identifiers(seed, run),
    random: seededRandom(seed, drawnFor === null ? "world" : `world of ${drawnFor}`),
    living: new Simulation(store),
  };
}

/** Days since the paused campaign was paused. */
const PAUSED_DAYS = 4;
/** Number of leads in two campaigns. */
const SECOND_ENROLMENTS = 8;

interface Plan {
  readonly campaign: Campaign;
  readonly past: Past;
}

/** Ids grow with time, so older leads are created first. */
function plansOldestFirst({ store, random }: Life, now: number): Plan[] {
  const counts = plannedLeadCounts();
  const plans = store.campaigns.flatMap((campaign) =>
    Array.from({ length: counts.get(campaign.id) ?? 0 }, (_, index): Plan => {
      const fate = FATES[index % FATES.length] ?? "fresh";
      return { campaign, past: planPast(random, campaign, { fate, until: endOfPast(campaign, now) }) };
    }),
  );
  return plans.sort((one, other) => one.past.createdAt - other.past.createdAt);
}

/** The same person in a second campaign: one lead id, two map ids. */
function enrolSomeTwice(life: Life, now: number): void {
  const { store, random } = life;
  const willing = [...store.leads()].filter(({ id }) =>
    store.enrolmentsOfLead(id).every(({ status }) => status !== "STOPPED"),
  );
  const every = Math.floor(willing.length / SECOND_ENROLMENTS);
  for (const lead of willing.filter((_, index) => index % every === 0).slice(0, SECOND_ENROLMENTS)) {
    const campaign = random.pick(store.campaigns.filter(({ id }) => store.enrolment(id, lead.id) === undefined));
    const past = planPast(random, campaign, {
      fate: random.pick(["running", "fresh"]),
      until: endOfPast(campaign, now),
    });
    if (past.createdAt < lead.createdAt) {
      enrol(life, campaign, { lead, createdAt: lead.createdAt });
    } else {
      livePast(life, contactOf(life, enrol(life, campaign, { lead, createdAt: past.createdAt })), past);
    }
  }
}

function endOfPast({ status }: Campaign, now: number): number {
  return status === "ACTIVE" ? now : now - PAUSED_DAYS * DAY_MS;
}
