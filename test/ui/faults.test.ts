import { expect, it } from "vitest";
import { anAttempt, entry, oneEvent } from "./build.ts";
import { aFault, errorBody } from "./fake-mock.ts";
import { uiTests } from "./opened-ui.ts";

const ui = uiTests();

/** What stands between the counters and the notice. */
function main(screen: string): string {
  return screen.split("\n").slice(5, -2).join("\n").trimEnd();
}

function disturbedHistory(): void {
  const lost = anAttempt({
    outcome: "network_error",
    status: null,
    faults: ["lost-response"],
    next_attempt_at: "2026-01-05T09:01:00.087Z",
  });
  const categorised = anAttempt({ faults: ["null-field"] });
  ui.current.entries = [
    ...oneEvent(1),
    entry(3, { type: "attempt.finished", delivery_id: "dlv_1", attempt: lost }),
    ...oneEvent(4, { event_type: "LEAD_CATEGORY_UPDATED" }),
    entry(6, { type: "attempt.finished", delivery_id: "dlv_4", attempt: categorised }),
  ];
}

it("shows how many faults are armed, what each does and how often it was performed", async () => {
  ui.current.faults = [
    aFault({ kind: "lost-response", attempt: 1 }, { matched: 5, performed: 2 }),
    aFault({ kind: "api-status", status: 503 }, { id: "flt_2", matched: 1, performed: 1, ended: true }),
    aFault({ kind: "delay", by: "2m" }, { id: "flt_3", event_id: "evt_9" }),
  ];
  const terminal = ui.open();
  await terminal.until(/2 faults active/);
  terminal.type("f");
  expect(main(await terminal.until(/What delay does/))).toMatchInlineSnapshot(`
    "  state    applied  fault
    › active         0  delay:by=2m (one event)
      ended          1  api-status:status=503
      active    2 of 5  lost-response:attempt=1

    What delay does. For event evt_9 only."
  `);
  terminal.type("j");
  await terminal.until(/What api-status does/);
  terminal.type("j");
  await terminal.until(/What lost-response does/);
});

it("arms what was picked and written, and disarms it again", async () => {
  const terminal = ui.open();
  await terminal.until(/● live/);
  terminal.type("f");
  await terminal.until(/No fault is active; press a to arm one/);
  terminal.type("a");
  expect(main(await terminal.until(/Choose a fault/))).toMatchInlineSnapshot(`
    "Choose a fault (type to search)
    › lost-response       the receiver answers, but the answer is lost: a network e…
      timeout             the receiver gets the whole request, but its answer does …
      reset               the connection is reset before, during or after the body
      slow-body           the body is sent in pieces, spread over a time
      truncated-body      only a part of the body is sent, less than Content-Length…
      override-status     a gateway's answer replaces the receiver's
      hold                the attempt waits until you release, change, answer or dr…
      duplicate           the same delivery is sent again, with the same request id…
      reorder             a delivery is held back until later ones have been sent
      delay               a delivery is sent later
      burst               deliveries are collected and sent at the same time
      malformed-json      the body is cut off, so it is not valid JSON
      wrong-content-type  the Content-Type is not JSON
      wrong-secret        secret_key, the URL's token and the signature are wrong
      bad-signature       X-Smartlead-Signature does not match the body
      … 11 more; type to narrow them down"
  `);
  terminal.type("lost\r");
  await terminal.until(/› lost-response:/);
  terminal.type("attempt=1|2");
  await terminal.until(/attempt=1\|2/);
  terminal.type("\r");
  await terminal.until(/1 fault active.*lost-response:attempt=1\|2.*Armed: What lost-response does/s);
  expect(ui.current.calls.at(-1)).toBe('POST /faults {"attempt":[1,2],"kind":"lost-response"}');
  terminal.type("x");
  await terminal.until(/Disarmed lost-response:attempt=1\|2/);
  expect(ui.current.calls.at(-1)).toBe("DELETE /faults/flt_1");
  expect(terminal.screen()).not.toMatch(/fault active/);
});

it("shows the fields of a chosen kind, and disarms all at once", async () => {
  ui.current.faults = [aFault({ kind: "timeout" }), aFault({ kind: "delay" }, { id: "flt_2" })];
  const terminal = ui.open();
  await terminal.until(/2 faults active/);
  terminal.type("ffreset");
  await terminal.until(/Choose a fault reset/);
  terminal.type("\r");
  expect(main(await terminal.until(/Write the fault.* at /s))).toMatchInlineSnapshot(`
    "Write the fault Enter arms it; write fields as name=value, separated by commas
    › reset:▏

      at  before, during or after the body
      for whom and how often: event_type, level, campaign_id, lead_email, attempt,
      probability, first, every, limit, from, until"
  `);
  terminal.type("\u001b");
  await terminal.until(/What delay does/);
  terminal.type("X");
  await terminal.until(/Disarmed 2/);
  expect(ui.current.calls.at(-1)).toBe("DELETE /faults");
});

it("says what is wrong with a rule and lets it be mended", async () => {
  const terminal = ui.open();
  await terminal.until(/● live/);
  terminal.type("fa");
  await terminal.until(/Choose a fault/);
  terminal.type("lost-response:attempt");
  await terminal.until(/response:attempt/);
  terminal.type("\r");
  await terminal.until(/has "attempt", which is not field=value/);
  ui.current.refuse = { status: 400, body: errorBody("bad_request", "The body.attempt must be a whole number.") };
  terminal.type("=x\r");
  await terminal.until(/The body\.attempt must be a whole number\..*/s);
  ui.current.refuse = null;
  terminal.type("\u007f1\r");
  await terminal.until(/Armed: What lost-response does/);
});

it("marks a delivery that a fault has touched, by name where there is room, and tells it in the details", async () => {
  disturbedHistory();
  const narrow = ui.open();
  const screen = await narrow.until(/LEAD_CATEGORY_UPDA… !/);
  expect(screen).toMatch(/EMAIL_REPLY ! /);
  // From 160 columns on the details stand beside a narrower list.
  const wide = ui.open({ columns: 156, rows: 48 });
  expect(await wide.until(/EMAIL_REPLY !lost-response/)).toMatch(/LEAD_CATEGORY_UPDATED ! /);
  wide.type("gg\r");
  await wide.until(/faults +lost-response/);
});
