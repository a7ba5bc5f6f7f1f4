/** The columns of the live list. */
export type ColumnName =
  | "time"
  | "event"
  | "campaign"
  | "lead"
  | "level"
  | "webhook"
  | "try"
  | "outcome"
  | "duration"
  | "duplicate"
  | "next"
  | "outlook";

export interface Column {
  readonly name: ColumnName;
  readonly heading: string;
  readonly width: number;
  readonly align: "left" | "right";
}

interface ColumnPlan extends Omit<Column, "width"> {
  readonly min: number;
  readonly max: number;
}

/** From left to right. A column starts at `min` columns and grows to `max` where there is room. */
const PLANS: readonly ColumnPlan[] = [
  { name: "time", heading: "time", min: 8, max: 8, align: "left" },
  { name: "event", heading: "event", min: 21, max: 28, align: "left" },
  { name: "campaign", heading: "camp.", min: 5, max: 7, align: "right" },
  { name: "lead", heading: "lead", min: 16, max: 44, align: "left" },
  { name: "level", heading: "level", min: 8, max: 8, align: "left" },
  { name: "webhook", heading: "webhook", min: 8, max: 16, align: "left" },
  { name: "try", heading: "try", min: 3, max: 3, align: "left" },
  { name: "outcome", heading: "outcome", min: 18, max: 18, align: "left" },
  { name: "duration", heading: "took", min: 5, max: 7, align: "right" },
  { name: "duplicate", heading: "duplicate", min: 12, max: 12, align: "left" },
  { name: "next", heading: "next try", min: 10, max: 12, align: "left" },
  // Duplicate and next try in one: what comes next while there is something to come, else the verdict.
  { name: "outlook", heading: "then", min: 12, max: 14, align: "left" },
];

/** From the widest terminal to the narrowest: each set is tried in turn. What the list is for — event, outcome, what comes next — goes last. */
const SETS: readonly (readonly ColumnName[])[] = [
  ["time", "event", "campaign", "lead", "level", "webhook", "try", "outcome", "duration", "duplicate", "next"],
  ["time", "event", "campaign", "lead", "level", "try", "outcome", "duration", "duplicate", "next"],
  ["time", "event", "campaign", "level", "try", "outcome", "duration", "duplicate", "next"],
  ["time", "event", "campaign", "level", "try", "outcome", "duration", "outlook"],
  ["time", "event", "campaign", "try", "outcome", "duration", "outlook"],
  ["time", "event", "try", "outcome", "duration", "outlook"],
  ["time", "event", "try", "outcome", "outlook"],
  ["time", "event", "try", "outcome"],
  ["event", "try", "outcome"],
];
/** The last resort: as much of event and outcome as there is room for. */
const NARROWEST: readonly ColumnName[] = ["event", "outcome"];

/** Columns between two columns. */
export const COLUMN_GAP = 1;

/** Signs of a ladder of tries beside its numbers; a longer one is told by its numbers alone. */
const LONGEST_LADDER = 8;

/** The columns that fit into `width`, with their widths; a ladder has so many tries. */
export function columnsFor(width: number, tries = 3): readonly Column[] {
  const plans = SETS.map(plansOf).find((set) => widthOfSet(set) <= width);
  if (plans !== undefined) return grown(withLadder(plans, width - widthOfSet(plans), tries), width);
  const half = Math.max(1, Math.floor((width - COLUMN_GAP) / 2));
  return plansOf(NARROWEST).map((plan) => columnOf(plan, half));
}

function plansOf(names: readonly ColumnName[]): readonly ColumnPlan[] {
  return PLANS.filter(({ name }) => names.includes(name));
}

function widthOfSet(plans: readonly ColumnPlan[]): number {
  return plans.reduce((sum, { min }) => sum + min, COLUMN_GAP * (plans.length - 1));
}

/** Who gets the room that is left, one after the other: whole ids before long names. */
const GROWTH_ORDER: readonly ColumnName[] = [
  "try",
  "campaign",
  "event",
  "duration",
  "next",
  "outlook",
  "webhook",
  "lead",
];

/** The numbers of the tries get their ladder beside them where all of it has room. */
function withLadder(plans: readonly ColumnPlan[], room: number, tries: number): readonly ColumnPlan[] {
  const numbers = `${tries}/${tries}`.length;
  return plans.map((plan) => {
    const full = numbers + 1 + tries;
    const isShown = plan.name === "try" && tries <= LONGEST_LADDER && full - plan.min <= room;
    return isShown ? { ...plan, min: full, max: full } : plan;
  });
}

function grown(plans: readonly ColumnPlan[], width: number): readonly Column[] {
  const widths = new Map(plans.map(({ name, min }) => [name, min]));
  let rest = width - widthOfSet(plans);
  for (const name of GROWTH_ORDER) {
    const plan = plans.find((one) => one.name === name);
    if (plan === undefined) continue;
    const growth = Math.min(plan.max - plan.min, rest);
    widths.set(name, plan.min + growth);
    rest -= growth;
  }
  return plans.map((plan) => columnOf(plan, widths.get(plan.name) ?? plan.min));
}

function columnOf({ name, heading, align }: ColumnPlan, width: number): Column {
  return { name, heading, width, align };
}
