import { withHeaders } from "../../delivery/own-headers.ts";
import type { SendResult } from "../../delivery/sender.ts";
import type { FaultRule } from "../../faults/fault.ts";
import type { Bench } from "../bench/bench.ts";
import { sendPlainly } from "../bench/plain-request.ts";
import { attemptsOf, type Sent } from "../bench/sent.ts";
import { type Check, type CheckText, defineCheck, type Judgement } from "../check.ts";
import { answerOf, isAccepted } from "../judging/answers.ts";
import {
  answerText,
  bareFinding,
  fail,
  findingOf,
  lastAnswer,
  ok,
  requestOf,
  skip,
  together,
  warn,
} from "../judging/findings.ts";
import type { Words } from "./conversation.ts";

/** More than any endpoint takes that has a limit at all. */
const OVERSIZED_BYTES = 16 * 1_048_576;
const METHODS = ["GET", "PUT"] as const;

type Severity = "warn" | "fail";

/** Sends a mail that has gone wrong on its way; nothing of it is tried again. */
async function sendBad(bench: Bench, words: Words & { readonly label: string }): Promise<Sent> {
  const account = bench.account({ tries: 1 });
  return account.send({ type: "EMAIL_SENT", lead: account.newLead(), ...words });
}

/** Refused is good; accepted is as bad as it is severe; broken by it is a warning, and no answer at all a failure. */
function judgeRefusal(sent: Sent, { ifAccepted = "warn" }: { readonly ifAccepted?: Severity } = {}): Judgement {
  const answer = answerOf(sent);
  const actual = lastAnswer(sent);
  const request = requestOf(sent);
  const told = (message: string) => ({ findings: [findingOf(sent, message, { expected: "4xx", actual })], request });
  switch (answer) {
    case "refused":
      return ok({ evidence: [`${sent.label} is answered ${actual}.`] });
    case "accepted":
    case "late": {
      const judged = told(`${sent.label} is accepted as if it were an event.`);
      return ifAccepted === "fail" ? fail(judged) : warn(judged);
    }
    case "silent":
      return fail(told(`${sent.label} is not answered in time: whatever waits for it waits for ever.`));
    case "broken":
      return warn(told(`${sent.label} ends the connection without an answer.`));
    case "failed":
    case "redirected":
      return warn(
        told(
          `${sent.label} breaks the receiver (${actual.slice(0, 3)}), so that SmartLead would send it again and again.`,
        ),
      );
  }
}

function badBody(text: CheckText, words: Words & { readonly label: string }): Check {
  return defineCheck({
    ...text,
    isRough: true,
    arrange: (bench) => sendBad(bench, words),
    judge: (sent) => judgeRefusal(sent),
  });
}

const MALFORMED: FaultRule = { kind: "malformed-json" };

/** A connection that ends is an answer too, where a body is too long to be read to its end. */
function judgeOversized(sent: Sent): Judgement {
  const [attempt] = attemptsOf(sent);
  const isHungUp = attempt?.outcome === "network_error";
  return isHungUp
    ? ok({ evidence: [`The connection is closed (${attempt.error ?? "no reason"}).`] })
    : judgeRefusal(sent);
}

interface OtherMethod {
  readonly method: string;
  readonly result: SendResult;
}

async function otherMethods({ settings }: Bench): Promise<readonly OtherMethod[]> {
  const { target: url, allowTargets, insecureTls, minTimeoutMs } = settings;
  const all: OtherMethod[] = [];
  for (const method of METHODS) {
    const body = method === "GET" ? null : "{}";
    const usual = {
      "User-Agent": "smartlead-mock verify",
      ...(body === null ? {} : { "Content-Type": "application/json" }),
    };
    const headers = withHeaders(usual, settings.headers);
    const result = await sendPlainly(
      { url, method, headers, body, timeoutMs: minTimeoutMs },
      { allowTargets, insecureTls },
    );
    all.push({ method, result });
  }
  return all;
}

function judgeMethods(all: readonly OtherMethod[]): Judgement {
  const evidence = all.map(({ method, result }) => `${method} is answered ${answerText(result)}.`);
  // 501 is how a server says that it does not know a method (RFC 9110 §15.6.2).
  const bad = all.filter(({ result }) => result.outcome !== "rejected" && result.status !== 501);
  if (bad.length === 0) return ok({ evidence });
  const findings = bad.map(({ method, result }) =>
    bareFinding(`A ${method} of the webhook's path is not refused.`, {
      expected: "404 or 405",
      actual: answerText(result),
    }),
  );
  return warn({ findings, evidence });
}

/** Wrong secrets, each in a mail of its own. */
async function forged(bench: Bench, wishes: readonly (Words & { readonly label: string })[]): Promise<readonly Sent[]> {
  const all: Sent[] = [];
  for (const words of wishes) all.push(await sendBad(bench, words));
  return all;
}

function judgeForged(all: readonly Sent[]): Judgement {
  const judged = all.map((sent) => judgeRefusal(sent, { ifAccepted: "fail" }));
  return { ...together(judged, "Nothing was sent."), evidence: judged.flatMap(({ evidence }) => evidence) };
}

const FORGED_SECRET = { label: "a live body with a wrong secret_key", faults: [{ kind: "wrong-secret" }] } as const;
const FORGED_SIGNATURES = [
  { label: "a body with a wrong signature", faults: [{ kind: "bad-signature" }] },
  { label: "a body without a signature", faults: [{ kind: "missing-header", header: "X-Smartlead-Signature" }] },
] as const;

/** What became of it: something broke it before, nothing was ever accepted, or this. */
type Aftermath = { readonly trouble: string } | { readonly obstacle: string } | { readonly afterwards: Sent };

