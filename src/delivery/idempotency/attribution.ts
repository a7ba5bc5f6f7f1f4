import { eventTypesIn, isNamedIn } from "./named-marks.ts";

/** How it is known which delivery a call or a printed line is about, from the strongest to the weakest (PRODUCT §8, rule 5). */
const ATTRIBUTIONS = ["request-id", "lead-and-type", "message", "lead", "campaign", "alone"] as const;
type Attribution = (typeof ATTRIBUTIONS)[number];

/** What can name a delivery, in lower case. */
export interface DeliveryMarks {
  /** Address and ids of the lead, and of the emails to it. */
  readonly lead: readonly string[];
  /** Message ids and stats ids of the event itself. */
  readonly message: readonly string[];
  /** The event type as the body spells it, as words with a space between. */
  readonly types: readonly string[];
}

/** A request id whose deliveries are in flight, or ended a short while ago: retries, resends and copies are one candidate. */
export interface Candidate {
  readonly requestId: string;
  /** The one to show it with: what is in flight, else what ended last. */
  readonly deliveryId: string;
  readonly eventType: string;
  readonly campaignId: number | null;
  readonly marks: DeliveryMarks;
  /** Real ms since its last attempt ended; `null` = in flight. */
  readonly endedAgoMs: number | null;
}

/** What of a call may name a delivery: header values, path, query and body in one text, in lower case. */
interface CallText {
  readonly text: string;
  /** The campaign in the path of the call. */
  readonly campaignId: number | null;
  /** It names a lead of the account. Only asked when no recent delivery's lead is named. */
  readonly namesSomeLead: () => boolean;
}

/** The candidates that the text can be about, and by what; `null` = it names none of them. */
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
  // An event without a lead is named by its type alone.
  const leadless = ofNamedType(
    text,
    inCampaign.filter(({ marks }) => marks.lead.length === 0),
  );
  if (leadless !== null) return { by: "lead-and-type", candidates: leadless };
  const byCampaign = recent.filter((one) => isCampaignNamed(one, call));
  // What names the campaign and an event type that none of these has is late, and about an earlier event of the campaign.
  const ofCampaign = ofNamedTypeOnly(text, byCampaign);
  if (ofCampaign.length > 0) return { by: "campaign", candidates: ofCampaign };
  if (byCampaign.length > 0) return NOBODY;
  return campaignId === null ? { by: null, candidates: ofNamedTypeOnly(text, recent) } : NOBODY;
}

/** By the event type that the text names, and by the email: what names no candidate's type or mail narrows nothing. */
function narrowed(text: string, byLead: readonly Candidate[]): Naming {
  const ofType = ofNamedType(text, byLead);
  const pool = ofType ?? byLead;
  const scores = new Map(pool.map((one) => [one, one.marks.message.filter((mark) => isNamedIn(text, mark)).length]));
  const most = Math.max(...scores.values());
  const ofMessage = pool.filter((one) => scores.get(one) === most);
  const isMessageNeeded = most > 0 && (ofType === null || ofMessage.length < pool.length);
  return { by: isMessageNeeded ? "message" : ofType === null ? "lead" : "lead-and-type", candidates: ofMessage };
}

/** Those whose type the text names; `null` when it names none of theirs. */
function ofNamedType(text: string, candidates: readonly Candidate[]): readonly Candidate[] | null {
  const named = eventTypesIn(text, typesOf(candidates));
  const found = candidates.filter(({ marks }) => marks.types.some((type) => named.has(type)));
  return found.length === 0 ? null : found;
}

/** All of them for a text without a type; only those of its type for one that names it, and then perhaps nobody. */
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

/** What is known of the effects so far. */
interface ChoiceFacts {
  /** Whether no effect of this name was seen for the request id. */
  readonly lacks: (candidate: Candidate) => boolean;
  /** Whether an effect of any name was seen for an event of its type in this run. */
  readonly isWorkedOn: (candidate: Candidate) => boolean;
  /** Real ms after an attempt in which its effects may still come; `null` = no effect was seen yet, so it is not known. */
  readonly windowMs: number | null;
}

/** One candidate for certain, or several that it may be about: `null` for nobody. */
export type Choice =
  | { readonly kind: "certain"; readonly candidate: Candidate; readonly by: Attribution }
  | { readonly kind: "ambiguous"; readonly candidates: readonly Candidate[]; readonly by: Attribution | null }
  | null;

/**
 * Decides between several: those that are open, of these the one that lacks an effect of this name, else the only one in flight.
 * What is not forced stays ambiguous. A second effect accuses, so it is certain only where nobody else can be meant.
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

/** The only delivery that is open owns what names no event; else nobody does, and it may be any of those. */
function chooseNameless(candidates: readonly Candidate[], facts: ChoiceFacts): Choice {
  const open = openOf(candidates, facts);
  const [only] = open;
  if (only === undefined) return null;
  const late = facts.lacks(only) ? [] : latecomers(candidates, open, facts);
  const all = [...late, ...open];
  return all.length === 1 ? decided(all, "alone") : { kind: "ambiguous", candidates: all, by: null };
}

/** Ended longer ago than effects take, and still without one though others of their type had theirs: they may only be slow. */
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

/** In flight, or ended so short a while ago that effects may still come. While it is not known how late they come, each that lacks one. */
function openOf(candidates: readonly Candidate[], { windowMs, lacks }: ChoiceFacts): readonly Candidate[] {
  if (windowMs === null) return candidates.filter((one) => isInFlight(one) || lacks(one));
  return candidates.filter(({ endedAgoMs }) => endedAgoMs === null || endedAgoMs <= windowMs);
}

function isInFlight({ endedAgoMs }: Candidate): boolean {
  return endedAgoMs === null;
}

/** What lets each line be seen: Python's `print` in threads writes each of its words by itself, so that lines run into one another. */
export const PRINT_IN_ONE_PIECE =
  "Write each line in one call, its line break included (in Python, use the logging module: print writes in pieces).";

/** What was seen of the lines so far, in matches of the pattern for each line. */
interface LineShape {
  /** The fewest in any line: what one piece of work prints. */
  readonly fewest: number;
  /** The most in a line, printed while several events were worked on, that could not be taken apart into them. */
  readonly mostGlued: number;
}

export const NO_LINES: LineShape = { fewest: Number.POSITIVE_INFINITY, mostGlued: 0 };

/** With one more line; `isTorn`: several events were worked on, and not each of its parts names one. */
export function shapeWith(
  { fewest, mostGlued }: LineShape,
  { parts, isTorn }: { readonly parts: number; readonly isTorn: boolean },
): LineShape {
  return { fewest: Math.min(fewest, parts), mostGlued: isTorn ? Math.max(mostGlued, parts) : mostGlued };
}

/** The request id that all of these name; `null` where they may be about several. */
export function onlyRequestOf(named: readonly Naming[]): string | null {
  const ids = new Set(named.flatMap(({ candidates }) => candidates.map(({ requestId }) => requestId)));
  const [only] = ids;
  return ids.size === 1 && only !== undefined ? only : null;
}
