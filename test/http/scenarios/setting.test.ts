// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of scenarios look like that.
import { createHmac } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Scenario } from "../../../src/harness/scenarios/scenario.ts";
import type { Step } from "../../../src/harness/scenarios/step.ts";
import {
  aReceiver,
  echo,
  echoesOf,
  entriesOf,
  type Played,
  PROOF,
  perform,
  performOnReceiver,
  SETTLE,
  type SketchOptions,
} from "./sketch.ts";

type Setting = Partial<Omit<Scenario, "name" | "steps">>;
const REPLY: readonly Step[] = [{ emit: "EMAIL_REPLY", as: "reply" }, SETTLE];

const performed = (
  setting: Setting,
  steps: readonly Step[] = REPLY,
  options: Parameters<typeof performOnReceiver>[1] = {},
) => performOnReceiver({ ...setting, steps: [...steps, PROOF] }, options);

const WORLD = {
  clients: [{ id: 5, name: "Northwind", email: "ops@northwind.example" }],
  campaigns: [
    { id: 11, name: "Invoices", client: "Northwind", leads: [{ email: "ann@example.com", first_name: "Ann" }] },
    { id: 12, name: "Bakeries", leads: 2 },
  ],
} satisfies Scenario["world"];

/** How long after the scenario's beginning each attempt began, in seconds on the mock's clock. */
function begunOf(played: Played): readonly number[] {
  const [first, ...others] = entriesOf(played, "attempt.started").map(({ at }) => Date.parse(at));
  return [0, ...others.map((at) => (at - (first ?? 0)) / 1_000)];
}

describe("names that a scenario finds", () => {
  it("are mock, now, campaigns, leads, target, receiver, seed and run", async () => {
    const names = ["mock", "now", "campaigns", "leads", "target", "receiver", "seed", "run"];
    const values = Object.fromEntries(names.map((name) => [name, `\${${name}}`]));
    const played = await performed({ world: WORLD, now: "2026-03-01T10:00:00Z" }, [echo(values), SETTLE], {
      seed: 7,
      run: "r1",
    });
    const { url } = played.receiver;
    const anAddress = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/);
    const [echoed] = echoesOf(played);
    expect(echoed).toEqual({
      mock: { url: anAddress, api: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/api\/v1$/) },
      now: "2026-03-01T10:00:00.000Z",
      campaigns: [
        { id: 11, name: "Invoices", status: "ACTIVE", client_id: 5 },
        { id: 12, name: "Bakeries", status: "ACTIVE", client_id: null },
      ],
      leads: expect.arrayContaining([
        { id: expect.any(Number), email: "ann@example.com", first_name: "Ann", last_name: "", company_name: "" },
      ]),
      target: url,
      receiver: { url },
      seed: 7,
      run: "r1",
    });
  });

  it("are known to vars, webhooks, faults and world as far as they are there before the mock", async () => {
    const played = await performed(
      {
        vars: { where: "${target}?seed=${seed}", domain: "example.com", lead: "ann@${domain}" },
        world: { campaigns: [{ name: "of ${run}", leads: [{ email: "${lead}" }] }] },
        webhooks: [{ level: "user", name: "for ${run}", url: "${where}" }],
        faults: [{ kind: "extra-field", path: "extra", value: "${lead}", lead_email: "${lead}" }],
      },
      [{ emit: "EMAIL_REPLY", campaign: "of test" }, SETTLE],
    );
    expect(played.told).toEqual([]);
    expect(played.receiver.received[0]?.path).toBe("/hook?seed=1");
    expect(played.bodies[0]).toMatchObject({
      to_email: "ann@example.com",
      campaign_name: "of test",
      extra: "ann@example.com",
    });
    const [delivery] = entriesOf(played, "delivery.created").map((entry) => entry.delivery);
    expect(delivery?.webhook.name).toBe("for test");
  });

  it("call SmartLead's own API at the mock's address", async () => {
    const statuses: number[] = [];
    const target = {
      kind: "function",
      handle: async (request: Request) => {
        const { echo: sent }: { readonly echo: { readonly api: string } } = JSON.parse(await request.text());
        statuses.push(
          (await fetch(`${sent.api}/campaigns?api_key=any`)).status,
          (await fetch(`${sent.api}/campaigns`)).status,
        );
        return new Response();
      },
    } as const;
    await perform({ steps: [echo({ api: "${mock.api}" }), SETTLE, PROOF] }, { target });
    expect(statuses).toEqual([200, 401]);
  });
});

