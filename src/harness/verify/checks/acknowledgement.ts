import { definedOnly } from "../../../base/defined-only.ts";
import type { Attempt } from "../../../delivery/delivery.ts";
import { EVENT_TYPES, type EventType } from "../../../smartlead/events/event-types.ts";
import type { DialectName } from "../../../smartlead/payloads/dialect.ts";
import type { WebhookLevel } from "../../../smartlead/webhooks/webhook.ts";
import { type Check, type CheckText, defineCheck, type Judgement } from "../check.ts";
import type { CheckContext } from "../context/check-context.ts";
import { attemptsOf, type Sent } from "../context/sent.ts";
import { adviceFor } from "../judging/advice.ts";
import { judgeAnswers } from "../judging/final-answer.ts";
import {
  about,
  bareFinding,
  count,
  fail,
  findingOf,
  inconclusive,
  lastAnswer,
  ok,
  requestOf,
  skip,
  warn,
} from "../judging/findings.ts";
import { protocolProof } from "../judging/proof.ts";
import { judgeComparisons, workOf } from "../judging/side-effects.ts";
import { type ReceiverProfile, type TypeProfile, works } from "../receiver-profile.ts";
import { eachNaturally, naturally } from "./event-sequences.ts";

/** smartlead.md §1: a webhook that answers later than this is known to be slow; SmartLead itself waits 30 s. */
const SLOW_ANSWER_MS = 1_000;
/** The share of answers that must be faster. */
const PERCENTILE = 0.95;
/** Number of leads for measuring response times; two events each. */
const TIMED_LEADS = 10;
const LEVELS: readonly WebhookLevel[] = ["user", "client", "campaign"];

function everyEvent(dialect: DialectName, text: Pick<CheckText, "id" | "title" | "how" | "source">): Check {
  return defineCheck<readonly Sent[] | string>({
    ...text,
    hint: "Answer 2xx to every event that you have read, including events that you ignore and events about leads and campaigns that you do not know.",
    isFirstContact: true,
    isShrinkable: true,
    arrange: async (context) => {
      const { settings, known } = context;
      if (settings.dialect !== null && settings.dialect !== dialect)
        return `--dialect ${settings.dialect} limits the run to that dialect.`;
      if (settings.isSecretKeyChecked && dialect === "guide")
        return "Bodies in the `guide` dialect carry no secret_key, and --secret-key says that the receiver requires one.";
      if (known.isHanging && known.dialect !== dialect)
        return `It does not answer a plain event in the ${known.dialect} dialect either.`;
      const types = known.isHanging ? EVENT_TYPES.slice(0, 1) : EVENT_TYPES;
      return eachNaturally(context.account({ dialect }), types, {
        labelOf: (type) => `${type} in ${dialect}`,
        isWhole: true,
      });
    },
    judge: (seen, { known }) => (typeof seen === "string" ? skip(seen) : judgeEvery(seen, known)),
  });
}

/** If nothing at all is accepted, the way requests are sent is checked first. */
function judgeEvery(sent: readonly Sent[], { obstacle, warmUpMs }: ReceiverProfile): Judgement {
  const hint = obstacle === null ? null : adviceFor(sent);
  const judged = judgeAnswers(sent);
  const warmUp =
    warmUpMs === 0 ? [] : [`It became ready ${about(warmUpMs)} after it began to listen, and answered 5xx until then.`];
  return { ...judged, evidence: [...judged.evidence, ...warmUp], ...definedOnly({ hint: hint ?? undefined }) };
}

/** Twenty plain events, or one if the receiver hangs. */
async function timed(context: CheckContext): Promise<readonly Sent[]> {
  // One after the other, as long as that is meaningful: concurrent requests would wait for each other.
  const account = context.account(context.known.answersInMs > SLOW_ANSWER_MS ? {} : { concurrency: 1 });
  const { plainType } = context.known;
  if (context.known.isHanging) return [await account.send({ type: plainType, lead: account.newLead() })];
  const leads = Array.from({ length: TIMED_LEADS }, () => account.newLead());
  const send = (type: EventType) =>
    account.sendAll(
      leads.map((lead) => ({ type, lead })),
      { answersOnly: true },
    );
  const mails = await send("EMAIL_SENT");
  const replies = await send("EMAIL_REPLY");
  return [...mails, ...replies];
}

function judgeTimes(sent: readonly Sent[]): Judgement {
  const attempts = sent.flatMap(attemptsOf);
  const isSilent = ({ outcome, clipped }: Attempt) => outcome === "timeout" && !clipped;
  const silent = sent.find((one) => attemptsOf(one).some(isSilent));
  const proof = silent === undefined ? null : protocolProof(attemptsOf(silent).find(isSilent));
  if (silent !== undefined && proof !== null) {
    const message = `${silent.label} is not answered within the timeout: SmartLead counts it as failed and sends it again.`;
    return fail({
      findings: [findingOf(silent, message, { expected: "an answer within the timeout", actual: "none" })],
      request: requestOf(silent),
      proof,
    });
  }
  const times = attempts
    .flatMap(({ duration_ms, status }) => (status === null || duration_ms === null ? [] : [duration_ms]))
    .sort((a, b) => a - b);
  const p95 = times[Math.ceil(times.length * PERCENTILE) - 1];
  if (p95 === undefined) return inconclusive({ reason: "No event was answered, so there are no times to measure." });
  if (p95 <= SLOW_ANSWER_MS)
    return ok({
      evidence: [`95% of ${count(times.length, "answer")} arrived within ${about(p95)}.`],
    });
  const message = "More than 5% of the answers take longer than a second: answer first, and do the work afterwards.";
  return warn({ findings: [bareFinding(message, { expected: "95% within 1000 ms", actual: about(p95) })] });
}

