// biome-ignore-all lint/suspicious/noTemplateCurlyInString: expressions of scenarios look like that.
import { describe, expect, it } from "vitest";
import type { Expectation } from "../../../src/harness/scenarios/expectation.ts";
import { EXPECTATION_SCHEMAS } from "../../../src/harness/scenarios/expectation-schemas.ts";
import type { Scenario } from "../../../src/harness/scenarios/scenario.ts";
import type { Step } from "../../../src/harness/scenarios/step.ts";
import { type Played, perform, performOnReceiver, SETTLE } from "./sketch.ts";

const WORLD = {
  campaigns: [
    { id: 11, name: "Invoices", leads: [{ email: "ann@example.com" }] },
    { id: 12, name: "Bakeries", leads: [{ email: "bob@example.com" }] },
  ],
} satisfies Scenario["world"];

/** Fails the first request, then works as it should; a webhook of the campaign is shadowed. */
const STORY: Omit<Scenario, "name" | "steps"> = {
  world: WORLD,
  receiver: { answers: [{ status: 500 }] },
  webhooks: [
    { level: "user", events: ["EMAIL_REPLY"] },
    { level: "campaign", campaign_id: 11 },
  ],
};
/** `reply` is delivered at the second try, `later` at the first; nobody gets `unheard`. */
const HAPPENED: readonly Step[] = [
  { emit: "EMAIL_REPLY", campaign: 11, as: "reply", faults: [{ kind: "extra-field", path: "extra", value: [1, 2] }] },
  { emit: "EMAIL_OPEN", campaign: 12, as: "unheard" },
  { settle: "reply" },
  { emit: "EMAIL_REPLY", campaign: 12, as: "later" },
  { settle: "later" },
];

/** What the receiver keeps: of Ann and Bob the same. */
const KEPT = { name: "state", isOfLead: true, read: async () => "kept" };

/** Held against the story, each for itself. */
function judged(expectations: readonly Expectation[], happened = HAPPENED, story = STORY): Promise<Played> {
  return perform(
    { ...story, steps: [...happened, { name: "judge", expect: expectations }] },
    { limits: { patienceMs: 0 }, state: KEPT },
  );
}

/** What does not hold, its place within the expectation, the sentence, and what is compared. */
interface Failing {
  readonly expectation: Expectation;
  readonly at: string;
  readonly sentence: string;
  readonly expected: string | null;
  readonly actual: string | null;
  /** Whose life is told. */
  readonly hasTimeline: boolean;
}

const delivery = (fields: object): Expectation => ({ delivery: "reply", ...fields });

