import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { load } from "../../../src/harness/load/load-library.ts";
import { playScenario } from "../../../src/harness/session/play-scenario.ts";
import { createSmartLead } from "../../../src/library/create-smart-lead.ts";
import { freePort, runCli } from "../../cli/run-cli.ts";

const RECEIVER = join(import.meta.dirname, "../../../fixtures/receivers/states.py");
const PLAIN = { subject: "Hi" };

function hasPython(): boolean {
  try {
    execFileSync("python3", ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!hasPython())("a receiver in Python", { timeout: 120_000 }, () => {
  let running: ChildProcess;
  let origin = "";

  beforeAll(async () => {
    const port = await freePort();
    origin = `http://127.0.0.1:${port}`;
    running = spawn("python3", [RECEIVER], { env: { ...process.env, PORT: String(port) } });
    if (running.stdout !== null) await once(running.stdout, "data");
  });
  afterAll(() => running.kill());

  const target = () => `${origin}/webhooks/smartlead`;
  const stateOf = async (email: string) => (await fetch(`${origin}/leads/${encodeURIComponent(email)}`)).json();

  it.each([
    ["none", 0, []],
    ["last-write-wins", 1, ["SL-7.1", "SL-7.2"]],
  ] as const)("is held to the same state in every order: DEFECT=%s", async (defect, expected, failing) => {
    const at = `http://127.0.0.1:${await freePort()}`;
    const flags = ["--only", "SL-7", "--target", `${at}/hook`, "--state", `${at}/leads/{lead}`, "--json"];
    const { code, stdout } = await runCli(["verify", ...flags, "--", "env", `DEFECT=${defect}`, "python3", RECEIVER]);
    const items = JSON.parse(stdout).groups.flatMap(({ items: some }: { items: readonly object[] }) => some);
    const failed = items.filter(({ grade }: { grade: string }) => grade === "fail").map(({ id }: { id: string }) => id);
    expect(failed).toEqual(failing);
    expect(code).toBe(expected);
  });

  it("loses nothing in an outage", async () => {
    const played = await playScenario("outage", { target: { command: ["python3", RECEIVER] } });
    expect(played.grade, played.text).toBe("ok");
  });

  it("gets a held delivery once it is released, and not before", async () => {
    const smartlead = await createSmartLead({ target: target(), run: "held", faults: [{ kind: "hold" }] });
    const event = await smartlead.emit("EMAIL_SENT", PLAIN);
    const email = event.lead_email ?? "";
    const held = await vi.waitUntil(() => smartlead.held.list()[0]);
    expect(await stateOf(email)).toEqual({});
    smartlead.held.release(held.delivery_id);
    await smartlead.settle();
    expect(await stateOf(email)).toEqual({ last_event: "EMAIL_SENT" });
    await smartlead.close();
  });

  it("knows what is sent again after a snapshot was restored", async () => {
    const smartlead = await createSmartLead({ target: target(), clock: "virtual", run: "snapshots" });
    const before = await smartlead.snapshot();
    const answers: (string | undefined)[] = [];
    for (let round = 0; round < 2; round += 1) {
      const event = await smartlead.emit("EMAIL_SENT", PLAIN);
      await smartlead.settle();
      answers.push(event.deliveries[0]?.attempts[0]?.response?.body);
      await smartlead.restore(before);
    }
    expect(answers).toEqual(['{"status":"processed"}', '{"status":"already_processed"}']);
    await smartlead.close();
  });

  it("does each event's work once under load and chaos", async () => {
    const loaded = await load({
      target: { command: ["python3", RECEIVER] },
      rate: 40,
      for: "2s",
      chaos: "duplicate=20%,lost-response=10%,delay=5%",
      thresholds: { errors: "5%" },
    });
    expect(loaded.grade, loaded.text).toBe("ok");
    expect(loaded.measures).toMatchObject({ sent: 80, acknowledged: 80, done: 80, lost: 0, doubled: 0 });
  });
});
