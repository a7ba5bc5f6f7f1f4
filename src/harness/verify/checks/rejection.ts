import { definedOnly } from "../../../base/defined-only.ts";
import type { FaultRule } from "../../../delivery/faults/fault.ts";
import { withHeaders } from "../../../delivery/own-headers.ts";
import type { SendResult } from "../../../delivery/sender.ts";
import { type Check, type CheckText, defineCheck, type Judgement } from "../check.ts";
import type { CheckContext } from "../context/check-context.ts";
import { sendPlainly } from "../context/plain-request.ts";
import { attemptsOf, type Sent } from "../context/sent.ts";
import { answerOf, isAccepted } from "../judging/final-answer.ts";
import {
  answerText,
  bareFinding,
  fail,
  failIf,
  findingOf,
  lastAnswer,
  ok,
  requestOf,
  skip,
  together,
  warn,
} from "../judging/findings.ts";
import { protocolOf } from "../judging/proof.ts";
import { leadReadyFor, type Words } from "./event-sequences.ts";
import { FORGERY, TOKEN_OF_URL } from "./forgery.ts";

/** More than any endpoint with a limit accepts. */
const OVERSIZED_BYTES = 16 * 1_048_576;
const METHODS = ["GET", "PUT"] as const;

/** Sends a corrupted event; it is not retried. */
async function sendBad(context: CheckContext, words: Words & { readonly label: string }): Promise<Sent> {
  const account = context.account({ tries: 1 });
  const type = context.known.plainType;
  return account.send({ type, lead: await leadReadyFor(account, type), ...words }, { answersOnly: true });
}

interface RefusalRules {
  /** Advice if it is accepted, as by nearly every framework: then one sentence is enough. */
  readonly usualAdvice?: string;
}

/** A refusal is good; an acceptance, or an error of the receiver, is a warning, and no answer at all a failure. */
function judgeRefusal(sent: Sent, { usualAdvice }: RefusalRules = {}): Judgement {
  const answer = answerOf(sent);
  const actual = lastAnswer(sent);
  const request = requestOf(sent);
  const told = (message: string) => ({ findings: [findingOf(sent, message, { expected: "4xx", actual })], request });
  switch (answer) {
    case "refused":
      return ok({ evidence: [`${sent.label} is answered ${actual}.`] });
    case "accepted":
    case "late": {
      if (usualAdvice === undefined) return warn(told(`${sent.label} is accepted like a valid event.`));
      const status = attemptsOf(sent).at(-1)?.status ?? "2xx";
      const message = `${sent.label} is answered ${status} like a valid event: ${usualAdvice}.`;
      return warn({ reason: message, findings: [bareFinding(message)] });
    }
    case "silent": {
      const message = `${sent.label} is not answered in time, so the sender waits in vain.`;
      return failIf(protocolOf(sent), {
        ...told(message),
        doubt: `${sent.label} got no answer within its timeout.`,
      });
    }
    case "broken":
      return warn(told(`${sent.label} makes the receiver close the connection without an answer.`));
    case "failed":
    case "redirected":
      return warn(told(`${sent.label} breaks the receiver (${actual.slice(0, 3)}), so SmartLead would retry it.`));
  }
}

function badBody(text: CheckText, words: Words & { readonly label: string }, rules: RefusalRules = {}): Check {
  return defineCheck({
    ...text,
    isRough: true,
    arrange: (context) => sendBad(context, words),
    judge: (sent) => judgeRefusal(sent, rules),
  });
}

const MALFORMED: FaultRule = { kind: "malformed-json" };

/** Closing the connection is an answer too, if a body is too long to be read to its end. */
function judgeOversized(sent: Sent): Judgement {
  const [attempt] = attemptsOf(sent);
  const isHungUp = attempt?.outcome === "network_error";
  return isHungUp
    ? ok({ evidence: [`The connection is closed (${attempt.error ?? "no reason"}).`] })
    : judgeRefusal(sent, { usualAdvice: "limit bodies to a few megabytes, and answer 413 above that" });
}

interface OtherMethod {
  readonly method: string;
  readonly result: SendResult;
}

