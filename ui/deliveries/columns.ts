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
}

/**
 * From left to right: time, event, lead, and then the outcome. A column starts at `min` columns and grows if there is room. Frequent events
 * show their whole name at 80 columns; `✗ 422` says as much as `✗ 422 rejected`.
 */
const PLANS: readonly ColumnPlan[] = [
  { name: "time", heading: "time UTC", min: 8, align: "left" },
  { name: "event", heading: "event", min: 21, align: "left" },
  { name: "lead", heading: "lead", min: 12, align: "left" },
  { name: "campaign", heading: "camp.", min: 7, align: "right" },
  { name: "level", heading: "level", min: 8, align: "left" },
  { name: "webhook", heading: "webhook", min: 8, align: "left" },
  { name: "try", heading: "try", min: 3, align: "left" },
  { name: "outcome", heading: "outcome", min: 11, align: "left" },
  { name: "duration", heading: "took", min: 5, align: "right" },
  { name: "duplicate", heading: "duplicate", min: 12, align: "left" },
  { name: "next", heading: "next try", min: 10, align: "left" },
  // Duplicate and next attempt in one column: the next attempt while there is one, else the verdict.
  { name: "outlook", heading: "then", min: 12, align: "left" },
];

interface ColumnSet {
  readonly names: readonly ColumnName[];
  /** Minimum columns of the lead. */
  readonly lead?: number;
}

/** From the widest terminal to the narrowest: the first set that fits is used. The main columns (event, lead, outcome) are dropped last. */
const SETS: readonly ColumnSet[] = [
  {
    names: ["time", "event", "lead", "campaign", "level", "webhook", "try", "outcome", "duration", "duplicate", "next"],
    lead: 20,
  },
  {
    names: ["time", "event", "lead", "campaign", "level", "try", "outcome", "duration", "duplicate", "next"],
    lead: 20,
  },
  { names: ["time", "event", "lead", "campaign", "try", "outcome", "duration", "duplicate", "next"], lead: 20 },
  { names: ["time", "event", "lead", "campaign", "try", "outcome", "duration", "outlook"], lead: 16 },
  { names: ["time", "event", "lead", "try", "outcome", "duration", "outlook"] },
  { names: ["time", "event", "lead", "try", "outcome", "outlook"], lead: 10 },
  { names: ["time", "event", "lead", "try", "outcome"], lead: 10 },
  { names: ["time", "event", "try", "outcome"] },
  { names: ["event", "try", "outcome"] },
];
/** The last resort: event and outcome, cut to the available room. */
const NARROWEST: ColumnSet = { names: ["event", "outcome"] };

/** Columns between two columns. */
export const COLUMN_GAP = 1;

/** Maximum glyphs of a ladder of attempts next to its numbers; a longer one is shown as numbers only. */
const LONGEST_LADDER = 8;

/** The columns that fit into `width`, with their widths; `tries` is the number of attempts in a ladder. */
export function columnsFor(width: number, tries = 3): readonly Column[] {
  const plans = SETS.map(plansOf).find((set) => widthOfSet(set) <= width);
  if (plans !== undefined) return grown(withLadder(plans, width - widthOfSet(plans), tries), width);
  const half = Math.max(1, Math.floor((width - COLUMN_GAP) / 2));
  return plansOf(NARROWEST).map((plan) => columnOf(plan, half));
}

function plansOf({ names, lead }: ColumnSet): readonly ColumnPlan[] {
  return PLANS.filter(({ name }) => names.includes(name)).map((plan) =>
    plan.name === "lead" && lead !== undefined ? { ...plan, min: lead } : plan,
  );
}

function widthOfSet(plans: readonly ColumnPlan[]): number {
  return plans.reduce((sum, { min }) => sum + min, COLUMN_GAP * (plans.length - 1));
}

/** The order in which columns get the remaining room, each with its maximum width: what is read most comes first, and reasons of errors last. */
const GROWTH: readonly (readonly [name: ColumnName, upTo: number])[] = [
  ["outcome", 15],
  ["lead", 24],
  ["outcome", 18],
  ["event", 28],
  ["duration", 7],
  ["next", 12],
  ["outlook", 14],
  ["webhook", 12],
  ["lead", 32],
  ["webhook", 24],
  ["outcome", 28],
  ["webhook", 40],
  ["lead", 44],
  ["outcome", 40],
];

/** The numbers of attempts get their ladder next to them if all of it fits. */
function withLadder(plans: readonly ColumnPlan[], room: number, tries: number): readonly ColumnPlan[] {
  const numbers = `${tries}/${tries}`.length;
  return plans.map((plan) => {
    const full = numbers + 1 + tries;
    const isShown = plan.name === "try" && tries <= LONGEST_LADDER && full - plan.min <= room;
    return isShown ? { ...plan, min: full } : plan;
  });
}

function grown(plans: readonly ColumnPlan[], width: number): readonly Column[] {
  const widths = new Map(plans.map(({ name, min }) => [name, min]));
  let rest = width - widthOfSet(plans);
  for (const [name, upTo] of GROWTH) {
    const now = widths.get(name);
    if (now === undefined) continue;
    const growth = Math.max(0, Math.min(upTo - now, rest));
    widths.set(name, now + growth);
    rest -= growth;
  }
  return plans.map((plan) => columnOf(plan, widths.get(plan.name) ?? plan.min));
}

function columnOf({ name, heading, align }: ColumnPlan, width: number): Column {
  return { name, heading, width, align };
}
