import { renderToString } from "ink";
import { createElement } from "react";
import { describe, expect, it } from "vitest";
import type { Attempt, Delivery } from "../../src/delivery/delivery.ts";
import type { Entry } from "../../src/journal/entry.ts";
import { Screen } from "../../ui/components/screen.tsx";
import { AT_THE_TOP } from "../../ui/pager/pager.ts";
import type { Screen as ShownScreen } from "../../ui/store/console-snapshot.ts";
import type { LiveStore } from "../../ui/store/live-store.ts";
import { themeFor } from "../../ui/theme.ts";
import { pageWith, partOf, updatePart } from "../doc-pages.ts";
import {
  aDelivery,
  anAttempt,
  aState,
  aStore,
  emitted,
  entry,
  hello,
  ManualScheduler,
  NO_DUPLICATES,
} from "./build.ts";

/** The pages' pictures are frames of the console. `UPDATE_README=1 npx vitest run --project ui test/ui/readme-pictures.test.ts` draws them anew. */
const plain = {
  ...themeFor({}),
  paint: (line: readonly { readonly text: string }[]) => line.map(({ text }) => text).join(""),
};

const TARGET = { id: 7, name: "target", level: "user", url: "http://localhost:3000/webhooks/smartlead" } as const;
const at = (time: string) => `2026-01-05T${time}.000Z`;
const duplicate = (verdict: "acknowledged" | "unproven" | "swallowed") => ({
  verdict,
  evidence: ["Attempt 1 was answered 500.", "Attempt 2 was answered 200 with status already_processed."],
  explanation: "The receiver records the id before it works: the event is lost.",
});

interface Told {
  readonly time: string;
  readonly delivery: Partial<Delivery>;
  readonly attempts: readonly Partial<Attempt>[];
  readonly state: Delivery["state"];
  readonly shadowed?: number;
}

const SESSION: readonly Told[] = [
  { time: "09:16:36", delivery: { event_type: "EMAIL_OPEN" }, attempts: [{ duration_ms: 5 }], state: "delivered" },
  {
    time: "09:17:31",
    delivery: { event_type: "LEAD_UNSUBSCRIBED", campaign_id: 3600002 },
    attempts: [
      { outcome: "network_error", status: null, faults: ["lost-response"], duration_ms: 2 },
      { duration_ms: 2, duplicate: duplicate("acknowledged") },
    ],
    state: "delivered",
  },
  {
    time: "09:18:02",
    delivery: { event_type: "EMAIL_BOUNCE" },
    attempts: [{ outcome: "rejected", status: 422, duration_ms: 11 }],
    state: "failed",
  },
  {
    time: "09:18:31",
    delivery: { event_type: "EMAIL_SENT", campaign_id: 3600003 },
    attempts: [
      { outcome: "server_error", status: 500, duration_ms: 38 },
      { duration_ms: 7, duplicate: duplicate("swallowed") },
    ],
    state: "delivered",
  },
  {
    time: "09:19:05",
    delivery: { event_type: "EMAIL_LINK_CLICK" },
    attempts: [{ duration_ms: 4 }],
    state: "delivered",
    shadowed: 1,
  },
  {
    time: "09:19:31",
    delivery: { event_type: "EMAIL_REPLY" },
    attempts: [{ outcome: "timeout", status: null, duration_ms: 30_002, next_attempt_at: at("09:21:01") }],
    state: "waiting",
  },
];

function entriesOf(told: Told, number: number): Entry[] {
  const { time, delivery, attempts, state, shadowed = 0 } = told;
  const id = `dlv_${number}`;
  const first = number * 20 + 1;
  const whole = aDelivery({ id, event_id: `evt_${number}`, webhook: TARGET, created_at: at(time), ...delivery });
  const webhooks = Array.from({ length: shadowed }, () => ({
    webhook_id: 9,
    level: "client" as const,
    reason: "user level",
  }));
  const made = [
    entry(first, emitted(whole.event_id, { event_type: "EMAIL_REPLY", shadowed: webhooks }), at(time)),
    entry(first + 1, { type: "delivery.created", delivery: whole }, at(time)),
    ...attempts.map((attempt, index) =>
      entry(
        first + 2 + index,
        { type: "attempt.finished", delivery_id: id, attempt: anAttempt({ number: index + 1, ...attempt }) },
        at(time),
      ),
    ),
  ];
  if (state === "waiting") return made;
  return [...made, entry(first + 10, { type: "delivery.settled", delivery_id: id, state, reason: null }, at(time))];
}

function aConsole(columns: number, rows: number): LiveStore {
  const store = aStore({ columns, rows, scheduler: new ManualScheduler() });
  const duplicates = { ...NO_DUPLICATES, swallowed: 1, acknowledged: 1 };
  store.stateArrived(
    aState({
      clock: { mode: "real", speed: 60, now: at("09:20:13") },
      target: TARGET.url,
      rate: 1,
      counters: {
        events: 6,
        deliveries: 6,
        in_flight: 0,
        waiting: 1,
        delivered: 4,
        failed: 1,
        attempts: 8,
        duplicates,
      },
    }),
  );
  store.connection({ kind: "open" });
  store.frames([{ ...hello("k3v9"), last_seq: 200 } as ReturnType<typeof hello>, ...SESSION.flatMap(entriesOf)]);
  return store;
}