/** What the run has seen so far, or a rough time of its own, and then a good event. */
async function afterRoughTimes(bench: Bench): Promise<Aftermath> {
  const { trouble, known } = bench;
  if (trouble !== null) return { trouble };
  if (known.obstacle !== null) return { obstacle: known.obstacle };
  await sendBad(bench, { label: "malformed", faults: [MALFORMED] });
  await sendBad(bench, { label: "empty", reshape: () => "" });
  const account = bench.account();
  const label = "a plain event after broken ones";
  return { afterwards: await account.send({ type: "EMAIL_SENT", lead: account.newLead(), label }) };
}

function judgeAftermath(seen: Aftermath): Judgement {
  if ("trouble" in seen) return fail({ findings: [bareFinding(seen.trouble, { expected: "2xx" })] });
  if ("obstacle" in seen) return skip(seen.obstacle);
  const { afterwards } = seen;
  if (isAccepted(afterwards)) return ok({ evidence: ["A plain event after broken ones is answered 2xx."] });
  const message = `After requests that were broken, ${afterwards.label} is no longer accepted.`;
  return fail({ findings: [findingOf(afterwards, message, { expected: "2xx", actual: lastAnswer(afterwards) })] });
}

const FORGERY_HINT = "Compare the secret before anything else, in constant time, and answer 401.";
const FORGERY_SOURCE =
  "smartlead.md §1 Headers: X-Smartlead-Signature (A1, D403), secret_key of the body (E1, E2, E14)";

export const REJECTION: readonly Check[] = [
  badBody(
    {
      id: "SL-3.1",
      title: "malformed JSON is refused",
      how: "A body that is cut off. 4xx: ok. 2xx, 5xx: warn. No answer: fail.",
      source: "smartlead.md §1 4xx is final, 5xx is retried (A1)",
      hint: "Answer 400 when the body cannot be parsed; a 5xx makes SmartLead send it twice more.",
    },
    { label: "malformed JSON", faults: [MALFORMED] },
  ),
  badBody(
    {
      id: "SL-3.2",
      title: "an empty body is refused",
      how: "A POST without a byte in its body. Graded as SL-3.1.",
      source: "smartlead.md §1 Method, type: one object per request (A1, E1)",
      hint: "Answer 400 when there is no body.",
    },
    { label: "an empty body", reshape: () => "" },
  ),
  badBody(
    {
      id: "SL-3.3",
      title: "a wrong content type is refused",
      how: "An event as text/plain. Graded as SL-3.1.",
      source: "smartlead.md §1 Headers: Content-Type application/json (A1)",
      hint: "Answer 415 to what is not application/json.",
    },
    { label: "an event as text/plain", faults: [{ kind: "wrong-content-type" }] },
  ),
  defineCheck({
    id: "SL-3.4",
    title: "other methods than POST are refused",
    how: "GET and PUT of the webhook's path. Anything but 4xx and 501: warn.",
    source: "smartlead.md §1 Method: POST (A1)",
    hint: "Route POST only, so that others are answered 404 or 405.",
    arrange: otherMethods,
    judge: judgeMethods,
  }),
  defineCheck({
    id: "SL-3.5",
    title: "an oversized body is refused",
    how: "A body of 16 MB. 4xx or a closed connection: ok. 2xx, 5xx: warn.",
    source: "smartlead.md §5: large bodies; the largest real ones have about 1 MB",
    hint: "Limit bodies to some megabytes, and answer 413 beyond.",
    isRough: true,
    arrange: (bench) =>
      sendBad(bench, {
        label: "a body of 16 MB",
        reshape: (body) => ({ ...body, padding: "x".repeat(OVERSIZED_BYTES) }),
      }),
    judge: judgeOversized,
  }),
  defineCheck<readonly Sent[] | string>({
    id: "SL-3.6",
    title: "a wrong secret_key is refused",
    how: "A live body with another secret_key than --secret-key. 4xx: ok. 2xx: fail. Skipped without --secret-key.",
    source: FORGERY_SOURCE,
    hint: FORGERY_HINT,
    arrange: forgedLive,
    judge: (seen) => (typeof seen === "string" ? skip(seen) : judgeForged(seen)),
  }),
  defineCheck<readonly Sent[] | string>({
    id: "SL-3.7",
    title: "a wrong or missing signature is refused",
    how: "A body with a wrong X-Smartlead-Signature, and one without. 4xx: ok. 2xx: fail. Skipped without --secret.",
    source: FORGERY_SOURCE,
    hint: "Compute the HMAC over the raw bytes, before any parser, compare it in constant time, and answer 401.",
    arrange: async (bench) =>
      bench.settings.signingSecret === null
        ? "No --secret is given, so bodies are not signed."
        : forged(bench, FORGED_SIGNATURES),
    judge: (seen) => (typeof seen === "string" ? skip(seen) : judgeForged(seen)),
  }),
  defineCheck({
    id: "SL-3.8",
    title: "it still works afterwards",
    how: "A plain event after those of this group, or after a malformed and an empty one. Not accepted: fail.",
    source: "smartlead.md §5: unknown and broken input must still leave the receiver working (E1, E10)",
    hint: "Let a request that fails harm no other: no state that a bad body can spoil, no exception that ends the process.",
    isFirstContact: true,
    arrange: afterRoughTimes,
    judge: judgeAftermath,
  }),
];

async function forgedLive(bench: Bench): Promise<readonly Sent[] | string> {
  if (!bench.settings.isSecretKeyChecked) return "No --secret-key is given, so none can be wrong.";
  if (!bench.known.dialects.includes("live")) return "It accepts no live bodies, and others carry no secret_key.";
  const account = bench.account({ dialect: "live", tries: 1 });
  return [await account.send({ type: "EMAIL_SENT", lead: account.newLead(), ...FORGED_SECRET })];
}
