import { describe, expect, it } from "vitest";
import { durationOf } from "../../../src/cli/deliveries/attempt-text.ts";
import { PlainLines } from "../../../src/cli/deliveries/plain-lines.ts";
import { colourPaint, noPaint, paintFor } from "../../../src/cli/output/terminal-paint.ts";
import { ATTEMPT_OUTCOMES } from "../../../src/delivery/delivery.ts";
import type { Frame } from "../../../src/journal/entry.ts";
import { ALL_EVENT_TYPES } from "../../../src/smartlead/events/event-types.ts";
import { aDelivery, anAttempt, anEntry, anEvent, created, finished, settled } from "./frames.ts";

/** Without the day, which stands once before them. */
const linesOf = (...frames: Frame[]): string[] => new PlainLines(noPaint).take(frames).slice(1);

describe("a plain line", () => {
  it("shows each attempt with time, event, campaign, level, try, outcome, duration, verdict and next try in columns", () => {
    const failed = { outcome: "server_error", status: 500 } as const;
    const verdict = { evidence: [], explanation: "It ran twice." };
    const lines = linesOf(
      anEvent(),
      created(aDelivery()),
      finished(anAttempt({ ...failed, next_attempt_at: "2026-01-05T12:02:58.012Z" })),
      finished(
        anAttempt({
          ...failed,
          number: 2,
          duration_ms: 1_520,
          duplicate: { verdict: "unproven", ...verdict },
          next_attempt_at: "2026-01-05T12:06:58.012Z",
        }),
      ),
      finished(anAttempt({ ...failed, number: 3, duplicate: { verdict: "reprocessed", ...verdict } })),
      settled("failed", "exhausted"),
    );
    expect(lines).toEqual([
      "12:01:58  EMAIL_REPLY                 ann@acme.example          3600001  user      1/3   server_error 500     12ms  -             next in 1m at 12:02:58",
      "12:01:58  EMAIL_REPLY                 ann@acme.example          3600001  user      2/3   server_error 500     1.5s  unproven      next in 5m at 12:06:58",
      "12:01:58  EMAIL_REPLY                 ann@acme.example          3600001  user      3/3   server_error 500     12ms  reprocessed   failed, exhausted",
    ]);
  });

  it("names the faults that touched an attempt", () => {
    const lost = anAttempt({
      outcome: "network_error",
      status: null,
      error: "FAULT_LOST_RESPONSE: gone",
      faults: ["lost-response"],
    });
    const two = anAttempt({ number: 2, faults: ["drop-field", "slow-body"] });
    const lines = linesOf(created(aDelivery()), finished(lost), finished(two));
    expect(lines[0]).toMatch(/ fault lost-response, FAULT_LOST_RESPONSE: gone$/);
    expect(lines[1]).toMatch(/ faults drop-field \+ slow-body$/);
  });

  it("says of a fault that it was armed, performed for the last time, or disarmed", () => {
    const explain = "Every first answer is lost.";
    const fault = {
      id: "flt_1",
      kind: "lost-response",
      rule: { kind: "lost-response" },
      explain,
      event_id: null,
      armed_at: "2026-01-05T12:01:58.000Z",
      matched: 0,
      performed: 0,
      ended: false,
    } as const;
    const lines = linesOf(
      anEntry({ type: "fault.changed", change: "armed", fault }),
      anEntry({ type: "fault.changed", change: "ended", fault: { ...fault, ended: true } }),
    );
    expect(lines).toEqual([
      "12:01:58  fault flt_1 armed: Every first answer is lost.",
      "12:01:58  fault flt_1 ended: Every first answer is lost.",
    ]);
  });

  it("keeps its columns for every event type and outcome", () => {
    const starts = ALL_EVENT_TYPES.flatMap((event_type) =>
      ATTEMPT_OUTCOMES.map((outcome) => {
        const campaign_id = event_type === "UNTRACKED_REPLIES" ? null : 3_600_001;
        const [line] = linesOf(
          created(aDelivery({ event_type, campaign_id })),
          finished(anAttempt({ outcome, status: null })),
        );
        return [line?.indexOf("1/3"), line?.indexOf(outcome), line?.indexOf("12ms")].join();
      }),
    );
    expect(new Set(starts)).toEqual(new Set(["83,89,110"]));
  });

  it("says of a rejected one that it failed, of a clipped one that it was, of a resent one that it is", () => {
    expect(linesOf(created(aDelivery()), finished(anAttempt({ outcome: "rejected", status: 422 })))[0]).toMatch(
      /rejected 422 .* failed, rejected$/,
    );
    expect(
      linesOf(
        created(aDelivery({ resent_from: "dlv_0" })),
        finished(
          anAttempt({ outcome: "timeout", status: null, clipped: true, next_attempt_at: "2026-01-05T12:02:58.012Z" }),
        ),
      )[0],
    ).toMatch(/ next in 1m at 12:02:58, clipped, resent$/);
  });

  it("shows the error of an attempt that got no answer", () => {
    const error = "ECONNREFUSED: connect ECONNREFUSED 127.0.0.1:9";
    const attempt = anAttempt({
      outcome: "network_error",
      status: null,
      error,
      next_attempt_at: "2026-01-05T12:02:58.012Z",
    });
    expect(linesOf(created(aDelivery()), finished(attempt))[0]).toMatch(
      / network_error .* next in 1m at 12:02:58, ECONNREFUSED: connect ECONNREFUSED 127\.0\.0\.1:9$/,
    );
  });

  it("tells who was shadowed, and of an event that nobody gets", () => {
    const shadowed = [
      { webhook_id: 670_002, level: "campaign" as const, reason: 'webhook 670001 "target" subscribes on user level.' },
    ];
    expect(linesOf(anEvent({ shadowed }), created(aDelivery()))).toEqual([
      '12:01:58  EMAIL_REPLY                 ann@acme.example          3600001  campaign  -     shadowed: webhook 670002. webhook 670001 "target" subscribes on user level.',
    ]);
    expect(linesOf(anEvent())).toEqual([
      "12:01:58  EMAIL_REPLY                 ann@acme.example          3600001  -         -     no webhook gets it: No webhook subscribes to EMAIL_REPLY.",
    ]);
  });

  it("is there for a delivery that ends without having been sent, and only for such a one", () => {
    expect(linesOf(created(aDelivery()), settled("withheld"))).toEqual([
      "12:01:58  EMAIL_REPLY                 ann@acme.example          3600001  user      -     withheld",
    ]);
    expect(linesOf(created(aDelivery()), finished(anAttempt()), settled("delivered"))).toHaveLength(1);
  });

  it("is there again when an effect changes a verdict later, but not for one that it has shown", () => {
    const lines = new PlainLines(noPaint);
    const finding = { verdict: "unproven", evidence: [], explanation: "Nothing shows it." } as const;
    const duplicate = { type: "delivery.duplicate", delivery_id: "dlv_1", attempt_number: 2, evidence: [] } as const;
    lines.take([created(aDelivery()), finished(anAttempt({ number: 2, duplicate: finding })), settled("delivered")]);
    expect(lines.take([anEntry({ ...duplicate, verdict: "unproven", explanation: "Nothing shows it." })])).toEqual([]);
    expect(lines.take([anEntry({ ...duplicate, verdict: "reprocessed", explanation: "crm ran twice." })])).toEqual([
      "12:01:58  EMAIL_REPLY                 ann@acme.example          3600001  user      2/3   now reprocessed: crm ran twice.",
    ]);
  });

  it("names webhooks, clock, traffic and gaps", () => {
    const webhook = {
      id: 670_002,
      name: "crm",
      level: "client",
      url: "http://u:p@localhost/?token=abc",
      client_id: 1,
      campaign_id: null,
      event_types: [],
      category_ids: [],
      disabled: true,
      created_at: "",
    } as const;
    expect(
      linesOf(
        anEntry({ type: "webhook.changed", change: "disabled", webhook }),
        anEntry({ type: "clock.changed", mode: "real", speed: 60, now: "2026-01-05T12:30:00.000Z" }),
        anEntry({ type: "world.changed", change: "traffic paused" }),
        { type: "gap", from: 3, to: 9 },
      ),
    ).toEqual([
      "12:01:58  webhook 670002 crm disabled: client level, http://***@localhost/?token=***",
      "12:01:58  clock real ×60, now 12:30:00",
      "12:01:58  traffic paused",
      "--:--:--  entries 3 to 9 are missing here",
    ]);
  });

  it("lets nothing from outside drive the terminal or give away a secret", () => {
    const error = "HPE_INVALID: \u001b[2J\u001b]0;owned\u0007bad\r\nEMAIL_REPLY faked http://me:pw@host/?api_key=123";
    const [line, ...others] = linesOf(
      created(aDelivery()),
      finished(anAttempt({ outcome: "network_error", status: null, error })),
    );
    expect(others).toEqual([]);
    expect(line).toMatch(/HPE_INVALID: bad EMAIL_REPLY faked http:\/\/\*\*\*@host\/\?api_key=\*\*\*$/);
    expect(line).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
  });

  it("carries colours by meaning when it may", () => {
    const [, good] = new PlainLines(colourPaint).take([created(aDelivery()), finished(anAttempt())]);
    expect(good).toContain("\u001b[32msuccess 200      \u001b[39m");
  });
});

describe("colours", () => {
  it.each([
    [{ isTTY: true }, {}, true],
    [{ isTTY: false }, {}, false],
    [{ isTTY: true }, { NO_COLOR: "1" }, false],
    [{ isTTY: true }, { NO_COLOR: "" }, true],
    [{ isTTY: true }, { TERM: "dumb" }, false],
    [{ isTTY: false }, { FORCE_COLOR: "1" }, true],
    [{ isTTY: false }, { FORCE_COLOR: "1", NO_COLOR: "1" }, true],
    [{ isTTY: true }, { FORCE_COLOR: "0" }, false],
  ])("on %o with %o: %s", (output, env, coloured) => {
    expect(paintFor({ write: () => {}, ...output }, env)("good", "x") !== "x").toBe(coloured);
  });
});

describe("a duration", () => {
  it.each([
    [null, "-"],
    [0.4, "0ms"],
    [12.4, "12ms"],
    [999.6, "1.0s"],
    [1_520, "1.5s"],
    [30_004, "30.0s"],
    [61_000, "1m 1s"],
  ])("of %s ms is %s", (ms, text) => {
    expect(durationOf(ms)).toBe(text);
  });
});
