import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { LeadView } from "../../src/server/client/world-answers.ts";
import { AT, aDelivery, anAttempt, aState, emitted, entry, oneEvent } from "./build.ts";
import { aFault } from "./fake-mock.ts";
import type { FakeTerminal } from "./terminal.ts";
import { mainOf, uiBench } from "./ui-bench.ts";

const bench = uiBench();
/** It would be an expression in a scenario. */
const HERE = "$".concat("{here}");
const request = {
  url: "http://localhost:3000/hook?token=abc",
  headers: { "Content-Type": "application/json", "X-Request-Id": "0d5b" },
  body: JSON.stringify({ event_type: "EMAIL_REPLY", preview_text: `it's ${HERE}`, secret_key: "s3cret" }),
};

const folders: string[] = [];
const before = { cwd: process.cwd(), editor: process.env.EDITOR, visual: process.env.VISUAL };

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), "smartlead-ui-"));
  folders.push(folder);
  process.chdir(folder);
  delete process.env.VISUAL;
});
afterEach(() => {
  process.chdir(before.cwd);
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  setVariable("EDITOR", before.editor);
  setVariable("VISUAL", before.visual);
});

function setVariable(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

/** A delivery that was sent twice, in the list and on the screen. */
async function withDelivery(columns = 100, rows = 30): Promise<FakeTerminal> {
  const failed = anAttempt({ outcome: "network_error", status: null, faults: ["lost-response"], next_attempt_at: AT });
  const attempts = [failed, anAttempt({ number: 2 })];
  const [event] = oneEvent(1);
  bench.mock.entries = [
    event!,
    entry(2, { type: "delivery.created", delivery: aDelivery() }),
    ...attempts.map((attempt, index) => entry(3 + index, { type: "attempt.finished", delivery_id: "dlv_1", attempt })),
  ];
  bench.mock.deliveries.set("dlv_1", aDelivery({ request, attempts, duplicate: "unproven" }));
  bench.mock.events.set("evt_1", { ...emitted("evt_1"), event_type: "EMAIL_REPLY", deliveries: ["dlv_1"], at: AT });
  const terminal = bench.open(columns, rows);
  await terminal.until(/› .*EMAIL_REPLY/);
  return terminal;
}

describe("a delivery", () => {
  it("is sent twice at once", async () => {
    const terminal = await withDelivery();
    terminal.type("d");
    await terminal.until(/was sent twice at once/);
    expect(bench.mock.calls).toEqual(Array(2).fill('POST /deliveries/dlv_1/resend {"request_id":"same"}'));
  });

  it("is sent as it was edited, with a new request id", async () => {
    writeFileSync("editor.sh", 'sed -i.bak "s/it.s [^\\"]*/edited/" "$1"\n');
    process.env.EDITOR = "sh ./editor.sh";
    const terminal = await withDelivery();
    terminal.type("e");
    await terminal.until(/was sent as edited, with a new request id/);
    const [call] = bench.mock.calls;
    expect(call).toMatch(/^POST \/deliveries\/dlv_1\/resend \{"request_id":"new","body":/);
    expect(call).toContain('\\"preview_text\\": \\"edited\\"');
    expect([terminal.isAlternate, terminal.isRaw]).toEqual([true, true]);
    expect(terminal.written.match(/\u001b\[\?1049l/g)).toHaveLength(1);
  });

  it("is not sent when nothing was changed, when the editor fails, or when it would be no JSON any more", async () => {
    const terminal = await withDelivery();
    process.env.EDITOR = "true";
    terminal.type("e");
    await terminal.until(/Nothing was changed, so nothing was sent/);
    process.env.EDITOR = "exit 3;";
    terminal.type("e");
    await terminal.until(/The editor exit 3; ended with 3; set EDITOR to another one/);
    process.env.EDITOR = "echo '{' >";
    terminal.type("e");
    await terminal.until(/is not JSON, so it was not sent; press e to edit it again/);
    expect(bench.mock.calls).toEqual([]);
    process.env.EDITOR = "echo '}' >>";
    terminal.type("e");
    await terminal.until(/was sent as edited/);
    expect(bench.mock.calls).toEqual([`POST /deliveries/dlv_1/resend {"request_id":"new","body":"{\\n}"}`]);
  });

  it("is copied as a curl line, without its secrets", async () => {
    const terminal = await withDelivery();
    terminal.type("y");
    await terminal.until(/clipboard; s saves it\. Needs \$WEBHOOK_SECRET_KEY/);
    const [, encoded = ""] = /\u001b\]52;c;([^\u0007]+)\u0007/.exec(terminal.written) ?? [];
    expect(Buffer.from(encoded, "base64").toString()).toMatchInlineSnapshot(
      `"curl --include --globoff --path-as-is --request POST --header 'Content-Type: application/json' --header 'X-Request-Id: 0d5b' --header User-Agent: --header Accept: --data-raw '{"event_type":"EMAIL_REPLY","preview_text":"it'\\''s \${here}","secret_key":"'"$WEBHOOK_SECRET_KEY"'"}' 'http://localhost:3000/hook?token='"$WEBHOOK_TOKEN""`,
    );
  });

  it("that is too long for a clipboard is not copied", async () => {
    const terminal = await withDelivery();
    bench.mock.deliveries.set("dlv_1", aDelivery({ request: { ...request, body: "x".repeat(100_000) } }));
    terminal.type("y");
    await terminal.until(/It is too long for a clipboard; s saves it as a file/);
    expect(terminal.written).not.toContain("\u001b]52");
  });

  it("is saved as a fixture, under the name that was written, and never over another file", async () => {
    const terminal = await withDelivery();
    terminal.type("s");
    expect(mainOf(await terminal.until(/Save EMAIL_REPLY as what/))).toMatchInlineSnapshot(`
      "Save EMAIL_REPLY as what? (type to search)
      › fixture      its body, for trigger --body and your own tests
        scenario     a YAML file for smartlead-mock run, faults included
        vitest test  a test with smartlead-mock/vitest, faults included
        curl         a shell script that sends the same request"
    `);
    terminal.type("\r");
    await terminal.until(/save as EMAIL_REPLY-dlv_1\.json/);
    terminal.type("\u0015kept/reply.json\r");
    await terminal.until(/Saved as kept\/reply\.json\. Secrets are left out/);
    expect(JSON.parse(readFileSync("kept/reply.json", "utf8"))).toEqual({
      event_type: "EMAIL_REPLY",
      preview_text: `it's ${HERE}`,
      secret_key: "***",
    });
    terminal.type("s\r");
    await terminal.until(/save as EMAIL_REPLY/);
    terminal.type("\u0015kept/reply.json\r");
    await terminal.until(/kept\/reply\.json was not saved: a file of that name already/);
  });

  it("is saved as a scenario and as a test, with the faults that touched it", async () => {
    bench.mock.faults = [aFault({ kind: "lost-response", attempt: 1, event_type: "EMAIL_REPLY", limit: 3 })];
    const terminal = await withDelivery();
    terminal.type("sscenario\r");
    await terminal.until(/save as EMAIL_REPLY-dlv_1\.yaml/);
    terminal.type("\r");
    await terminal.until(/Saved as EMAIL_REPLY-dlv_1\.yaml/);
    expect(readFileSync("EMAIL_REPLY-dlv_1.yaml", "utf8")).toMatchInlineSnapshot(`
      "# EMAIL_REPLY of campaign 3600001, 2026-01-05T09:00:00.000Z, delivery dlv_1
      # smartlead-mock run THIS_FILE --target http://localhost:3000/hook
      name: "EMAIL_REPLY of ann@example.com is taken"
      webhooks:
        - { level: user, events: [EMAIL_REPLY] }
      steps:
        - emit: EMAIL_REPLY
          as: kept
          body: {"event_type":"EMAIL_REPLY","preview_text":"it's $\${here}","secret_key":"***"}
          faults: [{"kind":"lost-response","attempt":[1]}]
        - settle: kept
        - expect:
            - {
                delivery: kept,
                state: delivered,
                duplicate: { one_of: [acknowledged, effect-once] },
              }
      "
    `);
    terminal.type("svitest\r");
    await terminal.until(/save as EMAIL_REPLY-dlv_1\.test\.ts/);
    terminal.type("\r");
    await terminal.until(/Saved as EMAIL_REPLY-dlv_1\.test\.ts/);
    expect(readFileSync("EMAIL_REPLY-dlv_1.test.ts", "utf8")).toMatchInlineSnapshot(`
      "import { smartleadTest } from "smartlead-mock/vitest";
      import { expect } from "vitest";

      // Your endpoint: its URL, or the function that answers its requests.
      const test = smartleadTest({ target: process.env.WEBHOOK_URL ?? "http://localhost:3000/hook" });

      test("EMAIL_REPLY of ann@example.com is taken", async ({ smartlead }) => {
        const event = await smartlead.emit("EMAIL_REPLY", undefined, {
          body: {
            "event_type": "EMAIL_REPLY",
            "preview_text": "it's \${here}",
            "secret_key": "***"
          },
          faults: [{"kind":"lost-response","attempt":[1]}],
        });
        await smartlead.settle();

        expect(event).toBeDelivered();
        expect(event).toBeIdempotent();
      });
      "
    `);
    terminal.type("scurl\r");
    await terminal.until(/save as EMAIL_REPLY-dlv_1\.sh/);
    terminal.type("\r");
    await terminal.until(/Saved as EMAIL_REPLY-dlv_1\.sh/);
    expect(readFileSync("EMAIL_REPLY-dlv_1.sh", "utf8")).toMatch(/^curl --include/m);
  });

  it("has to be chosen first", async () => {
    const terminal = bench.open();
    await terminal.until(/Nothing has been sent/);
    for (const [key, purpose] of [
      ["d", "send it twice"],
      ["e", "edit and send it"],
      ["y", "copy it"],
      ["s", "save it"],
    ] as const) {
      terminal.type(key);
      await terminal.until((screen) => screen.includes(`Select a delivery to ${purpose}.`));
    }
  });
});

describe("an event", () => {
  const ann: LeadView = {
    id: 1,
    email: "ann@example.com",
    first_name: "Ann",
    last_name: "Lee",
    company_name: "Acme",
    is_unsubscribed: false,
    campaigns: [{ campaign_id: 3600001, status: "INPROGRESS", category: null, step: 1, messages: 1, replies: 0 }],
  };

  it("is made to happen in a campaign and to a lead that were picked", async () => {
    bench.mock.world = {
      clients: [{ id: 30101, name: "Client A" }],
      campaigns: [
        { id: 3600001, name: "Outbound", status: "ACTIVE", client_id: 30101, steps: 3, leads: 12, replies: 2 },
        { id: 3600002, name: "Inbound", status: "PAUSED", client_id: null, steps: 2, leads: 7, replies: 0 },
      ],
      webhooks: [],
    };
    bench.mock.leads = [ann, { ...ann, id: 2, email: "bob@example.com", first_name: "Bob", is_unsubscribed: true }];
    const terminal = bench.open();
    await terminal.until(/Nothing has been sent/);
    terminal.type("t");
    await terminal.until(/Tab choose campaign and lead/);
    terminal.type("bounce\t");
    expect(mainOf(await terminal.until(/in which campaign/))).toMatchInlineSnapshot(`
      "EMAIL_BOUNCE in which campaign? (type to search)
      › any campaign       one with a webhook for the event
        3600001  Outbound  ACTIVE, 12 leads, Client A
        3600002  Inbound   PAUSED, 7 leads, no client"
    `);
    terminal.type("out\r");
    expect(mainOf(await terminal.until(/by which lead of 3600001\?.*bob@/s))).toMatchInlineSnapshot(`
      "EMAIL_BOUNCE by which lead of 3600001? (type to search)
      › any lead         the first suitable one
        ann@example.com  Ann Lee, Acme, in 3600001 inprogress
        bob@example.com  Bob Lee, Acme, unsubscribed, in 3600001 inprogress"
    `);
    terminal.type("ann");
    await terminal.until(/› ann@example\.com/);
    terminal.type("\r");
    await terminal.until(/EMAIL_BOUNCE of ann@example\.com goes to 1 webhook/);
    expect(bench.mock.calls).toEqual([
      'POST /events {"event_type":"EMAIL_BOUNCE","campaign_id":3600001,"lead_email":"ann@example.com"}',
    ]);
  });

  it("goes back to where it was asked for", async () => {
    const terminal = bench.open();
    await terminal.until(/Nothing has been sent/);
    terminal.type("t\t");
    await terminal.until(/in which campaign/);
    terminal.type("\r");
    await terminal.until(/by which lead\?/);
    terminal.type("\u001b");
    await terminal.until(/Nothing has been sent/);
    expect(bench.mock.calls).toEqual([]);
  });
});

describe("what had failed", () => {
  it("is sent again", async () => {
    const terminal = bench.open();
    await terminal.until(/Nothing has been sent/);
    terminal.type("F");
    await terminal.until(/There is no failed delivery that was not sent again already/);
    bench.mock.retriggered = 7;
    terminal.type("F");
    await terminal.until(/7 that had failed are sent again/);
    expect(bench.mock.calls).toEqual(["POST /retrigger {}", "POST /retrigger {}"]);
  });
});

describe("time and traffic", () => {
  it.each([
    ["J", 'POST /clock {"advance":"30m"}'],
    ["n", 'POST /clock {"next":true}'],
    ["C", 'POST /clock {"mode":"real"}'],
    ["c1h30m\r", 'POST /clock {"advance":"1h30m"}'],
    ["cx60\r", 'POST /clock {"speed":60}'],
    ["cnext\r", 'POST /clock {"next":true}'],
    ["cpause\r", 'POST /clock {"mode":"manual"}'],
    ["cgo\r", 'POST /clock {"mode":"real"}'],
    ["cvi\t\r", 'POST /clock {"mode":"virtual"}'],
  ])("%j moves the clock", async (keys, call) => {
    const terminal = bench.open();
    await terminal.until(/Nothing has been sent/);
    terminal.type(keys);
    await terminal.until(/The clock is at 2026-01-05T09:01:00\.000Z, and stopped/);
    expect(bench.mock.calls).toEqual([call]);
  });

  it("the clock takes nothing else", async () => {
    const terminal = bench.open(100, 24);
    await terminal.until(/Nothing has been sent/);
    terminal.type("c60\r");
    await terminal.until(/\^ The clock takes a duration such as 30m, a speed such as x60/);
    terminal.type("\u001b");
    await terminal.until(/t trigger/);
    expect(bench.mock.calls).toEqual([]);
  });

  it("C stops the clock that runs", async () => {
    bench.mock.state = aState({ clock: { mode: "real", speed: 1, now: AT } });
    const terminal = bench.open();
    await terminal.until(/clock real/);
    terminal.type("C");
    await terminal.until(/The clock is at/);
    expect(bench.mock.calls).toEqual(['POST /clock {"mode":"manual"}']);
  });

  it("P sets the rate of traffic", async () => {
    const terminal = bench.open();
    await terminal.until(/Nothing has been sent/);
    terminal.type("Pfast\r");
    await terminal.until(/A rate is a number such as 2 or 0\.5/);
    terminal.type("\u00152.5\r");
    await terminal.until(/Traffic runs: 2\.5 events per second/);
    expect(bench.mock.calls).toEqual(['POST /traffic {"rate":2.5}']);
  });
});

describe("a reset", () => {
  it("is asked about first", async () => {
    const terminal = bench.open(100, 24);
    await terminal.until(/Nothing has been sent/);
    terminal.type("\u0012");
    await terminal.until(/Reset the mock\?/);
    terminal.type("no\r");
    await terminal.until(/t trigger/);
    expect(bench.mock.calls).toEqual([]);
    terminal.type("\u0012yes\r");
    await terminal.until(/The mock was reset: the account is new, and deliveries were dropped/);
    expect(bench.mock.calls).toEqual(["POST /reset {}"]);
  });
});
