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

/** The settings of a verify run. */
export interface VerifySettings {
  /** The receiver's URL. */
  readonly target: string;
  readonly seed: number;
  /** Salts every id and address, so that a receiver that remembers an earlier run detects no duplicates. */
  readonly run: string;
  /** Epoch ms at which each check's clock starts. */
  readonly now: number;
  readonly policy: RetryPolicy;
  /** The only dialect used; `null` = `guide` and `live`. */
  readonly dialect: DialectName | null;
  /** Replaces that dialect. */
  readonly ownDialect?: OwnDialect;
  /** The rules for the disturbance round (`--chaos`); none by default. */
  readonly chaos?: readonly FaultRule[];
  /** Minimum real ms that an attempt may take. */
  readonly minTimeoutMs: number;
  /** `secret_key` of `live` bodies, one for the whole run. */
  readonly secretKey: string;
  /** The receiver checks `secret_key`: then a wrong one must be refused. */
  readonly isSecretKeyChecked: boolean;
  readonly signingSecret: string | null;
  /** `sha256` by default. */
  readonly signatureForm?: SignatureForm;
  /** Added to every request to the receiver. */
  readonly headers?: OwnHeaders;
  /** The only key that SmartLead's API accepts; `null` = any. */
  readonly apiKey: string | null;
  readonly allowTargets: readonly string[];
  readonly insecureTls: boolean;
  readonly recogniser: RecogniserConfig;
  /** Replaces sockets, for a receiver that is a function. */
  readonly sender?: () => Sender;
  /** How the receiver's writes count as evidence (`evidence` of the config). */
  readonly evidence?: MockOptions["evidence"];
}

/** SmartLead's own timeout: the real time that an attempt gets before a check may fail for it (PRODUCT §4). */
const FULL_TIMEOUT_MS = 30_000;

export { USUAL_NOW } from "../../base/time/clock.ts";

/** Settings for every mock of a run: the form of its requests, and the allowed targets. */
export function sendingOptionsOf(settings: VerifySettings): MockOptions {
  const { seed, policy, minTimeoutMs, signingSecret, secretKey, target, allowTargets, insecureTls } = settings;
  const { recogniser, ownDialect, signatureForm, headers, evidence } = settings;
  return {
    ...{ seed, policy, minTimeoutMs, signingSecret, secretKey, target, allowTargets, insecureTls, recogniser },
    ...definedOnly({ ownDialect, signatureForm, headers, evidence }),
  };
}

/** The real time after which a cut attempt had its full timeout. */
export function fullTimeoutOf({ policy }: Pick<VerifySettings, "policy">): number {
  return Math.min(policy.timeoutMs ?? FULL_TIMEOUT_MS, FULL_TIMEOUT_MS);
}