/** Of a delivery; each field once holding, once failing. */
const OF_DELIVERY: Readonly<Record<string, readonly [holding: Expectation, Failing]>> = {
  delivery: [
    delivery({}),
    {
      expectation: { delivery: "unheard", state: "delivered" },
      at: "delivery",
      sentence:
        'unheard has no delivery: EMAIL_OPEN of campaign 12 goes to nobody: webhook 670002 "scenario 2" (campaign 11) subscribes to it, for other campaigns only.',
      expected: null,
      actual: null,
      hasTimeline: false,
    },
  ],
  state: [
    delivery({ state: { one_of: ["delivered", "failed"] } }),
    {
      expectation: delivery({ state: "failed" }),
      at: "state",
      sentence: "The state of reply is delivered (success, 200); expected failed.",
      expected: "failed",
      actual: "delivered (success, 200)",
      hasTimeline: true,
    },
  ],
  reason: [
    delivery({ reason: null }),
    {
      expectation: delivery({ reason: "exhausted" }),
      at: "reason",
      sentence: "The reason of reply is null; expected exhausted.",
      expected: "exhausted",
      actual: "null",
      hasTimeline: true,
    },
  ],
  attempts: [
    delivery({ attempts: 2 }),
    {
      expectation: delivery({ attempts: { at_least: 3 } }),
      at: "attempts",
      sentence: "The number of attempts of reply is 2; expected at least 3.",
      expected: "at least 3",
      actual: "2",
      hasTimeline: true,
    },
  ],
  outcomes: [
    delivery({ outcomes: ["server_error", "success"] }),
    {
      expectation: delivery({ outcomes: ["success"] }),
      at: "outcomes",
      sentence: "The outcomes of reply are server_error, success; expected success.",
      expected: "success",
      actual: "server_error, success",
      hasTimeline: true,
    },
  ],
  statuses: [
    delivery({ statuses: [500, 200] }),
    {
      expectation: delivery({ statuses: [null, 200] }),
      at: "statuses",
      sentence: "The statuses of reply are 500, 200; expected null, 200.",
      expected: "null, 200",
      actual: "500, 200",
      hasTimeline: true,
    },
  ],
  duplicate: [
    delivery({ duplicate: "effect-once" }),
    {
      expectation: delivery({ duplicate: { one_of: ["acknowledged", "refused"] } }),
      at: "duplicate",
      sentence: "The verdict on the duplicates of reply is effect-once; expected one of acknowledged, refused.",
      expected: "one of acknowledged, refused",
      actual: "effect-once",
      hasTimeline: true,
    },
  ],
  waits: [
    delivery({ waits: ["1m"] }),
    {
      expectation: delivery({ waits: ["1m", "5m"] }),
      at: "waits",
      sentence: "The waits of reply are 1m; expected 1m, 5m.",
      expected: "1m, 5m",
      actual: "1m",
      hasTimeline: true,
    },
  ],
  settled_within: [
    delivery({ settled_within: "1m" }),
    {
      expectation: delivery({ settled_within: "59s" }),
      at: "settled_within",
      sentence: "The time that reply took to settle is 1m; expected at most 59s.",
      expected: "at most 59s",
      actual: "1m",
      hasTimeline: true,
    },
  ],
  faults: [
    delivery({ faults: ["extra-field"] }),
    {
      expectation: delivery({ faults: ["extra-field", "delay"] }),
      at: "faults",
      sentence: "The faults that affected reply are extra-field; expected extra-field, delay.",
      expected: "extra-field, delay",
      actual: "extra-field",
      hasTimeline: true,
    },
  ],
  payload: [
    delivery({ payload: { event_type: "EMAIL_REPLY", "extra[1]": 2, extra: { length: 2 }, none: { absent: true } } }),
    {
      expectation: delivery({ payload: { "extra[1]": { at_most: 1 } } }),
      at: "payload.extra[1]",
      sentence: "extra[1] in the payload of reply is 2; expected at most 1.",
      expected: "at most 1",
      actual: "2",
      hasTimeline: true,
    },
  ],
  headers: [
    delivery({ headers: { "x-webhook-level": "user", "Content-Type": { contains: "json" } } }),
    {
      expectation: delivery({ headers: { "X-Smartlead-Signature": { present: true } } }),
      at: "headers.X-Smartlead-Signature",
      sentence: "The header X-Smartlead-Signature of reply is absent; expected any value.",
      expected: "any value",
      actual: "absent",
      hasTimeline: true,
    },
  ],
  level: [
    delivery({ level: "user" }),
    {
      expectation: delivery({ level: { not: "user" } }),
      at: "level",
      sentence: "The level of reply is user; expected anything but user.",
      expected: "anything but user",
      actual: "user",
      hasTimeline: true,
    },
  ],
};

const EXPLANATION =
  '"EMAIL_REPLY of campaign 11 goes to webhook 670001 \\"scenario 1\\" (user level). Webhook 670002 \\"scenario 2\\" (campaign level) does not get it: webhook 670001 \\"scenario 1\\" subscribes to EMAIL_REPLY on user level."';

