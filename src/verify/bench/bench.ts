import type { EventType } from "../../events/event-types.ts";
import type { DialectName } from "../../payloads/dialect.ts";
import type { WebhookLevel } from "../../webhooks/webhook.ts";
import type { Known } from "../known.ts";
import { fullTimeoutOf, type VerifySettings } from "../settings.ts";
import { Account } from "./account.ts";
import type { EvidencePlan } from "./evidence-watch.ts";
import type { Front } from "./front.ts";
import type { Probe } from "./probe.ts";

/** What the run gives to every check. */
export interface BenchParts {
  readonly settings: VerifySettings;
  readonly front: Front;
  readonly probe: Probe | null;
  readonly known: Known;
  /** Starts the receiver anew; `null` where it was not started by us. */
  readonly restartReceiver: (() => Promise<void>) | null;
}

export interface BenchOptions extends BenchParts {
  /** Of the check, which salts what it sends. */
  readonly checkId: string;
  /** Which check the receiver does not work since, in a sentence; `null` while it works. */
  readonly trouble: string | null;
  /** Each attempt has the full 30 seconds of real time, because an earlier performance was cut short. */
  readonly hasFullTime: boolean;
}

interface AccountWish {
  /** The one that checks speak unless said. */
  readonly dialect?: DialectName;
  readonly level?: WebhookLevel;
  readonly tries?: number;
  readonly keepsAlive?: boolean;
  readonly lanes?: number;
}

/** Real time for an answer, as a multiple of the slowest plain one. */
const TIMES_USUAL = 3;
const PATIENCE_SLACK_MS = 1_000;
/** Real ms that a missing effect is waited for, where effects come before the answer, and at least and at most where they come later. */
const EVIDENCE_MS = { before: 60, least: 200, most: 3_000 } as const;

/** What one check works with: accounts of its own, and what is known of the receiver. */
export class Bench {
  readonly #options: BenchOptions;
  readonly #accounts: Account[] = [];

  constructor(options: BenchOptions) {
    this.#options = options;
  }

  get known(): Known {
    return this.#options.known;
  }

  get settings(): VerifySettings {
    return this.#options.settings;
  }

  get front(): Front {
    return this.#options.front;
  }

  get trouble(): string | null {
    return this.#options.trouble;
  }

  get restartReceiver(): (() => Promise<void>) | null {
    return this.#options.restartReceiver;
  }

  /** Something was cut before it had its time, so that what was seen may be the fault of our haste. */
  get wasHasty(): boolean {
    return !this.#options.hasFullTime && this.#accounts.some((account) => account.wasClipped);
  }

  /** Milliseconds that passed on the clocks of its accounts. */
  get mockMs(): number {
    const { now } = this.settings;
    return this.#accounts.reduce((sum, { mock }) => sum + Math.max(0, mock.clock.now() - now), 0);
  }

  account({ dialect, level = "user", tries, keepsAlive, lanes }: AccountWish = {}): Account {
    const { settings, front, probe, known, checkId, hasFullTime } = this.#options;
    const number = this.#accounts.length + 1;
    const account = new Account({
      settings,
      front,
      probe,
      salt: [settings.run, checkId, hasFullTime ? "slow" : null, number > 1 ? number : null]
        .filter((part) => part !== null)
        .join("/"),
      dialect: dialect ?? known.dialect,
      level,
      lanes: lanes ?? known.lanes,
      minTimeoutMs: hasFullTime ? fullTimeoutOf(settings) : patienceFor(known, settings),
      evidence: evidencePlanOf(known),
      ...(tries === undefined ? {} : { tries }),
      ...(keepsAlive === undefined ? {} : { keepsAlive }),
    });
    this.#accounts.push(account);
    return account;
  }

  async close(): Promise<void> {
    for (const account of this.#accounts) await account.close();
  }
}

export function patienceFor({ answersInMs }: Known, settings: VerifySettings): number {
  const usual = answersInMs * TIMES_USUAL + PATIENCE_SLACK_MS;
  return Math.min(fullTimeoutOf(settings), Math.max(settings.minTimeoutMs, usual));
}

function evidencePlanOf({ lagMs, areEffectsCounted, works }: Known): EvidencePlan {
  const expectsEffect = (type: EventType) => areEffectsCounted && works.get(type) !== false;
  if (lagMs === 0) return { expectsEffect, patienceMs: EVIDENCE_MS.before, lingerMs: 0 };
  const patienceMs = Math.min(EVIDENCE_MS.most, Math.max(EVIDENCE_MS.least, 4 * lagMs));
  return { expectsEffect, patienceMs, lingerMs: Math.min(EVIDENCE_MS.most, 2 * lagMs + 10) };
}
