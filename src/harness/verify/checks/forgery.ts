/** Checks of secrets: a request without the right one must be refused, visibly or silently. */
import { definedOnly } from "../../../base/defined-only.ts";
import type { FaultRule } from "../../../delivery/faults/fault.ts";
import { type Check, defineCheck, type Judgement } from "../check.ts";
import type { CheckContext } from "../context/check-context.ts";
import type { Sent } from "../context/sent.ts";
import { answerOf, isAccepted } from "../judging/final-answer.ts";
import {
  answerText,
  failIf,
  findingOf,
  inconclusive,
  lastAnswer,
  ok,
  requestOf,
  skip,
  together,
  warn,
} from "../judging/findings.ts";
import { protocolOf } from "../judging/proof.ts";
import { HOW_TO_GIVE_EVIDENCE, workOf } from "../judging/side-effects.ts";
import { works } from "../receiver-profile.ts";
import { wrongTokens } from "../wrong-tokens.ts";
import { leadReadyFor, type Words } from "./event-sequences.ts";

/** A body or URL without the right secret. */
interface Forgery extends Words {
  readonly label: string;
  /** Replaces the receiver's own URL. */
  readonly target?: string;
  /** If it is accepted, it is only a warning, not a hole. */
  readonly isHarmless?: boolean;
}

interface Forged {
  readonly forgery: Forgery;
  readonly sent: Sent;
  /** A genuine event of the same type, answered by the same receiver. */
  readonly genuine: Sent;
}

/** Each forgery as its own event, and a genuine one of the same type. */
async function forged(context: CheckContext, all: readonly Forgery[]): Promise<readonly Forged[]> {
  const type = context.known.workType;
  const { secretDialect } = context;
  const account = context.account({ tries: 1, dialect: secretDialect });
  const genuine = await account.send({ type, lead: await leadReadyFor(account, type) });
  const seen: Forged[] = [];
  for (const forgery of all) {
    const { target, label, faults = [], reshape } = forgery;
    const own = target === undefined ? account : context.account({ tries: 1, dialect: secretDialect, target });
    // The preceding email is genuine; only the event is forged.
    const lead = target === undefined ? await leadReadyFor(account, type) : own.newLead();
    const order = definedOnly({ type, lead, label, faults, isUnwanted: true, reshape });
    seen.push({ forgery, sent: await own.send(order), genuine });
  }
  return seen;
}

function judgeForgeries(all: readonly Forged[], context: CheckContext): Judgement {
  const judged = all.map((one) => judgeForged(one, context));
  return { ...together(judged, "Nothing was sent."), evidence: judged.flatMap(({ evidence }) => evidence) };
}

/** A refusal is good, and so is a 2xx without work, which reveals nothing to a forger. A 2xx with work is a hole. */
function judgeForged({ forgery, sent, genuine }: Forged, context: CheckContext): Judgement {
  const actual = lastAnswer(sent);
  const request = requestOf(sent);
  const answer = answerOf(sent);
  if (!isAccepted(genuine)) return skip("No genuine event is accepted, so a refusal proves nothing; see SL-1.");
  if (answer === "refused") return ok({ evidence: [`${sent.label} is answered ${actual}.`] });
  const told = (message: string) => ({ findings: [findingOf(sent, message, { expected: "401", actual })], request });
  if (answer === "silent") {
    const message = `${sent.label} is not answered in time: anyone who sends many of these can block the receiver.`;
    return failIf(protocolOf(sent), {
      ...told(message),
      doubt: `${sent.label} got no answer within its timeout.`,
    });
  }
  if (!isAccepted(sent)) return warn(told(`${sent.label} breaks the receiver (${actual.slice(0, 80)}).`));
  if (workOf(sent) === "done") {
    const message = `${sent.label} is accepted and processed: anyone who knows the URL can forge events.`;
    return forgery.isHarmless
      ? warn({ ...told(message), proof: protocolOf(sent) })
      : failIf(protocolOf(sent), { ...told(message), doubt: message });
  }
  if (workOf(sent) === "none") return ok({ evidence: [`${sent.label} is answered ${actual} and has no effect.`] });
  if (works(context.known, sent.type, sent.dialect) || !isSameAnswer(sent, genuine)) {
    const reason = `${sent.label} is answered ${actual}, and nothing shows whether it is processed. ${HOW_TO_GIVE_EVIDENCE}`;
    return inconclusive({ reason, settle: HOW_TO_GIVE_EVIDENCE });
  }
  return warn(told(`${sent.label} is answered like a genuine event.`));
}

function isSameAnswer(one: Sent, other: Sent): boolean {
  const text = ({ delivery }: Sent) => {
    const last = delivery.attempts.at(-1);
    return last === undefined ? "" : answerText(last);
  };
  return text(one) === text(other);
}

