// biome-ignore-all lint/suspicious/noTemplateCurlyInString: scenarios write their expressions so.
import { describe, expect, it } from "vitest";
import { complaintOn, withSettings, withSteps } from "./a-scenario.ts";

describe("a name that stands for nothing, or for something else", () => {
  it.each([
    [
      "a misspelt name",
      ["settle: rely"],
      "4:13: steps[1].settle names rely, which is not known here; did you mean reply?",
    ],
    [
      "a name that nothing is like",
      ["settle: zzz"],
      "4:13: steps[1].settle names zzz, which is not known here; bind it by `as` in an earlier step, or in vars.",
    ],
    [
      "a name that is bound later",
      ["settle: opened", "{ emit: EMAIL_OPEN, as: opened }"],
      "4:13: steps[1].settle names opened, which is not known here; it is bound only later.",
    ],
    [
      "a name in its own step",
      ['{ emit: EMAIL_OPEN, as: opened, lead: "${opened.lead_email}" }'],
      "4:44: ${opened.lead_email} refers to nothing: no opened is known here; it is bound only later.",
    ],
    [
      "a row's name in a later row",
      ['{ emit: EMAIL_OPEN, table: [{ as: one }, { lead: "${one.lead_email}" }] }'],
      "4:55: ${one.lead_email} refers to nothing: no one is known here; it is bound only later.",
    ],
    [
      "one of a list of names",
      ["settle: [reply, all, rply]"],
      "4:26: steps[1].settle[2] names rply, which is not known here; did you mean reply?",
    ],
    [
      "a misspelt expression",
      ['{ emit: EMAIL_OPEN, lead: "${repyl.lead_email}" }'],
      "4:32: ${repyl.lead_email} refers to nothing: no repyl is known here; did you mean reply?",
    ],
    [
      "the second of two equal expressions' neighbour",
      ['{ emit: EMAIL_OPEN, set: { a: "${reply.event_id} ${nobody.x}" } }'],
      "4:54: ${nobody.x} refers to nothing: no nobody is known here; bind it by `as` in an earlier step, or in vars.",
    ],
    [
      "a misspelt part of an event",
      ['{ emit: EMAIL_OPEN, lead: "${reply.lead_emial}" }'],
      "4:32: ${reply.lead_emial} refers to nothing: reply has no lead_emial; did you mean lead_email?",
    ],
    [
      "a misspelt part of a delivery",
      ['expect: { value: "${reply.delivery.sate}", is: delivered }'],
      "4:23: ${reply.delivery.sate} refers to nothing: reply.delivery has no sate; did you mean state?",
    ],
    [
      "a part of a text",
      ['expect: { value: "${reply.event_id.x}", is: 1 }'],
      "4:23: ${reply.event_id.x} refers to nothing: reply.event_id is a single value and has no x.",
    ],
    [
      "a list as if it were one",
      ["{ emit: EMAIL_SENT, count: 3, as: mails }", '{ emit: EMAIL_OPEN, lead: "${mails.lead_email}" }'],
      "5:32: ${mails.lead_email} refers to nothing: mails is a list and has no lead_email; use an index, as in [0].",
    ],
    [
      "a misspelt part of an item",
      ["{ emit: EMAIL_SENT, count: 3, as: mails }", '{ emit: EMAIL_OPEN, lead: "${mails[2].lead}" }'],
      "5:32: ${mails[2].lead} refers to nothing: mails[2] has no lead; it has event_id, event_type, campaign_id, lead_email, lead_id, shadowed, explanation, deliveries, delivery.",
    ],
    [
      "a misspelt part of the mock",
      ['expect: { value: "${mock.uri}", is: x }'],
      "4:23: ${mock.uri} refers to nothing: mock has no uri; did you mean url?",
    ],
    [
      "a part of the seed",
      ['expect: { value: "${seed.x}", is: x }'],
      "4:23: ${seed.x} refers to nothing: seed is a single value and has no x.",
    ],
    [
      "an expression that cannot be read",
      ['expect: { value: "${reply.}", is: x }'],
      "4:23: ${reply.} cannot be read; write it like ${reply.lead_email} or ${replies[0].event_id}.",
    ],
    [
      "a fault where a delivery is wanted",
      ["{ arm: { kind: timeout }, as: outage }", "settle: outage"],
      "5:13: steps[2].settle names outage, which refers to faults, but a delivery is needed.",
    ],
    [
      "an event where a fault is wanted",
      ["disarm: reply"],
      "4:13: steps[1].disarm names reply, which refers to events, but a fault is needed.",
    ],
    [
      "a value where a delivery is wanted",
      ["{ set_vars: { x: 1 } }", "expect: { effects: 1, of: x }"],
      "5:31: steps[2].expect.of names x, which refers to a value, but a delivery is needed.",
    ],
    [
      "a name of the mock's own where a delivery is wanted",
      ["expect: { delivery: campaigns }"],
      "4:25: steps[1].expect.delivery names campaigns, which refers to a value, but a delivery is needed.",
    ],
    [
      "deliveries where an event is wanted",
      ["{ resend: reply, as: again }", "expect: { event: again }"],
      "5:22: steps[2].expect.event names again, which refers to deliveries that were sent again, but an event is needed.",
    ],
    [
      "all where one is wanted",
      ["expect: { delivery: all }"],
      "4:25: steps[1].expect.delivery names all, which only settle and disarm accept; use a name that an earlier step binds.",
    ],
    [
      "a place of one event",
      ['expect: { event: "reply[0]" }'],
      "4:23: steps[1].expect.event names reply, which is not a list: leave out the brackets.",
    ],
    [
      "too many places",
      ["settle: reply[0][1]"],
      "4:13: steps[1].settle names reply, which accepts at most one index in brackets.",
    ],
    [
      "a misspelt name in an order",
      ["expect: { order: [reply, relpy] }"],
      "4:30: steps[1].expect.order[1] names relpy, which is not known here; did you mean reply?",
    ],
    [
      "a misspelt name in duplicates",
      ["expect: { duplicates: { swallowed: 0 }, of: repl }"],
      "4:49: steps[1].expect.of names repl, which is not known here; did you mean reply?",
    ],
    [
      "a misspelt name in a wait",
      ["wait: { requests: 1, of: replies }"],
      "4:30: steps[1].wait.of names replies, which is not known here; bind it by `as` in an earlier step, or in vars.",
    ],
    [
      "an expression in a wait's end",
      ['wait: { requests: 1, within: "${limit}" }'],
      "4:35: ${limit} refers to nothing: no limit is known here; bind it by `as` in an earlier step, or in vars.",
    ],
    [
      "an expression in the receiver's script",
      ['receiver: [{ body: "${replay}" }]'],
      "4:25: ${replay} refers to nothing: no replay is known here; did you mean reply?",
    ],
    [
      "an expression in a matcher",
      ['expect: { delivery: reply, payload: { subject: { contains: "${subjekt}" } } }'],
      "4:65: ${subjekt} refers to nothing: no subjekt is known here; bind it by `as` in an earlier step, or in vars.",
    ],
    [
      "a captured name that is misspelt",
      ['{ api: GET /campaigns, capture: { first: "[0].id" } }', "api: GET /campaigns/${frist}"],
      "5:25: ${frist} refers to nothing: no frist is known here; did you mean first?",
    ],
    [
      "a name of one alternative within another",
      ["choose: [{ steps: [{ emit: EMAIL_OPEN, as: one }] }, { steps: [{ settle: one }] }]"],
      "4:78: steps[1].choose[1].steps[0].settle names one, which is not known here; it is bound only later.",
    ],
    [
      "a name of a repetition before its step",
      ["repeat: 2\nsteps:\n  - settle: opened\n  - { emit: EMAIL_OPEN, as: opened }"],
      "6:17: steps[1].steps[0].settle names opened, which is not known here; it is bound only later.",
    ],
    [
      "a variable before it is set",
      ['set_vars: { a: "${b}", b: 1 }'],
      "4:21: ${b} refers to nothing: no b is known here; it is bound only later.",
    ],
    [
      "a name of the mock's own",
      ["{ emit: EMAIL_OPEN, as: campaigns }"],
      "4:29: steps[1].as cannot be named campaigns: that name is reserved; choose another one.",
    ],
    [
      "all as a name",
      ["{ emit: EMAIL_OPEN, as: all }"],
      "4:29: steps[1].as cannot be named all: that name is reserved; choose another one.",
    ],
    [
      "a counter called now",
      ["{ repeat: 2, index: now, steps: [{ settle: all }] }"],
      "4:25: steps[1].index cannot be named now: that name is reserved; choose another one.",
    ],
    [
      "two mistakes of names",
      ["settle: rely", "settle: relpy"],
      "4:13: steps[1].settle names rely, which is not known here; did you mean reply? (and 1 more).",
    ],
  ])("%s", (_, steps, sentence) => {
    expect(complaintOn(withSteps(...steps))).toBe(sentence);
  });

  it.each([
    [
      "a variable that uses a later one",
      'vars: { a: "${b}", b: 1 }',
      "2:13: ${b} refers to nothing: no b is known here; it is bound only later.",
    ],
    [
      "a variable that uses itself",
      'vars: { a: "${a}" }',
      "2:13: ${a} refers to nothing: no a is known here; it is bound only later.",
    ],
    [
      "a variable with the time",
      'vars: { at: "${now}" }',
      "2:14: ${now} refers to nothing: no now is known here; it is available only from the first step on.",
    ],
    [
      "a variable called seed",
      "vars: { seed: 3 }",
      "2:9: vars.seed cannot be named seed: that name is reserved; choose another one.",
    ],
    [
      "a world with an unknown name",
      'vars: { city: Rome }\nworld: { campaigns: [{ name: "${ctiy}" }] }',
      "3:31: ${ctiy} refers to nothing: no ctiy is known here; did you mean city?",
    ],
    [
      "a webhook with an unknown name",
      'webhooks: [{ level: user, url: "${targte}/x" }]',
      "2:33: ${targte} refers to nothing: no targte is known here; did you mean target?",
    ],
    [
      "a fault with a name of later",
      'faults: [{ kind: timeout, lead_email: "${leads[0].email}" }]',
      "2:40: ${leads[0].email} refers to nothing: no leads is known here; it is available only from the first step on.",
    ],
    [
      "a time with an expression",
      "vars: { at: x }\nnow: ${at}",
      "3:6: ${at} cannot be used in now: expressions work only in vars, world, webhooks, faults and steps.",
    ],
    [
      "a wait of the policy with an expression",
      'policy: { waits: ["${pause}"] }',
      "2:20: ${pause} cannot be used in policy: expressions work only in vars, world, webhooks, faults and steps.",
    ],
    [
      "an answer of the receiver with an expression",
      'receiver: { answers: [{ body: { id: "${run}" } }] }',
      "2:38: ${run} cannot be used in receiver: expressions work only in vars, world, webhooks, faults and steps.",
    ],
  ])("in the settings: %s", (_, settings, sentence) => {
    expect(complaintOn(withSettings(settings))).toBe(sentence);
  });
});

