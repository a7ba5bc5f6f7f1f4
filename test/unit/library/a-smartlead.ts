import { afterEach } from "vitest";
import { createSmartLead, type SmartLead, type SmartLeadOptions } from "../../../src/index.ts";

const opened: SmartLead[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((smartlead) => smartlead.close()));
});

/** A SmartLead on a virtual clock that is closed after the test. */
export async function open(options: SmartLeadOptions = {}): Promise<SmartLead> {
  const smartlead = await createSmartLead({ clock: "virtual", ...options });
  opened.push(smartlead);
  return smartlead;
}

/** Answers with these statuses in turn, the last one for ever. */
export function answering(...statuses: readonly number[]): () => Response {
  const rest = [...statuses];
  return () => new Response(null, { status: (rest.length > 1 ? rest.shift() : rest[0]) ?? 200 });
}
