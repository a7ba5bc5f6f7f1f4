import { eventTypesIn, isNamedIn } from "./named-marks.ts";

/** How a call or a printed line is attributed to a delivery, from strongest to weakest (PRODUCT §8, rule 5). */
const ATTRIBUTIONS = ["request-id", "lead-and-type", "message", "lead", "campaign", "alone"] as const;
type Attribution = (typeof ATTRIBUTIONS)[number];

/** Texts that can identify a delivery, in lower case. */
export interface DeliveryMarks {
  /** Email address and ids of the lead, and of the emails to it. */
  readonly lead: readonly string[];
  /** Message ids and stats ids of the event itself. */
  readonly message: readonly string[];
  /** The event type as spelled in the body, as words separated by spaces. */
  readonly types: readonly string[];
}

/** A request id whose deliveries are in flight, or ended recently: retries, resends and copies are one candidate. */
export interface Candidate {
  readonly requestId: string;
  /** The delivery to show it with: one in flight, else the one that ended last. */
  readonly deliveryId: string;
  readonly eventType: string;
  readonly campaignId: number | null;
  readonly marks: DeliveryMarks;
  /** Real ms since its last attempt ended; `null` = in flight. */
  readonly endedAgoMs: number | null;
}

/** The searchable text of a call: header values, path, query and body, in lower case. */
interface CallText {
  readonly text: string;
  /** The campaign in the path of the call. */
  readonly campaignId: number | null;
  /** Whether it names a lead of the account. Called only when no recent delivery's lead is named. */
  readonly namesSomeLead: () => boolean;
}

/** The candidates that the text may be about, and the kind of match; `null` = it names none of them. */
export interface Naming {
  readonly by: Attribution | null;
  /** Oldest first. */
  readonly candidates: readonly Candidate[];
}

const NOBODY: Naming = { by: null, candidates: [] };

/** Which of the recent deliveries (oldest first) a text names. Pure; {@link chooseAmong} decides between several. */
export function namedBy(call: CallText, recent: readonly Candidate[]): Naming {
  const { text, campaignId } = call;
  const byRequest = recent.filter(({ requestId }) => text.includes(requestId.toLowerCase()));
  if (byRequest.length > 0) return { by: "request-id", candidates: byRequest };
  const inCampaign = campaignId === null ? recent : recent.filter((one) => one.campaignId === campaignId);
  const byLead = inCampaign.filter(({ marks }) =>
    [...marks.lead, ...marks.message].some((mark) => isNamedIn(text, mark)),
  );
  if (byLead.length > 0) return narrowed(text, byLead);
  if (call.namesSomeLead()) return NOBODY;
  // An event without a lead can only be named by its type.
  const leadless = ofNamedType(
    text,
    inCampaign.filter(({ marks }) => marks.lead.length === 0),
  );
  if (leadless !== null) return { by: "lead-and-type", candidates: leadless };
  const byCampaign = recent.filter((one) => isCampaignNamed(one, call));
  // A text with the campaign and an event type that no candidate has is late, about an earlier event of the campaign.
  const ofCampaign = ofNamedTypeOnly(text, byCampaign);
  if (ofCampaign.length > 0) return { by: "campaign", candidates: ofCampaign };
  if (byCampaign.length > 0) return NOBODY;
  return campaignId === null ? { by: null, candidates: ofNamedTypeOnly(text, recent) } : NOBODY;
}

/** Narrows by event type and by email; a text that names neither is not narrowed. */
function narrowed(text: string, byLead: readonly Candidate[]): Naming {
  const ofType = ofNamedType(text, byLead);
  const pool = ofType ?? byLead;
  const scores = new Map(pool.map((one) => [one, one.marks.message.filter((mark) => isNamedIn(text, mark)).length]));
  const most = Math.max(...scores.values());
  const ofMessage = pool.filter((one) => scores.get(one) === most);
  const isMessageNeeded = most > 0 && (ofType === null || ofMessage.length < pool.length);
  return { by: isMessageNeeded ? "message" : ofType === null ? "lead" : "lead-and-type", candidates: ofMessage };
}

/** The candidates whose type the text names; `null` when it names none of their types. */
function ofNamedType(text: string, candidates: readonly Candidate[]): readonly Candidate[] | null {
  const named = eventTypesIn(text, typesOf(candidates));
  const found = candidates.filter(({ marks }) => marks.types.some((type) => named.has(type)));
  return found.length === 0 ? null : found;
}

/** All candidates for a text without a type; for one with a type only those of that type, possibly none. */
function ofNamedTypeOnly(text: string, candidates: readonly Candidate[]): readonly Candidate[] {
  const named = eventTypesIn(text, typesOf(candidates));
  return named.size === 0 ? candidates : candidates.filter(({ marks }) => marks.types.some((type) => named.has(type)));
}

function typesOf(candidates: readonly Candidate[]): readonly string[] {
  return candidates.flatMap(({ marks }) => marks.types);
}

