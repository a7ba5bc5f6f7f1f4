import type { DeliveryRequest } from "../../delivery/delivery.ts";
import type { Finding, Grade } from "../../reports/report.ts";
import type { CheckContext } from "./context/check-context.ts";
import type { Proof } from "./judging/proof.ts";

/** The subjects of the checks, in the order of reports (PRODUCT §10). */
export const CHECK_GROUPS = [
  { id: "SL-1", title: "Acknowledgement", about: "every event is answered 2xx, quickly and without a redirect" },
  { id: "SL-2", title: "Tolerance", about: "unusual but valid requests are accepted" },
  { id: "SL-3", title: "Rejection", about: "requests that SmartLead would not send are rejected and do no harm" },
  {
    id: "SL-4",
    title: "Idempotency",
    about: "a redelivered request is processed once, and distinct events are not treated as duplicates",
  },
  { id: "SL-5", title: "Retry", about: "an event that fails at first succeeds on a later attempt" },
  { id: "SL-6", title: "Order and load", about: "events may arrive in any order and in bursts" },
  { id: "SL-7", title: "State", about: "the final state depends on what happened, not on the order of arrival" },
] as const;
type GroupId = (typeof CHECK_GROUPS)[number]["id"];

/** The result of one check, before it is reported. */
export interface Judgement {
  readonly grade: Grade;
  /** The reason for its grade, in a sentence; `null` if the findings state it. */
  readonly reason: string | null;
  readonly findings: readonly Finding[];
  readonly evidence: readonly string[];
  /** The proofs of a `fail`; empty for any other grade except a warning that is equally certain. */
  readonly proofs: readonly Proof[];
  /** The request of the first finding, for the line that sends it again; `null` if a single request shows nothing. */
  readonly request: DeliveryRequest | null;
  /** Replaces the check's own hint, if the observations allow a better one. */
  readonly hint?: string;
  /** The cause of the failure, if other checks may fail for it too: they are then reported once. */
  readonly cause?: string;
  /** How to settle an inconclusive check, in a sentence; for a skipped one the option that it needs. */
  readonly settle?: string;
}

/** The description of a check, whether or not it is run. */
export interface CheckText {
  /** For example `SL-4.3`. It is never reused for another check, so that baselines stay valid. */
  readonly id: `${GroupId}.${number}`;
  /** The behaviour of a good receiver, in a sentence without a full stop. */
  readonly title: string;
  /** The requests that are sent, and the rules for the grade. */
  readonly how: string;
  /** The source of the rule: a section of the reference with its labels. */
  readonly source: string;
  /** How to fix a receiver that fails. */
  readonly hint: string;
}

export interface Check extends CheckText {
  readonly group: GroupId;
  /** It judges refusals and failures themselves, so it is run even if plain events are not accepted. */
  readonly isFirstContact: boolean;
  /** Whether the smallest failing payload is of use (`--shrink`). */
  readonly isShrinkable: boolean;
  /** Whether it may leave a weak receiver broken, so that the receiver's health is checked afterwards. */
  readonly isRough: boolean;
  /** Whether it judges rate limits of the receiver: 429 is no excuse here. */
  readonly isAboutLoad: boolean;
  perform(context: CheckContext): Promise<Judgement>;
}

interface CheckDefinition<Seen> extends CheckText {
  readonly isFirstContact?: boolean;
  readonly isShrinkable?: boolean;
  readonly isRough?: boolean;
  readonly isAboutLoad?: boolean;
  /** Sends requests and collects observations. Grades nothing. */
  arrange(context: CheckContext): Promise<Seen>;
  /** Grades the observations. Sends nothing. */
  judge(seen: Seen, context: CheckContext): Judgement;
}

/**
 * Defines a check: sending and grading are separate, so that each can be read alone.
 * @example defineCheck({ id: "SL-4.1", …, arrange: sendTwice, judge: judgeRepeated })
 */
export function defineCheck<Seen>({ arrange, judge, ...text }: CheckDefinition<Seen>): Check {
  const { isFirstContact = false, isShrinkable = false, isRough = false, isAboutLoad = false, ...said } = text;
  return {
    ...said,
    group: groupOf(said.id),
    isFirstContact,
    isShrinkable,
    isRough,
    isAboutLoad,
    perform: async (context) => judge(await arrange(context), context),
  };
}

function groupOf(id: CheckText["id"]): GroupId {
  const group = CHECK_GROUPS.find((one) => id.startsWith(`${one.id}.`));
  if (group === undefined) throw new RangeError(`The check ${id} belongs to no group.`);
  return group.id;
}