describe("a name that is right", () => {
  it.each([
    [
      "a name bound by one of two alternatives",
      [
        "choose: [{ steps: [{ emit: EMAIL_OPEN, as: one }] }, { steps: [{ emit: EMAIL_SENT, as: two }] }]",
        "settle: [one, two]",
      ],
    ],
    [
      "a name that alternatives bind to different things",
      [
        "choose: [{ steps: [{ arm: { kind: timeout }, as: it }] }, { steps: [{ emit: EMAIL_SENT, as: it }] }]",
        "settle: it",
        "disarm: it",
      ],
    ],
    [
      "a name bound in a repetition, after it",
      ['{ repeat: 2, index: i, steps: [{ emit: EMAIL_OPEN, as: opened, set: { n: "${i}" } }] }', "settle: opened"],
    ],
    ["a name that a round rebinds", ["repeat: 2\nsteps:\n  - settle: reply\n  - { resend: reply, as: reply }"]],
    [
      "a name that is bound anew to something else",
      ["{ arm: { kind: timeout }, as: it }", "disarm: it", "{ emit: EMAIL_OPEN, as: it }", "settle: it"],
    ],
    [
      "places of many, and of their deliveries",
      ["{ emit: EMAIL_OPEN, count: 3, as: many }", 'settle: ["many[1]", "many[1][0]", "reply[0]"]'],
    ],
    [
      "places that are expressions",
      ["{ emit: EMAIL_OPEN, count: 3, as: many }", '{ repeat: 3, index: i, steps: [{ settle: "many[${i}]" }] }'],
    ],
    ["a reference that is an expression", ["set_vars: { which: reply }", "settle: ${which}"]],
    [
      "an answer, what it caused, and what was captured",
      [
        "{ api: POST /campaigns/1/status, as: started, capture: { ok: ok } }",
        "settle: started",
        'expect: [{ value: "${started.status} ${started.body.any.thing} ${started.events[0].event_id} ${started.lead_email}", is: x }, { value: "${ok}", is: true }]',
      ],
    ],
    [
      "a resend as one delivery and as several",
      [
        "{ resend: reply, as: again }",
        'expect: { value: "${again.request_id} ${again.delivery.id} ${again[0].id}", is: x }',
      ],
    ],
    [
      "names of the performance itself",
      [
        'expect: { value: "${mock.url} ${mock.api} ${now} ${campaigns[0].name} ${leads[1].email} ${target} ${receiver.url} ${seed} ${run} ${campaigns.length}", is: x }',
      ],
    ],
    ["a literal that looks like an expression", ['{ emit: EMAIL_OPEN, set: { a: "$${nobody} costs ${" } }']],
    ["an expression in a name that is not filled in", ['{ name: "${later}", mock: reset }']],
    [
      "ids of faults",
      [
        "{ arm: [{ kind: timeout }, { kind: delay }], as: both }",
        'expect: { value: "${both.id} ${both.ids[1]}", is: x }',
        "disarm: both",
      ],
    ],
  ])("%s", (_, steps) => {
    expect(complaintOn(withSteps(...steps))).toBe("nothing");
  });

  it.each([
    [
      "variables that use earlier ones, and what is known before",
      'vars: { a: 1, b: "${a} ${seed} ${run} ${target} ${receiver.url}" }',
    ],
    ["a command with its shell's expressions", "receiver: { command: \"sh -c 'node server.js ${PORT}'\" }"],
    [
      "a world, webhooks and faults with variables",
      'vars: { lead: ann@example.com, city: Rome }\nworld: { campaigns: [{ name: "${city}" }] }\nwebhooks: [{ level: user, url: "${target}?again" }]\nfaults: [{ kind: timeout, lead_email: "${lead}" }]',
    ],
    ["an expression in a description", "description: costs ${amount}"],
  ])("in the settings: %s", (_, settings) => {
    expect(complaintOn(withSettings(settings))).toBe("nothing");
  });
});
