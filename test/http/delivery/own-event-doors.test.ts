import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getResponse } from "msw";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { explore } from "../../../src/harness/explore/explore-library.ts";
import { load } from "../../../src/harness/load/load-library.ts";
import type { Scenario } from "../../../src/harness/scenarios/scenario.ts";
import { playScenario } from "../../../src/harness/session/play-scenario.ts";
import { createSmartLead } from "../../../src/library/create-smart-lead.ts";
import { checkedDialect } from "../../../src/library/library-options.ts";
import { smartleadHandlers } from "../../../src/library/msw/index.ts";
import { createMock } from "../../../src/mock/create-mock.ts";
import { stride } from "../../depth.ts";
import { verified } from "../verify/verify-bench.ts";

/** Its type is like the one that every traffic begins with. */
const FILE = {
  name: "snoozed",
  on: "live",
  events: { LEAD_SNOOZED: { like: "EMAIL_SENT", fields: { until: { type: "string", value: "{{event.time}}" } } } },
} as const;

const SCENARIO: Scenario = {
  name: "own",
  steps: [{ emit: "LEAD_SNOOZED", as: "own" }, { settle: "own" }, { expect: { delivery: "own", state: "delivered" } }],
};
const bodies: string[] = [];
const server = createServer((request, response) => {
  let body = "";
  request.on("data", (chunk) => (body += chunk));
  request.on("end", () => {
    bodies.push(body);
    response.end("{}");
  });
});
const target = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
afterAll(() => server.closeAllConnections());
afterAll(() => void server.close());

/** Bodies of the own type that arrived meanwhile. */
async function arrived(act: () => Promise<unknown>): Promise<readonly Record<string, unknown>[]> {
  bodies.length = 0;
  await act();
  return bodies.filter((body) => body.includes("LEAD_SNOOZED")).map((body) => JSON.parse(body));
}

const DOORS: Readonly<Record<string, () => Promise<unknown>>> = {
  traffic: async () => {
    const mock = createMock({ target: target(), clock: "virtual", dialect: "live", ownDialect: checkedDialect(FILE) });
    for (let steps = 0; steps < 20; steps += 1) mock.step();
    await mock.settled();
    await mock.close(0);
  },
  "world time": async () => {
    const world = { target: target(), clock: "virtual", dialect: "live", worldTime: 2 * 86_400_000 } as const;
    const mock = createMock({ ...world, ownDialect: checkedDialect(FILE) });
    await mock.clock.advance(world.worldTime);
    await mock.close(0);
  },
  library: async () => {
    const smartlead = await createSmartLead({ target: target(), clock: "virtual", dialect: FILE });
    await smartlead.emit("EMAIL_SENT", {}, { ownEvent: "LEAD_SNOOZED" });
    await smartlead.settle();
    await smartlead.close();
  },
  msw: async () => {
    const smartlead = await createSmartLead({ target: target(), clock: "virtual", dialect: FILE });
    const asked = new Request("https://server.smartlead.ai/api/v1/campaigns/?api_key=key");
    const answer = await getResponse(smartleadHandlers(smartlead), asked);
    const [campaign] = (await (answer ?? Response.error()).json()) as readonly { readonly id: number }[];
    await smartlead.emit("EMAIL_SENT", {}, { ownEvent: "LEAD_SNOOZED", campaign: campaign?.id ?? 0 });
    await smartlead.settle();
    await smartlead.close();
  },
  "a scenario": async () => {
    const played = await playScenario(SCENARIO, { target: target(), dialect: FILE });
    expect(played.grade, played.text).toBe("ok");
  },
  verify: async () => {
    const report = await verified({
      start: async () => ({ url: target(), close: async () => {} }),
      only: ["SL-2.1"],
      settings: { dialect: "live", ownDialect: checkedDialect(FILE) },
    });
    // Nothing is done for it, and nobody is blamed.
    expect(report.groups.flatMap(({ items }) => items.map(({ grade }) => grade))).toEqual(["ok"]);
  },
  explore: async () => {
    const explored = await explore({ target: target(), dialect: FILE, runs: 12, seed: 3 });
    expect(explored.grade, explored.text).not.toBe("fail");
  },
  load: () => load({ target: target(), dialect: FILE, rate: 40, for: "300ms" }),
};

/** They send many events before this one. */
const SLOW: ReadonlySet<string> = new Set(["verify", "explore"]);
const TRIED = Object.keys(DOORS).filter((door) => !SLOW.has(door) || stride(SLOW.size) === 1);

describe("an event type of one's own", () => {
  it.each(TRIED)("is sent by %s", async (door) => {
    const own = await arrived(DOORS[door] ?? (async () => {}));
    expect(own.length).toBeGreaterThan(0);
    expect(own[0]).toMatchObject({ until: expect.any(String) });
  });

  it("is refused in a scenario without the dialect, by the name that was written", async () => {
    const { grade, text } = await playScenario(SCENARIO, { target: target() });
    expect(grade).toBe("fail");
    expect(text).toContain('"LEAD_SNOOZED" is not an event type');
  });
});
