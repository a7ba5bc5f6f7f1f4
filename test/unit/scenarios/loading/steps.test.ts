import { describe, expect, it } from "vitest";
import { complaintOn, withSteps } from "./a-scenario.ts";

describe("a wrong step", () => {
  it.each([
    ["a step that is a text", ["settle"], "4:5: steps[1] must be a step, such as `- settle: …`."],
    ["a step that is a number", ["5"], "4:5: steps[1] must be a step, such as `- emit: EMAIL_REPLY`."],
    ["a misspelt action", ["setle: reply"], "4:5: steps[1].setle is not an action of a step; did you mean settle?"],
    [
      "an action that is nothing like any",
      ["frobnicate: reply"],
      "4:5: steps[1].frobnicate is not an action of a step; there are emit, api, arm, disarm, receiver, wait, advance, settle, mock, resend, set_vars, expect, repeat, choose.",
    ],
    [
      "a step with no action",
      ["{ name: nothing, as: x }"],
      "4:5: steps[1] has no action; the actions are emit, api, arm, disarm, receiver, wait, advance, settle, mock, resend, set_vars, expect, repeat, choose.",
    ],
    [
      "two actions in one step",
      ["settle: reply\nadvance: 5m"],
      "5:5: steps[1].advance cannot be in one step with settle: a step has one action, so begin the next one with `- `.",
    ],
    [
      "a misspelt key of a step",
      ["{ resend: reply, requestid: same }"],
      "4:22: steps[1].requestid is not a key of steps[1]; did you mean request_id?",
    ],
    [
      "a key of another step",
      ["{ settle: reply, within: 10s, count: 3 }"],
      "4:22: steps[1].within is not a key of settle; settle has settle, name (and 1 more).",
    ],
    [
      "a misspelt event type",
      ["emit: EMAIL_REPLAY"],
      "4:11: steps[1].emit must be one of EMAIL_SENT, FIRST_EMAIL_SENT, EMAIL_OPEN, EMAIL_LINK_CLICK, EMAIL_REPLY, EMAIL_BOUNCE, LEAD_UNSUBSCRIBED, LEAD_CATEGORY_UPDATED, CAMPAIGN_STATUS_CHANGED, UNTRACKED_REPLIES, MANUAL_STEP_REACHED, EMAIL_ACCOUNT_DISCONNECTED, CAMPAIGN_BOUNCE_BREACH, LINKEDIN_DISCONNECTED; did you mean EMAIL_REPLY?",
    ],
    [
      "a count that is a text",
      ["{ emit: EMAIL_OPEN, count: many }"],
      "4:32: steps[1].count must be a whole number from 1 to 10000.",
    ],
    [
      "a count of nothing",
      ["{ emit: EMAIL_OPEN, count: 0 }"],
      "4:32: steps[1].count must be a whole number from 1 to 10000.",
    ],
    [
      "a misspelt key of a row",
      ["{ emit: EMAIL_OPEN, table: [{ led: a@b.example }] }"],
      "4:35: steps[1].table[0].led is not a key of steps[1].table[0]; did you mean lead?",
    ],
    [
      "a name that is none",
      ["{ emit: EMAIL_OPEN, as: the open }"],
      "4:29: steps[1].as must be a name of letters, digits and _, such as reply.",
    ],
    [
      "a misspelt fault of a step",
      ["{ emit: EMAIL_OPEN, faults: [{ kind: timeout }, { kind: rest }] }"],
      '4:61: steps[1].faults[1].kind "rest" is not a fault; did you mean reset?',
    ],
    [
      "a fault of calls with an event",
      ["{ emit: EMAIL_OPEN, faults: [{ kind: timeout }, { kind: api-reset }] }"],
      `4:61: steps[1].faults[1].kind "api-reset" acts on calls of SmartLead's API, not on the deliveries of an event; arm it separately.`,
    ],
    [
      "a misspelt field of a fault",
      ["{ arm: { kind: reset, att: before } }"],
      "4:27: steps[1].arm.att is not a field of reset; did you mean at?",
    ],
    [
      "a fault's field of the wrong kind",
      ["arm:", "{ kind: timeout, attempt: first }"],
      "4:9: steps[1].arm must be a fault rule, or a list of them (and 1 more).",
    ],
    [
      "a call that is none",
      ["api: /campaigns"],
      "4:10: steps[1].api must be a method and a path, such as GET /campaigns.",
    ],
    [
      "an answer's matcher",
      ["{ api: GET /campaigns, answer: { total: { at_least: [] } } }"],
      "4:45: steps[1].answer.total has at_least, which must be a number, or a string to compare with.",
    ],
    [
      "a misspelt next",
      ["advance: nxt"],
      "4:14: steps[1].advance must be a duration such as 30m, a time such as 2026-01-05T12:00:00Z, or next; did you mean next?",
    ],
    [
      "a misspelt action on the receiver",
      ["receiver: reboot"],
      "4:15: steps[1].receiver must be start, stop, restart, or a list of answers.",
    ],
    [
      "a misspelt action on the mock",
      ["mock: crashed"],
      "4:11: steps[1].mock must be one of crash, restart, reset; did you mean crash?",
    ],
    ["a repetition of nothing", ["repeat: 3"], "4:5: steps[1] has no steps to repeat."],
    [
      "a repetition of an empty list",
      ["{ repeat: 3, steps: [] }"],
      "4:25: steps[1].steps must not be empty; begin with `- emit: EMAIL_REPLY`.",
    ],
    [
      "a mistake within a repetition",
      ["repeat: 3\nsteps:", "{ emit: EMAIL_OPEN, lede: x }"],
      "5:11: steps[1].steps must be a list of steps, such as `- emit: EMAIL_REPLY` (and 1 more).",
    ],
    ["an alternative without steps", ["choose: [{ weight: 2 }]"], "4:14: steps[1].choose[0] has no steps."],
    [
      "a misspelt key of an alternative",
      ["choose: [{ wieght: 2, steps: [{ settle: all }] }]"],
      "4:16: steps[1].choose[0].wieght is not a key of steps[1].choose[0]; did you mean weight?",
    ],
    [
      "a weight of nothing",
      ["choose: [{ weight: 0, steps: [{ settle: all }] }]"],
      "4:24: steps[1].choose[0].weight must be a number above 0.",
    ],
    [
      "an alternative that is a text",
      ["choose: [a]"],
      "4:14: steps[1].choose[0] must be an alternative such as {weight: 2, steps: […]}.",
    ],
    ["no alternatives", ["choose: []"], "4:13: steps[1].choose must be a list of alternatives, each with steps."],
    [
      "a reference that cannot be one",
      ["settle: the reply"],
      "4:13: steps[1].settle must be a name from the `as` of an earlier step, such as reply or replies[2].",
    ],
    [
      "two mistakes",
      ["setle: reply", "advnce: 5m"],
      "4:5: steps[1].setle is not an action of a step; did you mean settle? (and 1 more).",
    ],
  ])("%s", (_, steps, sentence) => {
    expect(complaintOn(withSteps(...steps))).toBe(sentence);
  });
});