async function otherMethods({ settings }: CheckContext): Promise<readonly OtherMethod[]> {
  const { target: url, allowTargets, insecureTls, minTimeoutMs } = settings;
  const all: OtherMethod[] = [];
  for (const method of METHODS) {
    const body = method === "GET" ? null : "{}";
    const usual = definedOnly({
      "User-Agent": "smartlead-mock verify",
      "Content-Type": body === null ? undefined : "application/json",
    });
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
  // With 501 a server says that it does not know a method (RFC 9110 §15.6.2).
  const isFine = ({ method, result }: OtherMethod) =>
    result.outcome === "rejected" || result.status === 501 || (method === "GET" && result.outcome === "success");
  const bad = all.filter((one) => !isFine(one));
  const [first, ...others] = evidence;
  if (bad.length === 0 && first !== undefined) return ok({ evidence: [first, ...others] });
  const findings = bad.map(({ method, result }) =>
    bareFinding(`A ${method} request to the webhook's path is not rejected.`, {
      expected: "404 or 405",
      actual: answerText(result),
    }),
  );
  return warn({ findings, evidence });
}

/** The result: an earlier problem broke it, nothing was ever accepted, or this. */
type Aftermath = { readonly trouble: string } | { readonly obstacle: string } | { readonly afterwards: Sent };

/** The disturbances of the run so far, or some of its own, and then a good event. */
async function afterRoughTimes(context: CheckContext): Promise<Aftermath> {
  const { trouble, known } = context;
  if (trouble !== null) return { trouble };
  if (known.obstacle !== null) return { obstacle: known.obstacle };
  await sendBad(context, { label: "malformed", faults: [MALFORMED] });
  await sendBad(context, { label: "empty", reshape: () => "" });
  const account = context.account();
  const label = "a plain event after bad requests";
  const order = { type: known.plainType, lead: account.newLead(), label };
  return { afterwards: await account.send(order, { answersOnly: true }) };
}

function judgeAftermath(seen: Aftermath): Judgement {
  if ("trouble" in seen) {
    const proof = { kind: "protocol", attempt: null } as const;
    return fail({ findings: [bareFinding(seen.trouble, { expected: "2xx" })], proof });
  }
  if ("obstacle" in seen) return skip(seen.obstacle);
  const { afterwards } = seen;
  if (isAccepted(afterwards)) return ok({ evidence: ["A plain event after bad requests is answered 2xx."] });
  const message = `After bad requests, ${afterwards.label} is no longer accepted.`;
  return failIf(protocolOf(afterwards), {
    findings: [findingOf(afterwards, message, { expected: "2xx", actual: lastAnswer(afterwards) })],
    doubt: `${afterwards.label} got no answer within its timeout.`,
  });
}

export const REJECTION: readonly Check[] = [
  badBody(
    {
      id: "SL-3.1",
      title: "malformed JSON is rejected",
      how: "A truncated body. 4xx: ok. 2xx or 5xx: warn. No answer: fail.",
      source: "smartlead.md §1 4xx is final, 5xx is retried (A1)",
      hint: "Answer 400 when the body cannot be parsed; after a 5xx SmartLead sends it two more times.",
    },
    { label: "malformed JSON", faults: [MALFORMED] },
  ),
  badBody(
    {
      id: "SL-3.2",
      title: "an empty body is rejected",
      how: "A POST with an empty body. Graded like SL-3.1.",
      source: "smartlead.md §1 Method, type: one object per request (A1, E1)",
      hint: "Answer 400 when the body is empty.",
    },
    { label: "an empty body", reshape: () => "" },
  ),
  badBody(
    {
      id: "SL-3.3",
      title: "a wrong content type is rejected",
      how: "An event sent as text/plain. Graded like SL-3.1.",
      source: "smartlead.md §1 Headers: Content-Type application/json (A1)",
      hint: "Answer 415 to anything but application/json.",
    },
    { label: "An event with the content type text/plain", faults: [{ kind: "wrong-content-type" }] },
    { usualAdvice: "answer 415 to anything but application/json" },
  ),
  defineCheck({
    id: "SL-3.4",
    title: "methods other than POST are rejected",
    how: "GET and PUT on the webhook's path. Anything but 4xx or 501: warn. A GET may be answered 2xx, as a health check is.",
    source: "smartlead.md §1 Method: POST (A1)",
    hint: "Route only POST, so that other methods are answered 404 or 405.",
    arrange: otherMethods,
    judge: judgeMethods,
  }),
  defineCheck({
    id: "SL-3.5",
    title: "an oversized body is rejected",
    how: "A body of 16 MB. 4xx or a closed connection: ok. 2xx or 5xx: warn.",
    source: "smartlead.md §5: large bodies; the largest real ones are about 1 MB",
    hint: "Limit bodies to a few megabytes, and answer 413 above that.",
    isRough: true,
    arrange: (context) =>
      sendBad(context, {
        label: "A body of 16 MB",
        reshape: (body) => ({ ...body, padding: "x".repeat(OVERSIZED_BYTES) }),
      }),
    judge: judgeOversized,
  }),
  ...FORGERY,
  defineCheck({
    id: "SL-3.8",
    title: "the receiver still works after bad requests",
    how: "A plain event after the bad requests of this group, or after a malformed and an empty one. Not accepted: fail.",
    source: "smartlead.md §5: unknown and broken input must still leave the receiver working (E1, E10)",
    hint: "Isolate failures: a bad body must not corrupt shared state, and an exception must not end the process.",
    isFirstContact: true,
    arrange: afterRoughTimes,
    judge: judgeAftermath,
  }),
  TOKEN_OF_URL,
  defineCheck({
    id: "SL-3.10",
    title: "JSON that is not an object is rejected",
    how: "The bodies null, [] and 1, as application/json. 4xx: ok. 2xx or 5xx: warn. No answer: fail.",
    source: "smartlead.md §1 Method, type: one object per request (A1, E1)",
    hint: "Check that the parsed body is an object before you read from it; if not, answer 400.",
    isRough: true,
    arrange: async (context) => [
      await sendBad(context, { label: "the body null", reshape: () => "null" }),
      await sendBad(context, { label: "the body []", reshape: () => "[]" }),
      await sendBad(context, { label: "the body 1", reshape: () => "1" }),
    ],
    judge: (all: readonly Sent[]) => {
      const judged = all.map((sent) => judgeRefusal(sent));
      return { ...together(judged, "Nothing was sent."), evidence: judged.flatMap(({ evidence }) => evidence) };
    },
  }),
];