/** The state of the lead is the same each time, so that each event is the twin of the others. */
async function atEachLevel(context: CheckContext): Promise<readonly Sent[]> {
  const send = (level: WebhookLevel, profile?: TypeProfile) =>
    naturally(context.account(definedOnly({ level, profile })), context, {
      label: `${context.known.workType} for a webhook of ${level} level`,
    });
  const all: Sent[] = [];
  for (const level of LEVELS) all.push(await send(level));
  const done = all.find((sent) => workOf(sent) === "done");
  if (done === undefined || works(context.known, context.known.workType)) return all;
  // The effects at one level must occur at the others too; they were not waited for there.
  const profile: TypeProfile = { kind: "works", units: done.counts };
  return Promise.all(LEVELS.map((level, index) => (all[index] === done ? done : send(level, profile))));
}

/** If it works at one level only, the others show nothing before this. */
function judgeLevels(all: readonly Sent[], { known }: CheckContext): Judgement {
  const done = all.find((sent) => workOf(sent) === "done");
  const comparisons = all.map((unusual) => ({ unusual, usual: done ?? unusual, circumstance: "" }));
  return judgeComparisons(comparisons, known);
}

export const ACKNOWLEDGEMENT: readonly Check[] = [
  everyEvent("guide", {
    id: "SL-1.1",
    title: "every event type, as the webhook guide shows it, is answered 2xx",
    how: "One event of each of the eleven types in the `guide` dialect, half of them from a campaign without a client. Never accepted: fail. Accepted only on a later attempt: warn.",
    source: "smartlead.md §1 Delivery, 2xx and 4xx (A1, D417); §2 column A",
  }),
  everyEvent("live", {
    id: "SL-1.2",
    title: "every event type, as real deliveries look, is answered 2xx",
    how: "The same in the `live` dialect: bodies as captured in 2026, with more fields, mixed types and both timestamp styles.",
    source: "smartlead.md §1 Delivery, 2xx and 4xx (A1, D417); §2 columns C and E",
  }),
  defineCheck({
    id: "SL-1.3",
    title: "answers arrive within a second",
    how: "Twenty plain events. p95 over a second: warn. No answer within the timeout: fail.",
    source: "smartlead.md §1 Timeout, 30 s (A1, B3)",
    hint: "Put the event into a queue or a table, answer, and do the slow work afterwards.",
    isFirstContact: true,
    arrange: timed,
    judge: judgeTimes,
  }),
  defineCheck({
    id: "SL-1.4",
    title: "no answer is a redirect",
    how: "An EMAIL_SENT and an EMAIL_REPLY. A 3xx: fail, because SmartLead does not follow redirects.",
    source: "smartlead.md §1 3xx (D417): anything but 2xx is a failure",
    hint: "Register the final URL: the right scheme, host and trailing slash.",
    isFirstContact: true,
    arrange: async (context) => {
      const account = context.account({ tries: 1 });
      const { plainType, workType, isHanging } = context.known;
      const send = (type: EventType) => account.send({ type, lead: account.newLead() }, { answersOnly: true });
      const plain = await send(plainType);
      return isHanging ? [plain] : [plain, await send(workType)];
    },
    judge: (sent) => {
      const isRedirect = ({ outcome }: Attempt) => outcome === "redirect";
      const redirected = sent.find((one) => attemptsOf(one).some(isRedirect));
      const proof = redirected === undefined ? null : protocolProof(attemptsOf(redirected).find(isRedirect));
      if (redirected !== undefined && proof !== null) {
        const location = attemptsOf(redirected)[0]?.response?.headers.location;
        const where = location === undefined ? "" : ` to ${[location].flat().join(", ")}`;
        const message = `${redirected.label} is answered with a redirect${where}, which SmartLead does not follow.`;
        return fail({
          findings: [findingOf(redirected, message, { expected: "2xx", actual: lastAnswer(redirected) })],
          request: requestOf(redirected),
          proof,
        });
      }
      const isAnswered = sent.some((one) => attemptsOf(one).some(({ status }) => status !== null));
      return isAnswered
        ? ok({ evidence: ["No answer was a redirect."] })
        : inconclusive({ reason: "No event was answered." });
    },
  }),
  defineCheck({
    id: "SL-1.5",
    title: "an event is accepted at every webhook level",
    how: "The same event from a webhook at user, client and campaign level (X-Webhook-Level). Refused at one level, or processed at one and not at another: fail.",
    source: "smartlead.md §1 Scope priority (A1, A2, F1): a user-level webhook replaces all others",
    hint: "Do not use X-Webhook-Level to decide whether an event counts: once somebody adds a user-level webhook, all events come through that one.",
    arrange: atEachLevel,
    judge: judgeLevels,
  }),
];
