import { SmartLeadMockError } from "../../base/errors.ts";
import type { FaultRule } from "../../delivery/faults/fault.ts";

/**
 * Parses the rules of `--fault`, or of the arguments of `faults arm`. Throws `usage` with the error in the first invalid one.
 * @example await faultRulesOf(["lost-response:attempt=1"], "--fault") // [{ kind: "lost-response", attempt: 1 }]
 */
export function faultRulesOf(texts: readonly string[], place: string): Promise<FaultRule[]> {
  return rulesOf(texts, { place, reader: "readFault" });
}

/** Parses rules that apply only to the deliveries of one event. */
export function eventFaultRulesOf(texts: readonly string[], place: string): Promise<FaultRule[]> {
  return rulesOf(texts, { place, reader: "readEventFault" });
}

/** The rules of `--chaos`; empty without it. Throws `usage`. */
export async function chaosOf(text: string | undefined): Promise<readonly FaultRule[]> {
  if (text === undefined) return [];
  const { chaosRules } = await import("../../delivery/faults/chaos-rules.ts");
  return chaosRules(text);
}

interface Asked {
  readonly place: string;
  readonly reader: "readFault" | "readEventFault";
}

async function rulesOf(texts: readonly string[], { place, reader }: Asked): Promise<FaultRule[]> {
  if (texts.length === 0) return [];
  const [{ parseFaultText }, { [reader]: read }] = await Promise.all([
    import("../../delivery/faults/rule-text.ts"),
    import("../../delivery/faults/fault-schema.ts"),
  ]);
  return texts.map((text) => {
    const rule = parseFaultText(text);
    const found = read(rule);
    if ("rule" in found) return found.rule;
    const { path, message } = found;
    const field = path.length === 0 ? "" : `${path.map(String).join(".")} `;
    throw new SmartLeadMockError(
      "usage",
      `${place} ${rule.kind}: ${field}${message}${message.endsWith("?") ? "" : "."}`,
    );
  });
}
