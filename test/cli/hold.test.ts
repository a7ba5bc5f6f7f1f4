import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createMock } from "../../src/mock/create-mock.ts";
import type { SmartLeadMock } from "../../src/mock/mock.ts";
import { type RunningServer, startServer } from "../../src/server/server.ts";
import { sectionOf } from "../doc-pages.ts";
import { QUIET } from "../http/control/control-bench.ts";
import { CliRun, runCli, startReceiver, type TestReceiver } from "./run-cli.ts";

let receiver: TestReceiver;
let mock: SmartLeadMock;
let server: RunningServer;

beforeAll(async () => {
  receiver = await startReceiver();
  mock = createMock({ target: receiver.url, clock: "manual" });
  server = await startServer({ mock, ...QUIET });
});
afterAll(async () => {
  await mock.close(0);
  await server.close();
  await receiver.close();
});

const EXAMPLE = sectionOf("docs/hold.md", "An example");
const LINES = [...EXAMPLE.matchAll(/^smartlead-mock (.+?)(?:\s{2,}#.*)?$/gm)].map(([, line = ""]) => line);
const lineWith = (words: string) => LINES.find((line) => line.includes(words)) ?? expect.fail(`no line with ${words}`);

/** The line's words; quotes hold together what is JSON. */
function wordsOf(line: string, id = ""): string[] {
  const words = (line.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll("'", ""));
  return words.map((word) => (word.startsWith("dlv_") ? id : word));
}

const cli = (line: string, id?: string) =>
  runCli([...wordsOf(line, id), "--connect", `http://127.0.0.1:${server.port}`]);

/** Arms by a line of the page, makes a reply and waits until it is held. */
async function heldBy(arming: string): Promise<string> {
  expect((await cli(arming)).code).toBe(0);
  const isHeld = new Promise<string>((resolve) => {
    const end = mock.journal.subscribe((entry) => {
      if (entry.type !== "hold.changed" || entry.change !== "held") return;
      end();
      resolve(entry.delivery_id);
    });
  });
  mock.emit({ eventType: "EMAIL_REPLY" });
  return isHeld;
}

describe("smartlead-mock hold", () => {
  it("does in the page's example what the page says", async () => {
    expect((await cli(lineWith("faults arm hold:event_type"))).stdout).toContain("Armed");
    const lead = mock.world.leads[0]?.email ?? "";
    const triggered = new CliRun([
      ...wordsOf(lineWith("trigger").replace("ada@analytical.example", lead)),
      ...["--connect", `http://127.0.0.1:${server.port}`],
    ]);
    let listed = "";
    while (!listed.includes("dlv_")) listed = (await cli("hold")).stdout;
    const id = listed.slice(0, listed.indexOf(" "));
    const shown = /^dlv_.*$/m.exec(EXAMPLE)?.[0] ?? "";
    expect(listed.trim()).toBe(shown.replace(/^dlv_\w+/, id).replace("ada@analytical.example", lead));
    expect((await cli(lineWith("hold show"), id)).stdout).toContain('"event_type":"EMAIL_REPLY"');
    expect(receiver.requests).toEqual([]);
    expect((await cli(lineWith("--body"), id)).stdout).toBe(
      `Released ${id}  EMAIL_REPLY  ${lead}  attempt 1, before it is sent.\n`,
    );
    expect((await triggered.result()).code).toBe(0);
    expect(receiver.requests.map(({ body }) => body)).toEqual(['{"event_type":"EMAIL_REPLY","reply_message":null}']);
  });

  it("answers, drops and lets all go, and knows what there is not", async () => {
    const first = await heldBy("faults arm hold:limit=3");
    expect((await cli(lineWith("--status 503"), first)).stdout).toMatch(/^Answered dlv_/);
    mock.emit({ eventType: "EMAIL_OPEN", count: 2 });
    const [second] = mock.held.list();
    expect((await cli(lineWith("hold drop"), second?.delivery_id)).stdout).toMatch(/^Dropped dlv_/);
    expect((await cli(lineWith("release all"))).stdout).toBe("Released 1.\n");
    expect((await cli("hold")).stdout).toContain("Nothing is held.");
    const [unknown, misspelt] = [await cli("hold show", "x"), await cli("hold relaese x")];
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining("needs the id of a delivery")]);
    expect([misspelt.code, misspelt.stderr]).toEqual([2, expect.stringContaining("did you mean release?")]);
  });

  it("holds an answer, and makes a failure of it", async () => {
    const id = await heldBy(lineWith("at=answer"));
    const { stdout } = await cli(lineWith("hold show"), id);
    expect(stdout).toContain("answered 200");
    await cli(lineWith("--status 500"), id);
    expect(mock.deliveries.get(id)?.attempts).toMatchObject([{ outcome: "server_error", status: 500 }]);
  });
});