function isCampaignNamed(candidate: Candidate, { text, campaignId }: CallText): boolean {
  if (candidate.campaignId === null) return false;
  return campaignId === null ? isNamedIn(text, String(candidate.campaignId)) : candidate.campaignId === campaignId;
}

/** The effects seen so far. */
interface ChoiceFacts {
  /** Whether no effect with this name was seen for the request id. */
  readonly lacks: (candidate: Candidate) => boolean;
  /** Whether an effect of any name was seen for an event of its type in this run. */
  readonly isWorkedOn: (candidate: Candidate) => boolean;
  /** Real ms after an attempt in which its effects may still arrive; `null` = unknown, since no effect was seen yet. */
  readonly windowMs: number | null;
}

/** One certain candidate, or several possible ones; `null` = none. */
export type Choice =
  | { readonly kind: "certain"; readonly candidate: Candidate; readonly by: Attribution }
  | { readonly kind: "ambiguous"; readonly candidates: readonly Candidate[]; readonly by: Attribution | null }
  | null;

/**
 * Chooses among several: the open ones, of these the one without an effect of this name, else the only one in flight. Otherwise the result
 * stays ambiguous. A second effect is an accusation, so it is certain only if no other candidate is possible.
 */
export function chooseAmong({ by, candidates }: Naming, facts: ChoiceFacts): Choice {
  if (by === null) return chooseNameless(candidates, facts);
  const [only, second] = candidates;
  if (only === undefined) return null;
  if (second === undefined) return { kind: "certain", candidate: only, by };
  const open = openOf(candidates, facts);
  const pool = open.length > 0 ? open : candidates;
  const notReady = pool.filter(facts.lacks);
  if (notReady.length > 0) return decided(notReady, by);
  const late = latecomers(candidates, pool, facts);
  if (late.length > 0) return decided([...late, ...pool], by);
  const inFlight = pool.filter(isInFlight);
  return decided(inFlight.length === 1 ? inFlight : pool, by);
}

/** A text that names no event belongs to the only open delivery; if there are several, it may belong to any of them. */
function chooseNameless(candidates: readonly Candidate[], facts: ChoiceFacts): Choice {
  const open = openOf(candidates, facts);
  const [only] = open;
  if (only === undefined) return null;
  const late = facts.lacks(only) ? [] : latecomers(candidates, open, facts);
  const all = [...late, ...open];
  return all.length === 1 ? decided(all, "alone") : { kind: "ambiguous", candidates: all, by: null };
}

/** Candidates that ended longer ago than effects take, and still have none though others of their type do: they may be slow. */
function latecomers(
  candidates: readonly Candidate[],
  open: readonly Candidate[],
  { lacks, isWorkedOn }: ChoiceFacts,
): readonly Candidate[] {
  return candidates.filter((one) => !open.includes(one) && lacks(one) && isWorkedOn(one));
}

function decided(candidates: readonly Candidate[], by: Attribution): Choice {
  const [only, second] = candidates;
  if (only === undefined) return null;
  if (second === undefined) return { kind: "certain", candidate: only, by };
  return { kind: "ambiguous", candidates, by };
}

/**
 * Candidates in flight, or ended so recently that effects may still arrive. While the delay is unknown, every candidate without an effect.
 */
function openOf(candidates: readonly Candidate[], { windowMs, lacks }: ChoiceFacts): readonly Candidate[] {
  if (windowMs === null) return candidates.filter((one) => isInFlight(one) || lacks(one));
  return candidates.filter(({ endedAgoMs }) => endedAgoMs === null || endedAgoMs <= windowMs);
}

function isInFlight({ endedAgoMs }: Candidate): boolean {
  return endedAgoMs === null;
}

/** Advice for printing whole lines: Python's `print` in threads writes word by word, so that lines get mixed up. */
export const PRINT_IN_ONE_PIECE =
  "Write each line in one call, its line break included (in Python, use the logging module: print writes in pieces).";

/** Statistics of the lines so far, as pattern matches per line. */
interface LineShape {
  /** The fewest in any line: the output of one piece of work. */
  readonly fewest: number;
  /** The most in a line that was printed while several events were processed and could not be split by event. */
  readonly mostGlued: number;
}

export const NO_LINES: LineShape = { fewest: Number.POSITIVE_INFINITY, mostGlued: 0 };

/** Adds one line; `isTorn`: several events were being processed, and not every part names one. */
export function shapeWith(
  { fewest, mostGlued }: LineShape,
  { parts, isTorn }: { readonly parts: number; readonly isTorn: boolean },
): LineShape {
  return { fewest: Math.min(fewest, parts), mostGlued: isTorn ? Math.max(mostGlued, parts) : mostGlued };
}

/** The request id that all of these name; `null` if they may be about several. */
export function onlyRequestOf(named: readonly Naming[]): string | null {
  const ids = new Set(named.flatMap(({ candidates }) => candidates.map(({ requestId }) => requestId)));
  const [only] = ids;
  return ids.size === 1 && only !== undefined ? only : null;
}