describe("a wrong expectation", () => {
  it.each([
    [
      "words in place of a duration",
      ["wait: 5 minutes"],
      "4:11: steps[1].wait must be a duration such as 500ms, 30s or 1h30m; write it like 5m.",
    ],
    [
      "a number in place of a duration",
      ["wait: 5"],
      "4:11: steps[1].wait must be a duration of real time, or an expectation.",
    ],
    [
      "an expectation that is a text",
      ["expect: delivered"],
      "4:13: steps[1].expect must be an expectation such as {delivery: reply, state: delivered}.",
    ],
    ["no expectations", ["expect: []"], "4:13: steps[1].expect must not be empty: it would expect nothing."],
    [
      "an empty expectation",
      ["expect: {}"],
      "4:13: steps[1].expect has no subject; begin with one of delivery, event, effects, duplicates, order, summary, counters, calls, requests, lead, value.",
    ],
    [
      "a misspelt subject",
      ["expect: { delivry: reply }"],
      "4:15: steps[1].expect.delivry is not a subject of an expectation; did you mean delivery?",
    ],
    [
      "an expectation without its subject",
      ["expect: { state: delivered }"],
      "4:15: steps[1].expect.state is not a subject of an expectation; it belongs to one, as in {delivery: …, state: …}.",
    ],
    [
      "two subjects in one expectation",
      ["expect: { delivery: reply, effects: 1 }"],
      "4:32: steps[1].expect.effects cannot be in one expectation with delivery; write two, in a list.",
    ],
    [
      "a misspelt key of an expectation",
      ["expect: { delivery: reply, stat: delivered }"],
      "4:32: steps[1].expect.stat is not a key of steps[1].expect; did you mean state?",
    ],
    [
      "a misspelt state",
      ["expect: [{ delivery: reply, state: deliverd }]"],
      "4:40: steps[1].expect[0].state must be one of queued, in_flight, waiting, delivered, failed, withheld, or a matcher such as {at_least: 1} or {one_of: […]}; did you mean delivered?",
    ],
    [
      "a misspelt outcome",
      ["expect: { delivery: reply, outcomes: [sucess] }"],
      "4:43: steps[1].expect.outcomes[0] must be one of success, rejected, server_error, redirect, timeout, network_error, interrupted, withheld; did you mean success?",
    ],
    [
      "a misspelt matcher",
      ["expect: { delivery: reply, attempts: { atleast: 2 } }"],
      '4:42: steps[1].expect.attempts has "atleast", which is not a matcher; did you mean at_least?',
    ],
    [
      "a matcher's value",
      ["expect: { delivery: reply, attempts: { between: [1] } }"],
      "4:42: steps[1].expect.attempts has between, which must be a list of two values, minimum and maximum.",
    ],
    [
      "a pattern that is none",
      ["expect: { delivery: reply, payload: { subject: { matches: '(' } } }"],
      "4:52: steps[1].expect.payload.subject has matches, which must be a regular expression, as a string.",
    ],
    [
      "a misspelt verdict",
      ["expect: { duplicates: { swalowed: 0 } }"],
      "4:29: steps[1].expect.duplicates.swalowed is not a key of steps[1].expect.duplicates; did you mean swallowed?",
    ],
    ["an order of one", ["expect: { order: [reply] }"], "4:22: steps[1].expect.order must name at least two."],
    [
      "an empty mapping of counters",
      ["expect: { counters: {} }"],
      "4:25: steps[1].expect.counters is empty, so nothing is expected.",
    ],
    [
      "a value without what it must be",
      ["expect: { value: 1 }"],
      "4:13: steps[1].expect has no `is`: say what the value must be.",
    ],
    [
      "within in an expect",
      ["expect: { delivery: reply, within: 5s }"],
      "4:32: steps[1].expect.within belongs to a wait; an expectation must hold at once, or write `- wait: { delivery: reply, state: delivered, within: 10s }`.",
    ],
    [
      "a misspelt key of a wait",
      ["wait: { delivery: reply, withn: 5s }"],
      "4:30: steps[1].wait.withn is not a key of steps[1].wait; did you mean within?",
    ],
  ])("%s", (_, steps, sentence) => {
    expect(complaintOn(withSteps(...steps))).toBe(sentence);
  });
});
