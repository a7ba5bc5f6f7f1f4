import { describe, expect, it } from "vitest";
import type { Attempt, Delivery } from "../../../src/delivery/delivery.ts";
import { comparisonOf, orderedEnds } from "../../../src/harness/explore/divergence.ts";
import { plainEvent } from "../../../src/harness/explore/history.ts";
import type { LeadEnd, Played, PlayedEvent } from "../../../src/harness/explore/played.ts";
import { aProfile, aSent } from "../verify/a-sent.ts";

/** Arrives at these seconds of one minute, and happened at the first of them unless given. */
interface Times {
  readonly at: readonly number[];
  readonly happened?: number;
  readonly state?: Delivery["state"];
  /** What the body says of its time; when it happened, unless given. */
  readonly told?: object;
}

const second = (number: number) => `2026-01-05T09:00:0${number}.000Z`;

function event(
  name: string,
  index: number,
  { at, happened = at[0] ?? 0, state = "delivered", ...rest }: Times,
): PlayedEvent {
  const sent = aSent(["200"]);
  const [attempt] = sent.delivery.attempts as readonly [Attempt];
  const attempts = at.map((one) => ({ ...attempt, started_at: second(one) }));
  const body = JSON.stringify(rest.told ?? { event_timestamp: second(happened) });
  const request = { url: "http://127.0.0.1:3000/hook", headers: {}, body };
  const delivery: Delivery = { ...sent.delivery, created_at: second(happened), attempts, state, request };
  const order = { isOvertaken: false, isEarly: false, unsubscribedAt: null, saysDuplicate: false };
  const planned = plainEvent("EMAIL_REPLY", 0);
  return { planned, index, name, sent: { ...sent, delivery, deliveries: [delivery] }, ...order };
}

function played(mail: Times, reply: Times, end: Partial<LeadEnd> = {}): Played {
  const isLate = (mail.at[0] ?? 0) > (reply.at[0] ?? 0);
  const events = [
    { ...event("mail", 0, mail), isOvertaken: isLate },
    { ...event("reply", 1, reply), isEarly: isLate },
  ];
  const nothing = { crowds: [], control: null, total: null, trouble: null, stray: 0, mockMs: 0 };
  const states = [{ lead: 0, state: "replied", isChange: false, ...end }];
  return { history: { seed: 1, items: [] }, events, states, profile: aProfile(), ...nothing };
}

const CONTROL = played({ at: [0] }, { at: [2] });
const LATE = { at: [9], happened: 0 };
const overwritten = { state: "contacted" };
const against = (one: Played, again = CONTROL) => comparisonOf({ played: one, control: CONTROL, again });

describe("comparisonOf", () => {
  it("names the two orders that end in two states", () => {
    const { violation, compared } = against(played(LATE, { at: [2] }, overwritten));
    expect(compared).toBe(1);
    expect(violation).toMatchObject({
      cause: "order",
      expected: "mail, reply:\nreplied",
      actual: "reply, mail:\n- replied\n+ contacted",
      proof: { kind: "diverged", control: "mail, reply", subject: "reply, mail" },
      subject: { name: "mail" },
    });
  });

  it("finds a retry that overwrites what is newer", () => {
    const { violation } = against(played({ at: [0, 9] }, { at: [2] }, overwritten));
    expect(violation?.proof).toMatchObject({ subject: "mail, reply, mail" });
  });

  it("counts the same state as compared, and only warns of a PATCH", () => {
    expect(against(played(LATE, { at: [2] }))).toEqual({ compared: 1, violation: null, isUnsteady: false });
    const { violation } = against(played(LATE, { at: [2] }, { ...overwritten, isChange: true }));
    expect(violation).toMatchObject({ isWarning: true, message: expect.stringContaining("Pass --state URL") });
  });

  it("compares nothing where the same order ends in two states, or the control was not accepted", () => {
    const diverged = played(LATE, { at: [2] }, overwritten);
    const unsteady = against(diverged, played({ at: [0] }, { at: [2] }, { state: "third" }));
    expect(unsteady).toEqual({ compared: 0, violation: null, isUnsteady: true });
    const refused = played({ at: [0], state: "failed" }, { at: [2] });
    expect(comparisonOf({ played: diverged, control: refused, again: refused }).compared).toBe(0);
  });
});

describe("orderedEnds", () => {
  it.each<[string, Played]>([
    ["nothing is out of order", CONTROL],
    ["no state is shown", played(LATE, { at: [2] }, { state: null })],
    ["an event is not accepted", played({ ...LATE, state: "failed" }, { at: [2] })],
    ["two events happened at the same moment", played({ at: [9], happened: 2 }, { at: [2] })],
    ["a body does not tell when it happened", played({ ...LATE, told: {} }, { at: [2] })],
    ["a bounce tells when its mail was sent", played(LATE, { at: [2], told: { event_timestamp: second(0) } })],
    ["two events arrive at the same moment", played({ at: [5, 9], happened: 0 }, { at: [2, 9] })],
    ["it was not played to its end", { ...played(LATE, { at: [2] }), trouble: "It was stopped." }],
  ])("says nothing where %s", (_why, one) => {
    expect(orderedEnds(one)).toEqual([]);
  });
});