/** The other subjects; each of their fields once holding, once failing. */
const OF_OTHERS: Readonly<Record<string, readonly [holding: readonly Expectation[], failing: readonly Failing[]]>> = {
  event: [
    [
      { event: "reply", deliveries: 1, shadowed: 1, explanation: "on user level" },
      { event: "reply", explanation: { matches: "^EMAIL_REPLY" } },
      { event: "unheard", deliveries: 0, shadowed: 0 },
    ],
    [
      {
        expectation: { event: "reply", deliveries: 2 },
        at: "deliveries",
        sentence: "The number of deliveries of reply is 1; expected 2.",
        expected: "2",
        actual: "1",
        hasTimeline: true,
      },
      {
        expectation: { event: "reply", shadowed: 0 },
        at: "shadowed",
        sentence: "The number of webhooks shadowed for reply is 1; expected 0.",
        expected: "0",
        actual: "1",
        hasTimeline: true,
      },
      {
        expectation: { event: "reply", explanation: "client level" },
        at: "explanation",
        sentence: `The explanation of who gets reply is ${EXPLANATION}; expected something that contains "client level".`,
        expected: 'something that contains "client level"',
        actual: EXPLANATION,
        hasTimeline: false,
      },
    ],
  ],
  effects: [
    [
      { effects: 2 },
      { effects: 1, of: "reply" },
      { effects: 2, named: "crm" },
      { effects: 2, source: "beacon" },
      { effects: 0, named: "slack" },
      { effects: { between: [1, 1] }, of: "later", named: "crm", source: "beacon" },
    ],
    [
      {
        expectation: { effects: 3 },
        at: "effects",
        sentence: "The number of effects is 2; expected 3.",
        expected: "3",
        actual: "2",
        hasTimeline: false,
      },
      {
        expectation: { effects: { at_least: 1 }, of: "reply", named: "slack", source: "sink" },
        at: "effects",
        sentence: "The number of effects named slack known by sink of reply is 0; expected at least 1.",
        expected: "at least 1",
        actual: "0",
        hasTimeline: true,
      },
    ],
  ],
  duplicates: [
    [
      { duplicates: { "effect-once": 1, acknowledged: 0, unproven: 0 } },
      { duplicates: { "effect-once": 0 }, of: "later" },
    ],
    [
      {
        expectation: { duplicates: { "effect-once": 0 }, of: "reply" },
        at: "duplicates.effect-once",
        sentence: "The number of duplicates of reply that are effect-once is 1; expected 0.",
        expected: "0",
        actual: "1",
        hasTimeline: true,
      },
      {
        expectation: { duplicates: { reprocessed: { at_least: 1 } } },
        at: "duplicates.reprocessed",
        sentence: "The number of duplicates that are reprocessed is 0; expected at least 1.",
        expected: "at least 1",
        actual: "0",
        hasTimeline: false,
      },
    ],
  ],
  order: [
    [{ order: ["reply", "later"] }, { order: ["reply", "later"], by: "settled" }],
    [
      {
        expectation: { order: ["later", "reply"] },
        at: "order[1]",
        sentence: "reply was sent before later; expected later, then reply.",
        expected: "later, then reply",
        actual: "reply, then later",
        hasTimeline: true,
      },
      {
        expectation: { order: ["later", "reply"], by: "settled" },
        at: "order[1]",
        sentence: "reply settled before later; expected later, then reply.",
        expected: "later, then reply",
        actual: "reply, then later",
        hasTimeline: true,
      },
      {
        expectation: { order: ["unheard", "reply"] },
        at: "order[0]",
        sentence: "unheard has no delivery, so it has no position in the order.",
        expected: null,
        actual: null,
        hasTimeline: false,
      },
    ],
  ],
  summary: [
    [
      { summary: { ok: true, "data.successful_count": 1, total_calls: { at_least: 1 } } },
      { summary: { "data.summary[0].event_type": "EMAIL_REPLY" }, campaign: "Bakeries" },
      { summary: { total_calls: 1 }, campaign: 11 },
    ],
    [
      {
        expectation: { summary: { "data.failed_count": 1 }, campaign: 12 },
        at: "summary.data.failed_count",
        sentence: "data.failed_count in the webhooks summary of campaign 12 is 0; expected 1.",
        expected: "1",
        actual: "0",
        hasTimeline: false,
      },
    ],
  ],
  counters: [
    [{ counters: { events: 3, deliveries: 2, delivered: 2, failed: 0, attempts: 3, "duplicates.effect-once": 1 } }],
    [
      {
        expectation: { counters: { attempts: { at_most: 2 } } },
        at: "counters.attempts",
        sentence: "The mock's counter attempts is 3; expected at most 2.",
        expected: "at most 2",
        actual: "3",
        hasTimeline: false,
      },
    ],
  ],
  calls: [
    [
      { calls: 2 },
      { calls: 1, of: "reply" },
      { calls: 2, operation: "leads.by-email", source: "api" },
      { calls: 0, source: "sink" },
    ],
    [
      {
        expectation: { calls: 5, of: "reply", operation: "leads.by-email", source: "api" },
        at: "calls",
        sentence:
          "The number of the receiver's calls to leads.by-email to SmartLead's API because of reply is 1; expected 5.",
        expected: "5",
        actual: "1",
        hasTimeline: true,
      },
      {
        expectation: { calls: 1, source: "sink" },
        at: "calls",
        sentence: "The number of the receiver's calls to the sink is 0; expected 1.",
        expected: "1",
        actual: "0",
        hasTimeline: false,
      },
    ],
  ],
  requests: [
    [{ requests: 3 }, { requests: 2, of: "reply" }],
    [
      {
        expectation: { requests: { at_most: 1 }, of: "reply" },
        at: "requests",
        sentence: "The number of requests of reply that the receiver got is 2; expected at most 1.",
        expected: "at most 1",
        actual: "2",
        hasTimeline: true,
      },
      {
        expectation: { requests: 9 },
        at: "requests",
        sentence: "The number of requests that the receiver got is 3; expected 9.",
        expected: "9",
        actual: "3",
        hasTimeline: false,
      },
    ],
  ],
  lead: [
    [{ lead: "ann@example.com", same_state_as: "bob@example.com" }],
    [
      {
        expectation: { lead: "ann@example.com", same_state_as: "nobody@example.com" },
        at: "lead",
        sentence:
          "ann@example.com had EMAIL_REPLY, and nobody@example.com had no event: only leads with the same events can be compared.",
        expected: null,
        actual: null,
        hasTimeline: false,
      },
    ],
  ],
  value: [
    [
      { value: "${reply.delivery.attempts[1].status}", is: 200 },
      { value: { a: [1] }, is: { contains: { a: [1] } } },
    ],
    [
      {
        expectation: { value: "${reply.lead_email}", is: { matches: "^bob@" } },
        at: "value",
        sentence: 'The value is ann@example.com; expected a string that matches "^bob@".',
        expected: 'a string that matches "^bob@"',
        actual: "ann@example.com",
        hasTimeline: false,
      },
    ],
  ],
};

