import { SmartLeadMockError } from "../errors.ts";
import type { FaultRule } from "../faults/fault.ts";

/**
 * The rules that `--fault`, or the arguments of `faults arm`, ask for. Throws `usage` with what is wrong in the first that is none.
 * @example await faultRulesOf(["lost-response:attempt=1"], "--fault") // [{ kind: "lost-response", attempt: 1 }]
 */
export async function faultRulesOf(texts: readonly string[], place: string): Promise<FaultRule[]> {
  if (texts.length === 0) return [];
  const [{ parseFaultText }, { readFault }] = await Promise.all([
    import("../faults/rule-text.ts"),
    import("../faults/fault-schema.ts"),
  ]);
  return texts.map((text) => {
    const rule = parseFaultText(text);
    const read = readFault(rule);
    if ("rule" in read) return read.rule;
    const { path, message } = read;
    const field = path.length === 0 ? "" : `${path.map(String).join(".")} `;
    throw new SmartLeadMockError(
      "usage",
      `${place} ${rule.kind}: ${field}${message}${message.endsWith("?") ? "" : "."}`,
    );
  });
}
