/** `--chaos`: a mix of transport faults, as fault rules with probabilities. Drawn from the seed. */
import { didYouMean } from "../../base/did-you-mean.ts";
import { SmartLeadMockError } from "../../base/errors.ts";
import type { FaultRule } from "./fault.ts";

/** Kind → its settings. Retries get through, so a correct receiver loses nothing. */
const KINDS = {
  duplicate: { kind: "duplicate" },
  reorder: { kind: "reorder", behind: 1, within: "1m" },
  delay: { kind: "delay", by: "30s", jitter: "10m" },
  "lost-response": { kind: "lost-response", attempt: 1 },
  reset: { kind: "reset", at: "during", attempt: 1 },
  "override-status": { kind: "override-status", status: 502, attempt: 1 },
  "slow-body": { kind: "slow-body", over: "500ms", attempt: 1 },
} as const satisfies Record<string, FaultRule>;
type ChaosKind = keyof typeof KINDS;

const PRESETS: Readonly<Record<string, Readonly<Partial<Record<ChaosKind, number>>>>> = {
  light: { duplicate: 0.01, reorder: 0.05, delay: 0.02 },
  heavy: {
    duplicate: 0.05,
    reorder: 0.15,
    delay: 0.1,
    "lost-response": 0.05,
    reset: 0.03,
    "override-status": 0.03,
    "slow-body": 0.02,
  },
};

/**
 * The rules of `light`, `heavy`, or `KIND=RATE,…`, where a rate is `5%` or `0.05`. Throws `usage` for what is invalid.
 * @example chaosRules("duplicate=1%,delay=2%")
 */
export function chaosRules(text: string): readonly FaultRule[] {
  const preset = new Map(Object.entries(PRESETS)).get(text.trim().toLowerCase());
  const rates = preset === undefined ? text.split(",").map(rateOf) : Object.entries(preset);
  return rates.filter(([, rate]) => rate > 0).map(([kind, probability]) => ({ ...kindNamed(kind), probability }));
}

function rateOf(part: string): readonly [string, number] {
  const match = /^\s*([a-z-]+)\s*=\s*(\d{1,3}(?:\.\d{1,6})?|\.\d{1,6})\s*(%?)\s*$/i.exec(part);
  const [, kind = "", number = "", percent = ""] = match ?? [];
  const rate = Number(number) / (percent === "" ? 1 : 100);
  if (match !== null && rate <= 1) return [kind.toLowerCase(), rate];
  const meant = didYouMean(part.trim(), Object.keys(PRESETS));
  const hint =
    meant === null ? "write light, heavy or KIND=RATE, such as duplicate=1%,delay=2%" : `did you mean ${meant}?`;
  throw new SmartLeadMockError("usage", `--chaos ${part.trim()} is not a rate; ${hint}${meant === null ? "." : ""}`);
}

function kindNamed(name: string): FaultRule {
  const found = new Map<string, FaultRule>(Object.entries(KINDS)).get(name);
  if (found !== undefined) return found;
  const known = Object.keys(KINDS);
  const meant = didYouMean(name, known);
  const hint = meant === null ? `the kinds are ${known.join(", ")}.` : `did you mean ${meant}?`;
  throw new SmartLeadMockError("usage", `--chaos ${name} is not a kind of chaos; ${hint}`);
}
