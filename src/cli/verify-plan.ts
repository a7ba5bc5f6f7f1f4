/** What `verify` is going to do. */
import type { Settings } from "../config/settings.ts";
import { SmartLeadMockError } from "../errors.ts";
import { freshRun } from "../ids.ts";
import { maskSecrets } from "../mask-secrets.ts";
import { DEFAULT_MIN_TIMEOUT_MS } from "../mock/mock-settings.ts";
import { DEFAULT_SEED, seededRandom } from "../random.ts";
import { quoted } from "../shell-words.ts";
import { isoFromMs } from "../time/iso.ts";
import type { ItemWording } from "../verify/report-item.ts";
import { USUAL_NOW, type VerifySettings } from "../verify/settings.ts";
import type { CommandContext } from "./command.ts";

/** Flags that change what is sent, in the order of help; secrets are named, not shown. */
const REPEATED = [
  "port",
  "policy",
  "timeout",
  "dialect",
  "minTimeout",
  "now",
  "probe",
  "probeCmd",
  "insecure",
] as const;

export interface VerifyPlan {
  /** Where the receiver runs, or is to listen; `undefined` = wherever there is room. */
  readonly target: string | undefined;
  readonly command: readonly string[] | null;
  /** All but the target, which is known once the receiver runs. */
  readonly settings: Omit<VerifySettings, "target">;
  readonly wording: ItemWording;
}

/** Throws `usage` for what cannot be verified, or does not go together. */
export function planVerify({ settings, command }: CommandContext): VerifyPlan {
  const { values, policy, config } = settings;
  const target = targetOf(settings, command !== null);
  const seed = values.seed ?? DEFAULT_SEED;
  return {
    target,
    command,
    settings: {
      seed,
      run: values.run ?? freshRun(),
      now: values.now ?? USUAL_NOW,
      policy,
      dialect: dialectOf(settings),
      minTimeoutMs: values.minTimeout ?? DEFAULT_MIN_TIMEOUT_MS,
      secretKey: values.secretKey ?? seededRandom(seed, "secret key").uuid(),
      isSecretKeyChecked: values.secretKey !== undefined,
      signingSecret: values.secret ?? null,
      apiKey: values.apiKey ?? null,
      allowTargets: values.allowTarget ?? [],
      insecureTls: values.insecure ?? false,
      recogniser: config.recognizer ?? {},
    },
    wording: { target: target ?? "http://127.0.0.1:0/webhooks/smartlead", flags: flagsOf(settings), command },
  };
}

function targetOf({ values, nameOf }: Settings, hasCommand: boolean): string | undefined {
  const { target } = values;
  if (hasCommand) return target === "none" ? undefined : target;
  if (target === undefined || target === "none") {
    const sentence =
      "verify needs the receiver: its URL by --target http://localhost:3000/webhooks/smartlead, or the command that starts it behind --.";
    throw new SmartLeadMockError("usage", sentence);
  }
  if (!URL.canParse(target) || new URL(target).port !== "0") return target;
  const sentence = `${nameOf("target")} ${maskSecrets(target)} has port 0, which is for a receiver that is started here: give its command behind --, or its real port.`;
  throw new SmartLeadMockError("usage", sentence);
}

/** `core` has six events of its own, and no receiver of today gets them. */
function dialectOf({ values, nameOf }: Settings): VerifySettings["dialect"] {
  if (values.dialect !== "core") return values.dialect ?? null;
  throw new SmartLeadMockError(
    "usage",
    `${nameOf("dialect")} core: verify speaks guide and live; name one of them, or none for both.`,
  );
}

function flagsOf(settings: Settings): readonly string[] {
  const { values, layerOf } = settings;
  const given = REPEATED.filter((key) => layerOf(key) === "flag").flatMap((key) => flagText(settings, key) ?? []);
  const secrets = [
    ...(values.secret !== undefined && layerOf("secret") === "flag" ? ["--secret '***'"] : []),
    ...(values.secretKey !== undefined && layerOf("secretKey") === "flag" ? ["--secret-key '***'"] : []),
  ];
  return [...given, ...secrets];
}

function flagText({ values }: Settings, key: (typeof REPEATED)[number]): string | null {
  const value = values[key];
  if (value === undefined) return null;
  if (key === "insecure") return "--insecure";
  if (key === "now") return `--now ${isoFromMs(Number(value))}`;
  if (key === "timeout") return `--timeout ${value === null ? "none" : `${Number(value)}ms`}`;
  if (key === "minTimeout") return `--min-timeout ${Number(value)}ms`;
  if (key === "probeCmd") return `--probe-cmd ${quoted(String(value))}`;
  return `--${key} ${quoted(String(value))}`;
}