describe("the world", () => {
  it("may be a file beside the scenario, with webhooks of its own", async () => {
    const folder = mkdtempSync(join(tmpdir(), "smartlead-scenario-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const receiver = await aReceiver();
    const webhooks = [{ level: "campaign", campaign_id: 11, url: `${receiver.url}/world` }];
    writeFileSync(join(folder, "world.json"), JSON.stringify({ ...WORLD, webhooks }));
    const played = await perform(
      { world: "./world.json", steps: [{ emit: "EMAIL_REPLY", campaign: "Invoices", as: "reply" }, SETTLE, PROOF] },
      { file: join(folder, "story.yaml"), target: { kind: "url", url: receiver.url } },
    );
    expect(played.told).toEqual([]);
    expect(receiver.received.map(({ path, headers }) => [path, headers["x-webhook-level"]])).toEqual([
      ["/hook/world", "campaign"],
    ]);
  });

  it("has the account that the seed makes where it is left out", async () => {
    const names = async (seed: number) => {
      const played = await performed({}, [echo({ names: "${leads}" }), SETTLE], { seed });
      return echoesOf(played);
    };
    const [one, again, other] = [await names(1), await names(1), await names(2)];
    expect(again).toEqual(one);
    expect(other).not.toEqual(one);
  });

  it.each([
    [{ world: "gone.yaml" }, /^world: .*gone\.yaml/],
    [{ world: { campains: [] } }, /^world: .*campains/],
    [
      { webhooks: [{ level: "client", client_id: 99 }] },
      /^webhooks\[0\]: A webhook is for client 99, which is not in the account/,
    ],
    [
      { webhooks: [{ level: "user" }, { level: "campaign", campaign_id: 99 }] },
      /^webhooks\[1\]: A webhook is for campaign 99/,
    ],
    [
      { webhooks: [{ level: "client" }] },
      /^webhooks\[0\]: This webhook is not valid: client_id is required with level client, and allowed only there\.$/,
    ],
    [{ webhooks: [{ level: "user", categories: ["Interrested"] }] }, /^webhooks\[0\]: .*did you mean Interested/],
  ] satisfies [Setting, RegExp][])("says what cannot be in %j", async (setting, sentence) => {
    const { item, told, end } = await perform({ ...setting, steps: [...REPLY, PROOF] }, { isUnchecked: true });
    expect([item.grade, end, item.evidence]).toEqual(["fail", "performed", []]);
    expect(told).toEqual([expect.stringMatching(sentence)]);
  });
});

describe("webhooks", () => {
  const onLevels = (webhooks: Scenario["webhooks"], steps: readonly Step[]) =>
    performed({ world: WORLD, ...(webhooks === undefined ? {} : { webhooks }) }, steps);
  const levelsOf = ({ receiver }: Awaited<ReturnType<typeof onLevels>>) =>
    receiver.received.map(({ headers }) => headers["x-webhook-level"]).sort();
  const replies: readonly Step[] = [
    { emit: "EMAIL_REPLY", campaign: 11, as: "ofClient" },
    SETTLE,
    { emit: "EMAIL_REPLY", campaign: 12, as: "ofNone" },
    SETTLE,
  ];

  it("are one of user level for every kind of event unless given", async () => {
    const played = await onLevels(undefined, replies);
    expect(levelsOf(played)).toEqual(["user", "user"]);
  });

  it("are none where the list is empty", async () => {
    const played = await onLevels([], [...replies, { expect: { event: "ofNone", deliveries: 0 } }]);
    expect([played.told, levelsOf(played)]).toEqual([[], []]);
  });

  it("are of the level, the owner and the events that are asked for", async () => {
    const played = await onLevels(
      [
        { level: "client", client_id: 5 },
        { level: "campaign", campaign_id: 12, events: ["EMAIL_REPLY", "EMAIL_OPEN"], name: "mine" },
        { level: "campaign", campaign_id: 12, events: ["EMAIL_BOUNCE"] },
      ],
      replies,
    );
    expect(levelsOf(played)).toEqual(["campaign", "client"]);
    const webhooks = entriesOf(played, "delivery.created").map(({ delivery }) => delivery.webhook);
    expect(webhooks.map(({ name, level }) => [name, level])).toEqual([
      ["scenario 1", "client"],
      ["mine", "campaign"],
    ]);
  });

  it("let a user-level one take over, or serve what is left, as `scope` says", async () => {
    const webhooks: Scenario["webhooks"] = [{ level: "user" }, { level: "campaign", campaign_id: 12 }];
    const priority = await onLevels(webhooks, replies);
    expect(levelsOf(priority)).toEqual(["user", "user"]);
    const unmapped = await performed({ world: WORLD, webhooks, scope: "unmapped-only" }, replies);
    expect(levelsOf(unmapped)).toEqual(["campaign", "user"]);
  });

  it.each([
    ["user", {}],
    ["client", { client_id: 5 }],
    ["campaign", { campaign_id: 11 }],
  ] as const)("filter categories on level %s, by name or id", async (level, owner) => {
    const update = (id: number): Step => ({
      api: "POST /campaigns/11/leads/${lead}/category",
      body: { category_id: id, pause_lead: false },
    });
    const steps: readonly Step[] = [
      { api: "GET /leads/?email=ann@example.com", capture: { lead: "id" } },
      update(1),
      update(2),
      update(3),
      SETTLE,
    ];
    const played = await onLevels([{ level, ...owner, categories: ["Interested", 3] }], steps);
    expect(played.told).toEqual([]);
    expect(played.bodies.map(({ lead_category_id }) => lead_category_id).sort()).toEqual([1, 3]);
  });
});

describe("policy", () => {
  const failing = (setting: Setting, options: SketchOptions = {}) =>
    performed(setting, REPLY, { behaviour: () => 500, ...options });

  it("is SmartLead's guide unless given", async () => {
    expect(begunOf(await failing({}))).toEqual([0, 60, 360]);
  });

  it("is a named one, or its numbers laid over one", async () => {
    expect(begunOf(await failing({ policy: "guide-retries" }))).toEqual([0, 60, 360, 2_160]);
    expect(begunOf(await failing({ policy: { name: "fixed", tries: 3 } }))).toEqual([0, 300, 600]);
    expect(begunOf(await failing({ policy: { tries: 4, waits: ["1s", "2s"] } }))).toEqual([0, 1, 3, 5]);
  });

  it("yields to the command line's", async () => {
    const note = "as asked";
    const policy = { name: "mine", tries: 2, waitsMs: [7_000], timeoutMs: 30_000, disableAfterFailures: null, note };
    expect(begunOf(await failing({ policy: "fixed" }, { mock: { policy } }))).toEqual([0, 7]);
  });

  it("books a timeout of its own length on the mock's clock", async () => {
    const played = await performed({ policy: { tries: 1, timeout: "5s" }, min_timeout: "1ms" }, REPLY, {
      behaviour: () => "nothing",
    });
    const [attempt] = entriesOf(played, "attempt.finished").map((entry) => entry.attempt);
    expect([attempt?.outcome, attempt?.ended_at]).toEqual(["timeout", "2026-01-05T09:00:05.000Z"]);
  });
});

describe("min_timeout", () => {
  it("is the minimum real time for an attempt, where the clock is not the machine's", async () => {
    const answering = (min_timeout: string) =>
      perform({
        min_timeout,
        policy: { tries: 1, timeout: "1ms" },
        receiver: { answers: [{ after: "200ms" }] },
        steps: [...REPLY, PROOF],
      });
    const outcomesOf = (played: Played) => entriesOf(played, "attempt.finished").map(({ attempt }) => attempt.outcome);
    expect(outcomesOf(await answering("1ms"))).toEqual(["timeout"]);
    expect(outcomesOf(await answering("30s"))).toEqual(["success"]);
  });
});

describe("what is sent", () => {
  it("is in the dialect that is asked for", async () => {
    const guide = await performed({});
    const live = await performed({ dialect: "live", secret_key: "3f2b1c9e-6a0d-4a54-9a59-0d8f1f6f7f10" });
    const core = await performed({ dialect: "core" });
    expect(guide.bodies[0]).not.toHaveProperty("secret_key");
    expect(live.bodies[0]).toMatchObject({
      event_type: "EMAIL_REPLY",
      secret_key: "3f2b1c9e-6a0d-4a54-9a59-0d8f1f6f7f10",
    });
    expect(core.bodies[0]).toMatchObject({ event: "EMAIL_REPLIED" });
    const asked = await performed({ dialect: "core" }, REPLY, { mock: { dialect: "guide" } });
    expect(asked.bodies[0]).toMatchObject({ event_type: "EMAIL_REPLY" });
  });

  it("is signed with the secret, or not at all", async () => {
    const { receiver } = await performed({ secret: "s3cret" });
    const [request] = receiver.received;
    const digest = createHmac("sha256", "s3cret")
      .update(request?.body ?? "")
      .digest("hex");
    expect(request?.headers["x-smartlead-signature"]).toBe(`sha256=${digest}`);
    const unsigned = await performed({});
    expect(unsigned.receiver.received[0]?.headers).not.toHaveProperty("x-smartlead-signature");
  });

  it("is checked by the built-in receiver", async () => {
    const steps: readonly Step[] = [
      { emit: "EMAIL_REPLY", as: "forged", faults: [{ kind: "bad-signature" }] },
      { emit: "EMAIL_REPLY", as: "good" },
      SETTLE,
      {
        expect: [
          { delivery: "forged", statuses: [401] },
          { delivery: "good", statuses: [200] },
        ],
      },
    ];
    const { told } = await perform({ secret: "s3cret", steps });
    expect(told).toEqual([]);
  });
});

describe("the mock's API", () => {
  it("has the rate limit that is asked for", async () => {
    const steps: readonly Step[] = [{ emit: "EMAIL_REPLY", count: 3, as: "replies" }, SETTLE, PROOF];
    const limited = await perform({ rate_limit: "2/h", policy: { tries: 1 }, steps });
    expect(limited.told).toEqual([]);
    const statuses = entriesOf(limited, "attempt.finished").map(({ attempt }) => attempt.status);
    // The built-in receiver looks each lead up, and the third call is one too many.
    expect([...statuses].sort()).toEqual([200, 200, 500]);
    const free = await perform({ policy: { tries: 1 }, steps });
    expect(entriesOf(free, "attempt.finished").map(({ attempt }) => attempt.status)).toEqual([200, 200, 200]);
  });
});

describe("the clock", () => {
  it("is virtual and starts where it is told", async () => {
    const usual = await performed({}, [echo({ now: "${now}" }), SETTLE]);
    const told = await performed({ now: "2025-12-31T23:59:00+01:00" }, [echo({ now: "${now}" }), SETTLE]);
    expect([...echoesOf(usual), ...echoesOf(told)]).toEqual([
      { now: "2026-01-05T09:00:00.000Z" },
      { now: "2025-12-31T22:59:00.000Z" },
    ]);
  });

  it("is moved by hand where it is manual: nothing is tried again meanwhile", async () => {
    const steps: readonly Step[] = [
      { emit: "EMAIL_REPLY", as: "reply" },
      { wait: { delivery: "reply", state: "waiting" } },
      { advance: "59s" },
      { expect: { delivery: "reply", attempts: 1 } },
      { advance: "next" },
      { wait: { delivery: "reply", state: "delivered" } },
    ];
    const played = await performed({ clock: "manual" }, steps, {
      behaviour: (_, number) => (number === 1 ? 500 : 200),
    });
    expect([played.told, begunOf(played)]).toEqual([[], [0, 60]]);
  });

  it("runs with the machine where it is real, and as many times faster as is asked for", async () => {
    const played = await performed(
      { clock: "real", speed: 100_000, policy: { waits: ["5m"] } },
      [...REPLY, { expect: { delivery: "reply", state: "delivered", attempts: 2, waits: ["5m"] } }],
      { behaviour: (_, number) => (number === 1 ? 500 : 200) },
    );
    expect([played.told, played.item.grade]).toEqual([[], "ok"]);
    expect(played.item.mock_ms).toBeGreaterThanOrEqual(300_000);
  });

  it("lets how long campaigns run on their schedules", async () => {
    const still = await performed({ world: WORLD }, [{ advance: "1d" }]);
    expect(still.bodies).toEqual([]);
    const running = await performed({ world: WORLD, world_time: "1d" }, [{ advance: "2d" }, SETTLE]);
    const times = entriesOf(running, "event.emitted").map(({ at }) => at);
    expect(running.bodies.map(({ event_type }) => event_type)).toContain("FIRST_EMAIL_SENT");
    expect(times.filter((at) => at > "2026-01-06T09:00:00.000Z")).toEqual([]);
  });
});

describe("two scenarios with the same seed and run", () => {
  it("have different ids, so that one receiver can tell them apart; the same one has the same", async () => {
    const idOf = async (name: string, run = "test") => {
      const { receiver } = await performOnReceiver({ name, steps: [...REPLY, PROOF] }, { run });
      return receiver.received[0]?.headers["x-request-id"];
    };
    const [one, again, other, later] = [
      await idOf("one"),
      await idOf("one"),
      await idOf("other"),
      await idOf("one", "b"),
    ];
    expect(again).toBe(one);
    expect(new Set([one, other, later]).size).toBe(3);
  });
});