/** Each failing one by itself, so that its timeline is told. */
async function expectFailing({ expectation, at, sentence, expected, actual, hasTimeline }: Failing): Promise<void> {
  const { item, told } = await judged([expectation]);
  expect(told).toEqual([`steps[${HAPPENED.length}].expect[0].${at}: ${sentence}`]);
  const [finding] = item.findings;
  expect([item.grade, item.reason]).toEqual(["fail", sentence]);
  expect([finding?.expected, finding?.actual, (finding?.timeline.length ?? 0) > 0]).toEqual([
    expected,
    actual,
    hasTimeline,
  ]);
}

describe("an expectation of a delivery", () => {
  it("has a row for each of its fields", () => {
    expect(Object.keys(OF_DELIVERY).sort()).toEqual(Object.keys(EXPECTATION_SCHEMAS.delivery.shape).sort());
  });

  it("holds where each field is as expected", async () => {
    const { item, told } = await judged(Object.values(OF_DELIVERY).map(([holding]) => holding));
    expect([told, item.grade]).toEqual([[], "ok"]);
  });

  it.each(Object.entries(OF_DELIVERY))("says what is wrong with %s", (_field, [, failing]) => expectFailing(failing));
});

describe("an expectation of anything else", () => {
  it("has a row for each subject", () => {
    expect(["delivery", ...Object.keys(OF_OTHERS)].sort()).toEqual(Object.keys(EXPECTATION_SCHEMAS).sort());
  });

  it("holds where everything is as expected", async () => {
    const { item, told } = await judged(Object.values(OF_OTHERS).flatMap(([holding]) => holding));
    expect([told, item.grade]).toEqual([[], "ok"]);
  });

  const failing = Object.entries(OF_OTHERS).flatMap(([subject, [, ones]]) =>
    ones.map((one) => ({ subject, one, sentence: one.sentence.slice(0, 60) })),
  );
  it.each(failing)("says what is wrong with $subject: $sentence", ({ one }) => expectFailing(one));
});

