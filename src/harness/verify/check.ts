import type { DeliveryRequest } from "../../delivery/delivery.ts";
import type { Finding, Grade } from "../../reports/report.ts";
import type { CheckContext } from "./context/check-context.ts";
import type { Proof } from "./judging/proof.ts";

/** What the checks are about, in the order of reports (PRODUCT §10). */
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

/** How one check came out, before it is told in a report. */
export interface Judgement {
  readonly grade: Grade;
  /** The reason for its grade, in a sentence; `null` where the findings say it. */
  readonly reason: string | null;
  readonly findings: readonly Finding[];
  readonly evidence: readonly string[];
  /** What a `fail` rests on; empty for any other grade but a warning that is as sure. */
  readonly proofs: readonly Proof[];
  /** The request of the first finding, for the line that sends it once more; `null` where one request shows nothing. */
  readonly request: DeliveryRequest | null;
  /** In the place of the check's own, where what was seen says more. */
  readonly hint?: string;
  /** What went wrong, where other checks may meet the same: they are reported once. */
  readonly cause?: string;
  /** What would settle an inconclusive one, in a sentence; of a skipped one the option that it needs. */
  readonly settle?: string;
}

/** What is said of a check whether or not it is performed. */
export interface CheckText {
  /** `SL-4.3`. Never given to another check, so that a baseline stays true. */
  readonly id: `${GroupId}.${number}`;
  /** What a good receiver does, in a sentence without a full stop. */
  readonly title: string;
  /** What is sent, and what grade follows from what. */
  readonly how: string;
  /** Where the rule comes from: a section of the reference with its labels. */
  readonly source: string;
  /** How to fix a receiver that fails. */
  readonly hint: string;
}

export interface Check extends CheckText {
  readonly group: GroupId;
  /** It judges what is refused or broken by itself: it is performed also where plain events are not accepted. */
  readonly isFirstContact: boolean;
  /** The smallest payload that still goes wrong says something (`--shrink`). */
  readonly isShrinkable: boolean;
  /** May leave a weak receiver broken, so that it is looked at afterwards. */
  readonly isRough: boolean;
  /** It judges receivers that limit how fast they get requests: 429 is no excuse here. */
  readonly isAboutLoad: boolean;
  perform(context: CheckContext): Promise<Judgement>;
}

interface CheckDefinition<Seen> extends CheckText {
  readonly isFirstContact?: boolean;
  readonly isShrinkable?: boolean;
  readonly isRough?: boolean;
  readonly isAboutLoad?: boolean;
  /** Sends, and notes what was seen. Grades nothing. */
  arrange(context: CheckContext): Promise<Seen>;
  /** Says what follows from it. Sends nothing. */
  judge(seen: Seen, context: CheckContext): Judgement;
}

/**
 * A check: what is sent and what is concluded are apart, so that each can be read by itself.
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
