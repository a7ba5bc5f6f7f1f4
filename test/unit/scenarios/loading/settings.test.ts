import { describe, expect, it } from "vitest";
import { complaintOn, withSettings } from "./a-scenario.ts";

describe("a scenario that is not a scenario", () => {
  it.each([
    ["an empty file", "", "1:1: the file has no scenario."],
    ["only comments", "# nothing yet\n", "1:1: the file has no scenario."],
    ["a text", "hello\n", "1:1: the scenario must be a mapping with a name and steps."],
    [
      "a list in place of a scenario",
      "- emit: EMAIL_REPLY\n",
      "1:1: the scenario must be a mapping with a name and steps.",
    ],
    [
      "no name",
      "steps:\n  - expect: { requests: 0 }\n",
      "1:1: the scenario has no name; describe in one sentence what happens.",
    ],
    ["no steps", "name: x\n", "1:1: the scenario has no steps; begin with `- emit: EMAIL_REPLY`."],
    [
      "no steps at all in the list",
      "name: x\nsteps: []\n",
      "2:8: steps must not be empty; begin with `- emit: EMAIL_REPLY`.",
    ],
    [
      "steps that are nothing",
      "name: x\nsteps:\n",
      "2:7: steps must be a list of steps, such as `- emit: EMAIL_REPLY`.",
    ],
    [
      "steps as a mapping",
      "name: x\nsteps:\n  emit: EMAIL_REPLY\n",
      "3:3: steps must be a list of steps, such as `- emit: EMAIL_REPLY`.",
    ],
    ["an empty name", "name: ''\nsteps:\n  - expect: { requests: 0 }\n", "1:7: name must not be empty."],
    [
      "a step among the settings",
      "name: x\nexpect: { requests: 0 }\nsteps:\n  - settle: all\n",
      "2:1: expect is not a key of a scenario but a step; write it below steps, as `- expect: …`.",
    ],
    [
      "nothing expected",
      "name: x\nsteps:\n  - { emit: EMAIL_REPLY, as: reply }\n  - settle: reply\n  - { api: GET /campaigns, status: 200 }\n",
      "2:1: steps prove nothing: none of them is an `expect` or waits for an expectation; end with `- expect: { delivery: reply, state: delivered }`.",
    ],
  ])("%s", (_, text, sentence) => {
    expect(complaintOn(text)).toBe(sentence);
  });
});

describe("a wrong setting", () => {
  it.each([
    ["a misspelt setting", "clok: virtual", "2:1: clok is not a key of a scenario; did you mean clock?"],
    [
      "a setting that is nothing like any",
      "foobarbaz: 1",
      "2:1: foobarbaz is not a key of a scenario; it has name, description, covers, needs, seed, now, clock, speed, world_time, policy, dialect, secret, secret_key, scope, rate_limit, min_timeout, receiver, world, webhooks, vars, faults, steps.",
    ],
    ["a misspelt clock", "clock: virtuel", "2:8: clock must be one of virtual, manual, real; did you mean virtual?"],
    ["a clock of no kind", "clock: 7", "2:8: clock must be one of virtual, manual, real."],
    ["a seed that is a text", "seed: seven", "2:7: seed must be a whole number from 0 to 9007199254740991."],
    ["a time that is none", "now: yesterday", "2:6: now must be a time such as 2026-01-05T09:00:00Z."],
    [
      "a misspelt policy",
      "policy: giude",
      "2:9: policy must be one of guide, guide-retries, core, fixed, or numbers as {tries, waits, timeout}; did you mean guide?",
    ],
    [
      "a misspelt key of the policy",
      "policy:\n  trys: 3",
      "3:3: policy.trys is not a key of policy; did you mean tries?",
    ],
    [
      "a wait of the policy",
      "policy: { waits: [1m, later] }",
      "2:23: policy.waits[1] must be a duration such as 500ms, 30s or 1h30m.",
    ],
    ["a rate limit", "rate_limit: often", "2:13: rate_limit must be calls and a time, such as 60/min."],
    ["a secret key that is no UUID", "secret_key: abc", "2:13: secret_key must be a UUID."],
    [
      "a need that nobody has",
      "needs: [secrets]",
      "2:9: needs[0] must be one of secret, command; did you mean secret?",
    ],
    [
      "a receiver of two kinds",
      "receiver: { url: 'http://localhost:1', command: node a.js }",
      "2:11: receiver must have at most one of url, command and answers.",
    ],
    [
      "a misspelt answer of the receiver",
      "receiver: { answers: [{ stauts: 500 }] }",
      "2:25: receiver.answers[0].stauts is not a key of receiver.answers[0]; did you mean status?",
    ],
    [
      "a webhook for an event that is none",
      "webhooks:\n  - { level: user, events: [EMAIL_REPLAY] }",
      "3:29: webhooks[0].events[0] must be one of EMAIL_SENT, FIRST_EMAIL_SENT, EMAIL_OPEN, EMAIL_LINK_CLICK, EMAIL_REPLY, EMAIL_BOUNCE, LEAD_UNSUBSCRIBED, LEAD_CATEGORY_UPDATED, CAMPAIGN_STATUS_CHANGED, UNTRACKED_REPLIES, MANUAL_STEP_REACHED; did you mean EMAIL_REPLY?",
    ],
    [
      "a webhook without a level",
      "webhooks:\n  - events: [EMAIL_REPLY]",
      "3:5: webhooks[0].level is missing; it must be one of user, client, campaign.",
    ],
    [
      "a webhook's URL",
      "webhooks: [{ level: user, url: localhost }]",
      "2:32: webhooks[0].url must be a URL that begins with http:// or https://.",
    ],
    [
      "a variable that is no name",
      "vars: { 1st: 1 }",
      "2:9: vars.1st must be a name of letters, digits and _, such as reply.",
    ],
    [
      "a misspelt key of the world",
      "world:\n  campaigns:\n    - { nam: A }",
      "4:9: world.campaigns[0].nam is not a key of world.campaigns[0]; did you mean name?",
    ],
    [
      "a client that the world does not have",
      "world:\n  clients: [{ name: Acme, email: a@acme.example }]\n  campaigns:\n    - { name: A, client: Acmy }",
      '5:26: world.campaigns[0].client is "Acmy", but there is no such client; did you mean Acme?',
    ],
    ["a world that is a number", "world: 5", "2:8: world must be the path of a world file, or its content."],
    [
      "a fault that is none",
      "faults: [{ kind: lost-respons }]",
      '2:18: faults[0].kind "lost-respons" is not a fault; did you mean lost-response?',
    ],
    [
      "a fault without a kind",
      "faults: [{ attempt: 1 }]",
      "2:10: faults[0].kind is missing; the kinds are lost-response, timeout, reset, slow-body, truncated-body, override-status, hold, duplicate, reorder, delay, burst, malformed-json, wrong-content-type, wrong-secret, bad-signature, missing-header, drop-field, null-field, extra-field, wrong-type, huge-body, stale-timestamp, unknown-event, api-status, api-latency, api-reset.",
    ],
  ])("%s", (_, settings, sentence) => {
    expect(complaintOn(withSettings(settings))).toBe(sentence);
  });
});
