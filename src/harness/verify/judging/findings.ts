import type { Attempt, DeliveryRequest } from "../../../delivery/delivery.ts";
import { deliveryTimeline } from "../../../reports/delivery-timeline.ts";
import type { Finding, TimelineLine } from "../../../reports/report.ts";
import type { Judgement } from "../check.ts";
import { type Sent, storiesOf } from "../context/sent.ts";
import { capital, type Proof, proofText } from "./proof.ts";

/** Maximum characters of an answer in a finding. */
const ANSWER_SHOWN = 300;
/** Maximum findings of one check; further ones say the same. */
const FINDINGS_LIMIT = 12;

/** A finding about one event, with its timeline. */
export function findingOf(
  sent: Sent,
  message: string,
  parts: Partial<Pick<Finding, "expected" | "actual">> = {},
): Finding {
  return { ...bareFinding(message, parts), timeline: timelineOf(sent) };
}

/** A finding that concerns no single event. */
export function bareFinding(message: string, parts: Partial<Pick<Finding, "expected" | "actual">> = {}): Finding {
  return { message: sentence(message), expected: null, actual: null, place: null, timeline: [], ...parts };
}

/** Capitalizes a sentence that begins with an article: `The second EMAIL_REPLY of a lead …`. */
function sentence(text: string): string {
  return /^(?:the|an?) /.test(text) ? capital(text) : text;
}

function timelineOf(sent: Sent): readonly TimelineLine[] {
  const lines = storiesOf(sent).flatMap(deliveryTimeline);
  return [...lines].sort((one, other) => Number(one.at > other.at) - Number(one.at < other.at));
}

/** An attempt's answer in a line: `422 {"error":"…"}`, `no complete answer in time`, `ECONNRESET: …`. */
export function answerText({
  status,
  error,
  outcome,
  response,
}: Pick<Attempt, "status" | "error" | "outcome" | "response">): string {
  if (outcome === "timeout") return "no complete answer in time";
  if (status === null) return error ?? "no answer";
  const body = (response?.body ?? "").trim();
  const shown = body.length > ANSWER_SHOWN ? `${body.slice(0, ANSWER_SHOWN)}…` : body;
  const broken = error === null ? "" : `, then ${error}`;
  return `${status}${shown === "" ? "" : ` ${shown}`}${broken}`;
}

/** The answer of the last attempt. */
export function lastAnswer({ delivery }: Pick<Sent, "delivery">): string {
  const last = delivery.attempts.at(-1);
  return last === undefined ? "nothing was sent" : answerText(last);
}

/** The request as it was sent, with its headers, for the line that sends it again. */
export function requestOf(sent: Sent | undefined): DeliveryRequest | null {
  const changed = sent?.delivery.attempts.find((attempt) => attempt.sent?.truncated === false)?.sent;
  if (changed !== undefined) return { url: changed.url, headers: changed.headers, body: changed.body };
  return sent?.delivery.request ?? null;
}

type Told = Partial<Omit<Judgement, "grade" | "proofs">>;
type Some<Value> = readonly [Value, ...Value[]];

function judgement(grade: Judgement["grade"], told: Told, proofs: readonly Proof[] = []): Judgement {
  const { findings = [], reason, evidence = [], ...rest } = told;
  const shown = findings.slice(0, FINDINGS_LIMIT);
  const missing = findings.length - shown.length;
  const more = missing > 0 ? [bareFinding(`${missing} more findings of this kind are not shown.`)] : [];
  const why = reason === undefined ? (shown[0]?.message ?? null) : reason && sentence(reason);
  const proved = [...new Set(proofs.slice(0, PROOFS_TOLD).map(proofText))];
  const all = [...evidence, ...proved.filter((text) => !evidence.includes(text))].map(sentence);
  return { request: null, ...rest, grade, reason: why, findings: [...shown, ...more], evidence: all, proofs };
}

/** Maximum proofs that are put into words; the others say the same about other events. */
const PROOFS_TOLD = 3;

/** An `ok` requires evidence (PRODUCT §10). */
export const ok = (told: Told & { readonly evidence: Some<string> }): Judgement => judgement("ok", told);
export const warn = (told: Told & { readonly proof?: Proof | null }): Judgement => {
  const { proof = null, ...rest } = told;
  return judgement("warn", rest, proof === null ? [] : [proof]);
};
/** A `fail` requires a proof (PRODUCT §8, rule 2). */
export const fail = (told: Told & { readonly proof: Proof | Some<Proof> }): Judgement => {
  const { proof, ...rest } = told;
  return judgement("fail", rest, "kind" in proof ? [proof] : proof);
};
export const inconclusive = (told: Told & { readonly settle?: string }): Judgement => judgement("inconclusive", told);
/** `needs` is the option, or the options, that enable it. */
export const skip = (reason: string, needs?: string): Judgement =>
  judgement("skip", needs === undefined ? { reason } : { reason, settle: needs });

/** A failure if there is a proof, otherwise only the doubt. */
export function failIf(proof: Proof | readonly Proof[] | null, told: Told & { readonly doubt: string }): Judgement {
  const { doubt, ...rest } = told;
  const [first, ...others] = [proof ?? []].flat();
  if (first === undefined) return inconclusive({ reason: doubt, evidence: rest.evidence ?? [] });
  return fail({ ...rest, proof: [first, ...others] });
}

/** From the most to the least important. */
const WORST_FIRST = ["fail", "warn", "inconclusive", "ok", "skip"] as const;

/** Combines judgements: the worst grade, with all problems. `nothing` is the reason if there are none. */
export function together(all: readonly Judgement[], nothing: string): Judgement {
  const worst = WORST_FIRST.map((grade) => all.find((one) => one.grade === grade)).find((one) => one !== undefined);
  if (worst === undefined) return inconclusive({ reason: nothing });
  const proofs = all.filter(({ grade }) => grade === worst.grade).flatMap((one) => one.proofs);
  return { ...worst, proofs, findings: all.flatMap(({ findings }) => findings) };
}

/** `1 event`, `3 events`. */
export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}

/** Real time in words that show that it varies between runs: comparisons of reports ignore it. */
export function about(ms: number): string {
  return ms < 10 ? `about ${Math.round(ms * 10) / 10} ms` : `about ${Math.round(ms)} ms`;
}