function picture(store: LiveStore): string {
  store.repaint();
  const rows = renderToString(createElement(Screen, { snapshot: store.snapshot(), theme: plain }), {
    columns: store.snapshot().size.columns,
  })
    .split("\n")
    .map((row) => row.trimEnd());
  return rows
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trimEnd();
}

/** The frame without header and counters. */
function mainPicture(store: LiveStore, screen: ShownScreen): string {
  store.show(screen);
  return picture(store).split("\n").slice(5).join("\n");
}

const detailed = aDelivery({
  id: "dlv_3f9a",
  event_id: "evt_3",
  event_type: "EMAIL_SENT",
  campaign_id: 3600003,
  webhook: TARGET,
  state: "delivered",
  duplicate: "swallowed",
  created_at: at("09:18:31"),
  settled_at: at("09:19:31"),
  attempts: [
    anAttempt({
      started_at: at("09:18:31"),
      ended_at: "2026-01-05T09:18:31.038Z",
      outcome: "server_error",
      status: 500,
      duration_ms: 38,
      next_attempt_at: "2026-01-05T09:19:31.038Z",
    }),
    anAttempt({
      number: 2,
      started_at: "2026-01-05T09:19:31.038Z",
      ended_at: "2026-01-05T09:19:31.045Z",
      duration_ms: 7,
      duplicate: duplicate("swallowed"),
      response: {
        headers: { "content-type": "application/json" },
        body: '{"status":"already_processed"}',
        bytes: 30,
        truncated: false,
      },
    }),
  ],
  request: {
    url: TARGET.url,
    headers: { "X-Request-Id": "0d5b0a4e-7b5f-4c39-9d0a-3f6c5e4b2a11", "X-Webhook-Level": "user" },
    body: JSON.stringify({
      event_type: "EMAIL_SENT",
      campaign_id: 3600003,
      to_email: "ann@example.com",
      sequence_number: 1,
    }),
  },
});

const PICTURES = {
  "console-list": () => picture(aConsole(106, 17)),
  "console-query": () => {
    const store = aConsole(106, 17);
    store.filterBy("status:5xx,422 | outcome:timeout");
    return picture(store).split("\n").slice(5).join("\n");
  },
  "console-detail": () => {
    const { delivery: _none, ...event } = { ...emitted("evt_3"), delivery: null };
    const view = {
      ...event,
      event_type: "EMAIL_SENT",
      deliveries: ["dlv_3f9a"],
      at: at("09:18:31"),
      explanation: 'EMAIL_SENT goes to webhook 7 "target" on user level.',
    } as const;
    return mainPicture(aConsole(100, 60), {
      kind: "detail",
      eventId: "evt_3",
      delivery: detailed,
      event: view,
      isLoaded: true,
      problem: null,
      ...AT_THE_TOP,
    });
  },
  "console-world": () => {
    const store = aConsole(100, 40);
    const client = {
      id: 9,
      name: "client's CRM",
      level: "client",
      url: "http://localhost:4000/crm",
      client_id: 30101,
      campaign_id: null,
    } as const;
    store.worldArrived({
      clients: [{ id: 30101, name: "Northlight" }],
      campaigns: [
        { id: 3600001, name: "Outbound Q1", status: "ACTIVE", client_id: 30101, steps: 3, leads: 24, replies: 5 },
        { id: 3600002, name: "Win back", status: "PAUSED", client_id: null, steps: 2, leads: 18, replies: 1 },
      ],
      webhooks: [
        {
          ...TARGET,
          client_id: null,
          campaign_id: null,
          disabled: false,
          events: [{ event_type: "EMAIL_REPLY", receives: true, reason: null }],
        },
        {
          ...client,
          disabled: false,
          events: [
            { event_type: "EMAIL_OPEN", receives: true, reason: null },
            {
              event_type: "EMAIL_REPLY",
              receives: false,
              reason: 'webhook 7 "target" subscribes to EMAIL_REPLY on user level.',
            },
          ],
        },
      ],
    });
    return mainPicture(store, { kind: "world", ...AT_THE_TOP });
  },
  "console-numbers": () => {
    const scheduler = new ManualScheduler();
    const store = aStore({ columns: 100, rows: 40, scheduler });
    store.stateArrived(aState({ clock: { mode: "real", speed: 1, now: at("09:20:13") } }));
    store.connection({ kind: "open" });
    for (let second = 0; second < 80; second += 1) {
      const count = Math.round(20 + 15 * Math.sin(second / 6) + (second % 7));
      for (let index = 0; index < count; index += 1) {
        const number = second * 100 + index;
        const isFailing = number % 9 === 0;
        const next = isFailing ? { next_attempt_at: at(number % 2 === 0 ? "09:20:30" : "09:23:00") } : {};
        store.frames(
          entriesOf(
            {
              time: "09:20:00",
              delivery: { event_type: "EMAIL_OPEN" },
              attempts: [
                {
                  outcome: isFailing ? "server_error" : "success",
                  status: isFailing ? 503 : 200,
                  duration_ms: (number % 40) * 3,
                  ...next,
                },
              ],
              state: isFailing ? "waiting" : "delivered",
            },
            number,
          ),
        );
      }
      scheduler.pass(1_000);
    }
    return mainPicture(store, { kind: "numbers" });
  },
} as const;

describe("the pages", () => {
  for (const [name, draw] of Object.entries(PICTURES)) {
    it(`shows ${name} as the console draws it`, () => {
      const expected = `\`\`\`\n${draw()}\n\`\`\``;
      updatePart(name, expected);
      expect(partOf(name), pageWith(name)).toBe(expected);
    });
  }
});