const HINT = "Check the secret before anything else, in constant time, and answer 401.";
const SOURCE = "smartlead.md §1 Headers: X-Smartlead-Signature (A1, D403), secret_key of the body (E1, E2, E14)";

const WRONG_KEYS: readonly Forgery[] = [
  { label: "a live body with a wrong secret_key", faults: [{ kind: "wrong-secret" }] },
  { label: "a live body without secret_key", reshape: ({ secret_key: _key, ...body }) => body },
  { label: "a live body with an empty secret_key", reshape: (body) => ({ ...body, secret_key: "" }) },
  {
    label: "a live body whose secret_key differs only in case",
    reshape: (body) => ({ ...body, secret_key: otherCase(String(body.secret_key)) }),
    isHarmless: true,
  },
];

function otherCase(text: string): string {
  const upper = text.toUpperCase();
  return upper === text ? text.toLowerCase() : upper;
}

const DIGEST = "0123456789abcdef".repeat(4);
const signed = (label: string, value: string): Forgery => ({
  label: `a body whose signature is ${label}`,
  faults: [{ kind: "bad-signature", value } satisfies FaultRule],
});
const WRONG_SIGNATURES: readonly Forgery[] = [
  { label: "a body with a wrong signature", faults: [{ kind: "bad-signature" }] },
  { label: "a body without a signature", faults: [{ kind: "missing-header", header: "X-Smartlead-Signature" }] },
  signed("empty", ""),
  signed("too short", "sha256=0123"),
  signed("too long", `sha256=${DIGEST}00`),
  signed("without its prefix", DIGEST),
  signed("in capitals", `SHA256=${DIGEST.toUpperCase()}`),
  signed("not hexadecimal", `sha256=${"zz".repeat(32)}`),
  signed("cut off after its prefix", "sha256="),
];

export const FORGERY: readonly Check[] = [
  defineCheck<readonly Forged[] | string>({
    id: "SL-3.6",
    title: "a wrong or missing secret_key is rejected",
    how: "Bodies in `live` whose secret_key differs from --secret-key, is missing or empty, or differs only in case. 4xx, or 2xx with no effect: ok. Processed: fail (differs only in case: warn). Skipped without --secret-key.",
    source: SOURCE,
    hint: HINT,
    arrange: async (context) => {
      if (!context.settings.isSecretKeyChecked) return "--secret-key is not set, so there is no secret_key to check.";
      if (!context.known.dialects.includes("live"))
        return "It does not accept `live` bodies, and only those carry a secret_key.";
      return forged(context, hasLetters(context.settings.secretKey) ? WRONG_KEYS : WRONG_KEYS.slice(0, -1));
    },
    judge: (seen, context) =>
      typeof seen === "string"
        ? skip(seen, context.settings.isSecretKeyChecked ? undefined : "--secret-key")
        : judgeForgeries(seen, context),
  }),
  defineCheck<readonly Forged[] | string>({
    id: "SL-3.7",
    title: "a wrong, missing or malformed signature is rejected",
    how: "Bodies with a wrong X-Smartlead-Signature, without one, and with malformed ones: empty, too short, too long, no prefix, in capitals, not hexadecimal. 4xx, or 2xx with no effect: ok. Processed: fail. 5xx: warn. Skipped without --secret.",
    source: SOURCE,
    hint: "Compute the HMAC over the raw bytes before parsing; compare the lengths, then the values in constant time; answer 401.",
    arrange: async (context) =>
      context.settings.signingSecret === null
        ? "--secret is not set, so bodies are not signed."
        : forged(context, WRONG_SIGNATURES),
    judge: (seen, context) => (typeof seen === "string" ? skip(seen, "--secret") : judgeForgeries(seen, context)),
  }),
];

function hasLetters(key: string): boolean {
  return otherCase(key) !== key;
}

export const TOKEN_OF_URL: Check = defineCheck<readonly Forged[] | string>({
  id: "SL-3.9",
  title: "a wrong or missing token in the URL is rejected",
  how: "If the URL of --target carries a token, in its query or as the last part of its path: the same event with a different token, and without one. 4xx, or 2xx with no effect: ok. Processed: fail. Skipped if the URL carries no token.",
  source: "smartlead.md §1: a webhook is registered by its URL alone, so many carry a secret in it (A1)",
  hint: "Check the token before anything else, in constant time, and answer 401 or 404.",
  arrange: async (context) => {
    const wrong = wrongTokens(context.settings.target);
    if (wrong.length === 0) return "The URL of --target carries no token.";
    return forged(
      context,
      wrong.map(({ url, label }) => ({ label: `an event whose URL has ${label}`, target: url })),
    );
  },
  judge: (seen, context) =>
    typeof seen === "string" ? skip(seen, "a token in --target") : judgeForgeries(seen, context),
});