describe("many at once", () => {
  it("holds for each delivery that a name stands for; three failures are told, the rest is counted", async () => {
    const happened: readonly Step[] = [{ emit: "EMAIL_REPLY", count: 5, as: "replies" }, SETTLE];
    const story = { ...STORY, receiver: { answers: [{ status: 422, times: "always" }] } } as const;
    const { told } = await judged([{ delivery: "replies", state: "delivered" }], happened, story);
    const one = (index: number) =>
      `steps[2].expect[0].state: The state of replies[${index}] is failed (rejected, rejected, 422); expected delivered.`;
    expect(told).toEqual([
      one(0),
      one(1),
      one(2),
      "steps[2].expect[0]: 2 more of the 5 deliveries of replies are not as expected.",
    ]);
  });

  it("names the one that is meant by its place, and each delivery of an event that has several", async () => {
    const webhooks: Scenario["webhooks"] = [{ level: "user" }, { level: "user" }];
    const happened: readonly Step[] = [{ emit: "EMAIL_REPLY", count: 2, as: "replies" }, SETTLE];
    const { told } = await judged(
      [
        { delivery: "replies[1]", attempts: 2 },
        { delivery: "replies[1][0]", attempts: 3 },
      ],
      happened,
      { ...STORY, receiver: {}, webhooks },
    );
    expect(told).toEqual([
      "steps[2].expect[0].attempts: The number of attempts of replies[1][0] is 1; expected 2.",
      "steps[2].expect[0].attempts: The number of attempts of replies[1][1] is 1; expected 2.",
      "steps[2].expect[1].attempts: The number of attempts of replies[1][0] is 1; expected 3.",
    ]);
  });

  it("tells all that does not hold, the life of a delivery once", async () => {
    const { item } = await judged([delivery({ state: "failed", attempts: 1 }), delivery({ level: "client" })]);
    expect(item.findings.map(({ timeline }) => timeline.length > 0)).toEqual([true, false, false]);
    const texts = item.findings[0]?.timeline.map(({ text }) => text) ?? [];
    expect(texts[0]).toMatch(/^created: dlv_\w+, EMAIL_REPLY of ann@example\.com in campaign 11 for webhook 670001/);
    expect(texts).toContain("attempt 1 ends: server_error 500, next try in 1m");
    expect(texts.at(-1)).toBe("settled: delivered");
    expect(item.evidence).toEqual([
      "6 steps taken, 2 expectations reached.",
      "3 events, 2 deliveries (2 delivered, 0 failed), 3 attempts.",
      "2 effects of the receiver seen.",
    ]);
  });

  it("says how many findings it leaves out", async () => {
    const wrong = Array.from({ length: 25 }, (_, index): Expectation => ({ value: index, is: -1 }));
    const { told } = await judged(wrong);
    expect(told).toHaveLength(21);
    expect(told.at(-1)).toBe("steps[5].expect[20].value: 5 more findings are not shown.");
  });

  it("tells of what is still open", async () => {
    const story = { ...STORY, receiver: { answers: [{ status: 500, times: "always" }] } } as const;
    const happened: readonly Step[] = [
      { emit: "EMAIL_REPLY", as: "reply" },
      { wait: { delivery: "reply", state: "waiting" } },
    ];
    const { told } = await judged(
      [
        delivery({ state: "delivered" }),
        delivery({ settled_within: "1h" }),
        { order: ["reply", "reply"], by: "settled" },
      ],
      happened,
      story,
    );
    expect(told).toEqual([
      "steps[2].expect[0].state: The state of reply is waiting (server_error, 500); expected delivered.",
      "steps[2].expect[1].settled_within: The time that reply took to settle is open: it has not settled, its state is waiting; expected at most 1h.",
      "steps[2].expect[2].order[0]: reply has not settled yet.",
    ]);
  });
});

