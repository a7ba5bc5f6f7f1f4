/** The plan of a `verify`. */

import { definedOnly } from "../../base/defined-only.ts";
import { SmartLeadMockError } from "../../base/errors.ts";
import { freshRun } from "../../base/ids.ts";
import { maskSecrets } from "../../base/mask-secrets.ts";
import { DEFAULT_SEED, seededRandom } from "../../base/random.ts";
import type { Settings } from "../../config/settings.ts";
import { chaosRules } from "../../delivery/faults/chaos-rules.ts";
import type { ItemWording } from "../../harness/verify/report-item.ts";
import { USUAL_NOW, type VerifySettings } from "../../harness/verify/verify-settings.ts";
import { DEFAULT_MIN_TIMEOUT_MS } from "../../mock/mock-settings.ts";
import type { CommandContext } from "../command.ts";
import { signatureFormOf } from "../mock-options.ts";
import { headerFlags, repeatedFlags } from "../receiver/receiver-flags.ts";
import { type CommandUrl, commandUrl } from "../receiver/receiver-url.ts";

export interface VerifyPlan {
  /** The URL that the receiver listens on, or will; `undefined` = any free port. */
  readonly target: string | undefined;
  /** The usual URL of a receiver that is started here. */
  readonly usualUrl: string | undefined;
  readonly command: readonly string[] | null;
  /** All settings but the target, which is known once the receiver runs. */
  readonly settings: Omit<VerifySettings, "target">;
  readonly wording: ItemWording;
}

/** Throws `usage` for a receiver that cannot be verified, or flags that contradict each other. */
export function planVerify(
  { settings, command }: CommandContext,
  name: "verify" | "explore" | "load" | "doctor" = "verify",
): VerifyPlan {
  const { values, policy, config, headers, ownDialect } = settings;
  const { url: target, usualUrl } = targetOf(settings, { hasCommand: command !== null, name });
  const seed = values.seed ?? DEFAULT_SEED;
  const signatureForm = signatureFormOf(settings);
  return {
    target,
    usualUrl,
    command,
    settings: definedOnly({
      seed,
      run: values.run ?? freshRun(),
      now: values.now ?? USUAL_NOW,
      policy,
      dialect: dialectOf(settings),
      ownDialect,
      chaos: values.chaos === undefined ? undefined : chaosRules(values.chaos),
      minTimeoutMs: values.minTimeout ?? DEFAULT_MIN_TIMEOUT_MS,
      secretKey: values.secretKey ?? seededRandom(seed, "secret key").uuid(),
      isSecretKeyChecked: values.secretKey !== undefined,
      signingSecret: signatureForm === "none" ? null : (values.secret ?? null),
      signatureForm,
      headers,
      apiKey: values.apiKey ?? null,
      allowTargets: values.allowTarget ?? [],
      insecureTls: values.insecure ?? false,
      recogniser: config.recognizer ?? {},
      evidence: config.evidence,
    }),
    wording: { target: target ?? "http://127.0.0.1:0/webhooks/smartlead", flags: flagsOf(settings), command },
  };
}

interface Asked {
  readonly hasCommand: boolean;
  readonly name: string;
}

function targetOf(settings: Settings, { hasCommand, name }: Asked): CommandUrl {
  if (hasCommand) return commandUrl(settings);
  const { values, nameOf } = settings;
  const { target } = values;
  if (target === undefined || target === "none") {
    const sentence = `${name} needs the receiver: its URL with --target http://localhost:3000/webhooks/smartlead, or the command that starts it after --.`;
    throw new SmartLeadMockError("usage", sentence);
  }
  if (!URL.canParse(target) || new URL(target).port !== "0") return { url: target, usualUrl: undefined };
  const sentence = `${nameOf("target")} ${maskSecrets(target)} has port 0, which works only for a receiver that is started here: give its command after --, or its real port.`;
  throw new SmartLeadMockError("usage", sentence);
}

/** `core` has only its own six events, which no current receiver gets. */
function dialectOf({ values, nameOf, ownDialect }: Settings): VerifySettings["dialect"] {
  if (values.dialect !== "core") return values.dialect ?? null;
  throw new SmartLeadMockError(
    "usage",
    `${nameOf("dialect")} ${ownDialect === undefined ? "core" : `${ownDialect.name}, which is based on core`}: verify supports guide and live; name one of them, or none for both.`,
  );
}

function flagsOf(settings: Settings): readonly string[] {
  return [...repeatedFlags(settings), ...headerFlags(settings)];
}
