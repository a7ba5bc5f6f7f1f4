import { SmartLeadMockError } from "../../base/errors.ts";
import { type Random, type RandomState, seededRandom } from "../../base/random.ts";
import { isNumber, isObject } from "./saved-checks.ts";

/** The state of the id generators, as JSON data. */
export interface IdentifiersState {
  readonly uuids: RandomState;
  readonly gaps: RandomState;
  readonly foreign: RandomState;
  readonly lastLeadId: number;
  readonly lastMapId: number;
  /** The largest id ever given to a record of each kind that the account's user makes. */
  readonly lastMadeIds: Readonly<Partial<Record<MadeKind, number>>>;
}

/** Records that the account's user creates: ids continue from the largest ever used, so that none is reused. */
export type MadeKind =
  | "campaign"
  | "client"
  | "mailbox"
  | "step"
  | "variant"
  | "apiKey"
  | "tag"
  | "tagMapping"
  | "note"
  | "task"
  | "reminder"
  | "leadList"
  | "blockEntry";

/**
 * Generates the ids that depend on the run: lead, map, stats and message ids. They have a separate random stream, so that another run gives
 * the same people other ids.
 */
export class Identifiers {
  readonly #uuids: Random;
  readonly #gaps: Random;
  readonly #foreign: Random;
  #lastLeadId: number;
  #lastMapId: number;
  #lastMadeIds: Partial<Record<MadeKind, number>> = {};

  constructor(seed: number, run: string) {
    const random = seededRandom(seed, `world identifiers of run ${run}`);
    this.#uuids = random.fork("stats ids");
    this.#gaps = random.fork("gaps");
    this.#foreign = random.fork("message ids of others");
    this.#lastLeadId = FIRST_LEAD_ID + random.int(0, SPREAD);
    this.#lastMapId = FIRST_MAP_ID + random.int(0, SPREAD);
  }

  save(): IdentifiersState {
    return {
      uuids: this.#uuids.save(),
      gaps: this.#gaps.save(),
      foreign: this.#foreign.save(),
      lastLeadId: this.#lastLeadId,
      lastMapId: this.#lastMapId,
      lastMadeIds: { ...this.#lastMadeIds },
    };
  }

  /** Throws `data_unusable` for an invalid state. */
  restore(state: IdentifiersState): void {
    if (!isWhole(state)) {
      throw new SmartLeadMockError(
        "data_unusable",
        "The saved world has no position in the sequence of ids; choose another --data, or use --ephemeral.",
      );
    }
    const { uuids, gaps, foreign, lastLeadId, lastMapId, lastMadeIds } = state;
    this.#uuids.restore(uuids);
    this.#gaps.restore(gaps);
    this.#foreign.restore(foreign);
    this.#lastLeadId = lastLeadId;
    this.#lastMapId = lastMapId;
    this.#lastMadeIds = { ...lastMadeIds };
  }

  /** Ten digits that begin with 41, as in captures. They only grow, so none is reused. */
  leadId(): number {
    this.#lastLeadId += this.#gaps.int(1, LARGEST_GAP);
    return this.#lastLeadId;
  }

  /** Ten digits that begin with 33, as in captures. */
  mapId(): number {
    this.#lastMapId += this.#gaps.int(1, LARGEST_GAP);
    return this.#lastMapId;
  }

  /** The next id of a kind; `present` are the ids in use, `first` is used if there are none. */
  madeId(kind: MadeKind, present: readonly number[], first: number): number {
    const largest = present.reduce((one, other) => Math.max(one, other), this.#lastMadeIds[kind] ?? first - 1);
    this.#lastMadeIds[kind] = largest + 1;
    return largest + 1;
  }

  /** A secret in the API's format, for a client's key: a UUID and a suffix. */
  apiKey(): string {
    return `${this.#uuids.uuid()}_${this.#uuids.hex(7)}`;
  }

  statsId(): string {
    return this.#uuids.uuid();
  }

  /** The Message-ID of other people's mail, in the style of their mail service, under their own domain. */
  foreignMessageId(domain: string): string {
    const id = this.#foreign.uuid().replaceAll("-", "");
    const form = this.#foreign.int(0, 2);
    if (form === 0) return `<CA${id.slice(0, 8)}=${id.slice(8, 30)}@mail.${domain}>`;
    if (form === 1) return `<${id.slice(0, 28).toUpperCase()}@outlook.${domain}>`;
    return `<${id.slice(0, 8)}-${id.slice(8, 12)}-4${id.slice(13, 16)}-${id.slice(16, 20)}-${id.slice(20)}@${domain}>`;
  }

  /** The Message-ID of a bounce notice (smartlead.md §2 EMAIL_BOUNCE: `<69f0a1b2.….GMR@mx.…>`), under a reserved domain. */
  noticeMessageId(): string {
    const id = this.#foreign.uuid().replaceAll("-", "");
    return `<${id.slice(0, 8)}.${id.slice(8, 16)}.${id.slice(16, 22)}.${id.slice(22)}.GMR@mx.mailhost.example>`;
  }
}

/** The Message-ID of our email: `<stats id@the mailbox's domain>` (smartlead.md §2, two captures agree). */
export function ownMessageId(statsId: string, mailboxEmail: string): string {
  return `<${statsId}@${domainOf(mailboxEmail)}>`;
}

export function domainOf(email: string): string {
  return email.slice(email.lastIndexOf("@") + 1);
}

/** The random streams check their own states. */
function isWhole(state: unknown): boolean {
  return (
    isObject(state) &&
    isNumber(state.lastLeadId) &&
    isNumber(state.lastMapId) &&
    isObject(state.lastMadeIds) &&
    Object.values(state.lastMadeIds).every(isNumber)
  );
}

const FIRST_LEAD_ID = 4_100_000_000;
const FIRST_MAP_ID = 3_300_000_000;
/** Range of a run's first id: the rest of the hundred million is for later leads. */
const SPREAD = 50_000_000;
/** Real accounts have gaps, since ids are shared with all other customers. */
const LARGEST_GAP = 9;