describe("where nothing shows what the receiver did", () => {
  const LOST: readonly Step[] = [
    { emit: "EMAIL_REPLY", as: "reply", faults: [{ kind: "lost-response", attempt: 1 }] },
    { settle: "reply" },
  ];
  /** A receiver that answers 200 and tells nothing. */
  const silent = (expectations: readonly Expectation[]) =>
    performOnReceiver({ steps: [...LOST, { expect: expectations }] }, { limits: { patienceMs: 0 } });
  const HINT = /^Let the receiver report its work: POST \$SMARTLEAD_MOCK_URL\/_mock\/effects/;

  it.each<[Expectation, string]>([
    [
      { effects: 1 },
      "steps[2].expect[0].effects: No effect of the receiver was ever seen, so nothing shows whether there are 1.",
    ],
    [
      { effects: 0, of: "reply", named: "crm" },
      "steps[2].expect[0].effects: No effect of the receiver was ever seen, so nothing shows whether there are 0 named crm of reply.",
    ],
    [
      { delivery: "reply", duplicate: "acknowledged" },
      "steps[2].expect[0].duplicate: The verdict on the duplicates of reply is unproven; expected acknowledged.",
    ],
    [
      { duplicates: { reprocessed: 0 } },
      "steps[2].expect[0].duplicates.reprocessed: 1 of the duplicates are unproven, so nothing shows whether 0 are reprocessed.",
    ],
    [
      { duplicates: { acknowledged: { at_least: 1 } }, of: "reply" },
      "steps[2].expect[0].duplicates.acknowledged: 1 of the duplicates of reply are unproven, so nothing shows whether at least 1 are acknowledged.",
    ],
  ])("is inconclusive: %j", async (expectation, sentence) => {
    const { item, told } = await silent([expectation]);
    expect([item.grade, told]).toEqual(["inconclusive", [sentence]]);
    expect(item.hint).toMatch(HINT);
    expect(item.reason).toBe(item.findings[0]?.message);
    expect(item.evidence.at(-1)).toBe("No effect of the receiver was seen.");
  });

  it("fails all the same where something else does not hold", async () => {
    const { item, told } = await silent([{ effects: 1 }, { delivery: "reply", attempts: 9 }]);
    expect([item.grade, item.hint, told.length]).toEqual(["fail", null, 2]);
    expect(item.reason).toBe("The number of attempts of reply is 2; expected 9.");
  });

  it("takes `unproven` for itself", async () => {
    const { item, told } = await silent([
      { delivery: "reply", duplicate: "unproven" },
      { delivery: "reply", duplicate: { one_of: ["acknowledged", "unproven"] } },
      { duplicates: { unproven: 1, reprocessed: 0 } },
    ]);
    expect([item.grade, told]).toEqual(["ok", []]);
  });

  it("cannot know the requests of a receiver of one's own", async () => {
    const { item, told } = await silent([{ requests: 2 }]);
    expect([item.grade, told]).toEqual([
      "fail",
      [
        "steps[2].expect[0].requests: The mock cannot see what your own receiver got; requests are counted only for the built-in receiver and for functions.",
      ],
    ]);
  });

  it("proves nothing where no expectation is reached", async () => {
    const { item } = await perform({ steps: [{ emit: "EMAIL_REPLY" }] }, { isUnchecked: true });
    expect([item.grade, item.reason]).toEqual([
      "inconclusive",
      "No expectation was reached, so the scenario proves nothing.",
    ]);
  });
});

describe("what is still on its way", () => {
  it("is waited for a little: the receiver reports its work after its answer", async () => {
    let mockUrl = "";
    const reports: Promise<Response>[] = [];
    const target = {
      kind: "function",
      handle: async (request: Request) => {
        const body: { readonly mock?: string } = JSON.parse(await request.text());
        mockUrl = body.mock ?? mockUrl;
        const key = request.headers.get("x-request-id");
        if (body.mock === undefined) reports.push(fetch(`${mockUrl}/_mock/effects/${key}`, { method: "POST" }));
        return new Response();
      },
    } as const;
    const { item, told } = await perform(
      {
        steps: [
          { emit: "EMAIL_OPEN", body: { mock: "${mock.url}" } },
          SETTLE,
          { emit: "EMAIL_REPLY", as: "reply" },
          { settle: "reply" },
          { expect: [{ effects: 1, of: "reply" }, { requests: 2 }, { delivery: "reply", state: "delivered" }] },
        ],
      },
      { target, limits: { patienceMs: 20_000 } },
    );
    expect([item.grade, told]).toEqual(["ok", []]);
    expect((await Promise.all(reports)).map(({ ok }) => ok)).toEqual([true]);
  });
});
