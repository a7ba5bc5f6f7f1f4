import { describe, expect, it } from "vitest";
import type { Measured } from "../../../src/harness/verify/profile-conclusions.ts";
import { withMissed } from "../../../src/harness/verify/profile-measuring.ts";
import type { SmartLeadMock } from "../../../src/mock/mock.ts";
import { aSent } from "./a-sent.ts";

const NOTE = new Map([["POST /notes", 1]]);
const NONE = new Map<string, number>();
const SILENT = { saidAtFirst: false, saidAgain: false };
const KNOWN_AGAIN = { saidAtFirst: false, saidAgain: true };

/** A reply and its effect. */
function firstSent() {
  const effects = { countsOf: () => NOTE } as unknown as SmartLeadMock["effects"];
  return { account: { dialect: "live", mock: { effects } }, events: [aSent(["200"])] } as const;
}

async function lookedAt(measured: Measured) {
  const asked: string[] = [];
  const all = await withMissed(new Map([["live", measured]]), [firstSent()], async (_, types) => {
    asked.push(...types);
    return { units: new Map(types.map((type) => [type, NOTE])), ...KNOWN_AGAIN };
  });
  return { asked, live: all.get("live") };
}

describe("a type whose effect was seen at first", () => {
  it("is measured once more where it had none when it was measured, and is not taken for one that does nothing", async () => {
    const units = new Map([
      ["EMAIL_REPLY", NONE],
      ["EMAIL_SENT", NOTE],
      ["EMAIL_OPEN", NONE],
    ] as const);
    const { asked, live } = await lookedAt({ units, ...SILENT });
    expect(asked).toEqual(["EMAIL_REPLY"]);
    expect(live).toEqual({ units: new Map([...units, ["EMAIL_REPLY", NOTE]]), unclear: new Set(), ...SILENT });
  });

  it("tells what it says of a repetition where nothing had shown its work", async () => {
    const { live } = await lookedAt({ units: new Map([["EMAIL_REPLY", NONE]]), ...SILENT });
    expect(live).toEqual({ units: new Map([["EMAIL_REPLY", NOTE]]), unclear: new Set(), ...KNOWN_AGAIN });
  });

  it("is left alone where it had one then too", async () => {
    const { asked } = await lookedAt({ units: new Map([["EMAIL_REPLY", NOTE]]), ...SILENT });
    expect(asked).toEqual([]);
  });
});
