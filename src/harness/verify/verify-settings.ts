import { definedOnly } from "../../base/defined-only.ts";
import type { FaultRule } from "../../delivery/faults/fault.ts";
import type { RecogniserConfig } from "../../delivery/idempotency/recogniser-config.ts";
import type { SignatureForm } from "../../delivery/outgoing-request.ts";
import type { OwnHeaders } from "../../delivery/own-headers.ts";
import type { RetryPolicy } from "../../delivery/retry-policies.ts";
import type { Sender } from "../../delivery/sender.ts";
import type { MockOptions } from "../../mock/mock.ts";
import type { DialectName } from "../../smartlead/payloads/dialect.ts";
import type { OwnDialect } from "../../smartlead/payloads/own/own-dialect.ts";

/** What a run of verify is made with. */
export interface VerifySettings {
  /** The receiver's URL. */
  readonly target: string;
  readonly seed: number;
  /** Salts every id and address, so that a receiver that remembers an earlier run takes nothing for a repetition. */
  readonly run: string;
  /** Epoch ms at which each check's clock starts. */
  readonly now: number;
  readonly policy: RetryPolicy;
  /** The only dialect that is spoken; `null` = `guide` and `live`. */
  readonly dialect: DialectName | null;
  /** Sent in place of that one. */
  readonly ownDialect?: OwnDialect;
  /** What the disturbance round draws from (`--chaos`); nothing by default. */
  readonly chaos?: readonly FaultRule[];
  /** Real ms that an attempt is given at least. */
  readonly minTimeoutMs: number;
  /** `secret_key` of `live` bodies, one for the whole run. */
  readonly secretKey: string;
  /** The receiver compares `secret_key`: then a wrong one is to be refused. */
  readonly isSecretKeyChecked: boolean;
  readonly signingSecret: string | null;
  /** `sha256` by default. */
  readonly signatureForm?: SignatureForm;
  /** Added to everything that is sent to the receiver. */
  readonly headers?: OwnHeaders;
  /** The only key that SmartLead's API takes; `null` = any. */
  readonly apiKey: string | null;
  readonly allowTargets: readonly string[];
  readonly insecureTls: boolean;
  readonly recogniser: RecogniserConfig;
  /** In place of sockets, for a receiver that is a function. */
  readonly sender?: () => Sender;
  /** What of the receiver's writes counts how (`evidence` of the config). */
  readonly evidence?: MockOptions["evidence"];
}

/** SmartLead's own timeout: so much real time an attempt has before a check may fail for it (PRODUCT §4). */
const FULL_TIMEOUT_MS = 30_000;

export { USUAL_NOW } from "../../base/time/clock.ts";

/** What every mock of a run is given: how requests look that leave it, and where they may go. */
export function sendingOptionsOf(settings: VerifySettings): MockOptions {
  const { seed, policy, minTimeoutMs, signingSecret, secretKey, target, allowTargets, insecureTls } = settings;
  const { recogniser, ownDialect, signatureForm, headers, evidence } = settings;
  return {
    ...{ seed, policy, minTimeoutMs, signingSecret, secretKey, target, allowTargets, insecureTls, recogniser },
    ...definedOnly({ ownDialect, signatureForm, headers, evidence }),
  };
}

/** The real time after which an attempt that was cut had all that it was promised. */
export function fullTimeoutOf({ policy }: Pick<VerifySettings, "policy">): number {
  return Math.min(policy.timeoutMs ?? FULL_TIMEOUT_MS, FULL_TIMEOUT_MS);
}
