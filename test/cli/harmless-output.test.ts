import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { COMMANDS } from "../../src/cli/command-table.ts";
import type { Frame } from "../../src/journal/entry.ts";
import { aDelivery, anAttempt } from "../unit/journal/a-delivery.ts";
import { lifeOf, linesOfFrames, recorded } from "../unit/recordings/a-recording.ts";
import { CliRun, emptyDirectory, runCli, startReceiver, type TestReceiver } from "./run-cli.ts";

/** One of each kind that a terminal obeys, or shows nothing of. */
const HOSTILE = [
  "\u001b[2J\u001b]0;owned\u0007\u0000\b",
  "\u007f\u009b2J\u009d0;x\u009c\u0085",
  "\u202e\u2066\u200e\u061c",
  "\u2028\u2029",
  "\u200b\u2060\ufeff\u180e\u00ad\u034f",
  "\u{e0041}\u{e007f}\u{e0100}",
  "\ufff9\uffff",
].join("x");
/** All of Unicode's that no terminal and no log may get as it is. */
const HARMFUL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Cs}]/u;

const receivers: TestReceiver[] = [];
afterEach(async () => {
  for (const receiver of receivers.splice(0)) await receiver.close();
});

/** One that says what is hostile in its answer's body, as bytes of UTF-8. */
async function hostileReceiver(): Promise<TestReceiver> {
  const receiver = await startReceiver((response) => {
    response.statusCode = 400;
    response.end(JSON.stringify({ error: HOSTILE, raw: 1 }) + HOSTILE);
  });
  receivers.push(receiver);
  return receiver;
}

/** A recording in which they stand wherever a text may. */
function hostileFrames(): readonly Frame[] {
  const body = `{"event_type":"EMAIL_REPLY","name":"${HOSTILE.replace(/[\u0000-\u001f]/g, "")}"}`;
  const response = { headers: { "x-note": HOSTILE }, body: HOSTILE, bytes: 9, truncated: false };
  const delivery = aDelivery({
    lead_email: `a${HOSTILE}@x.test`,
    webhook: { id: 1, name: HOSTILE, level: "user", url: `http://localhost/${HOSTILE}` },
    request: { url: "http://localhost/hook", headers: { "X-Note": HOSTILE }, body },
  });
  const attempt = anAttempt(1, "rejected", { status: 400, response, error: HOSTILE });
  return recorded(
    ...lifeOf(delivery, 400).map((fact) => (fact.type === "attempt.finished" ? { ...fact, attempt } : fact)),
    { type: "world.changed", change: HOSTILE },
  );
}

/** What is left for people to read keeps the joiners that scripts and emoji are written with. */
const OBEYED =
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff]|[\u{e0000}-\u{e0fff}]/u;

function mustNotHold(pattern: RegExp, output: string, what: string): void {
  const found = pattern.exec(output.replaceAll("\n", ""))?.[0];
  expect(found === undefined ? "nothing" : `${what}: U+${found.codePointAt(0)?.toString(16)}`).toBe("nothing");
}

/** One value a line, or one laid out over all of them. */
function valuesOf(stdout: string): readonly unknown[] {
  return stdout.startsWith("{\n")
    ? [JSON.parse(stdout)]
    : stdout
        .trim()
        .split("\n")
        .map((line): unknown => JSON.parse(line));
}

describe("standard output", () => {
  it("holds nothing that a terminal obeys, with --json, of any command that reads a file or a receiver", async () => {
    const cwd = emptyDirectory();
    const frames = hostileFrames();
    writeFileSync(join(cwd, "rec.ndjson"), linesOfFrames(frames));
    const hostile = JSON.stringify({ event_type: "EMAIL_REPLY", [HOSTILE]: HOSTILE });
    writeFileSync(join(cwd, "body.json"), hostile);
    const scenario = `name: ${JSON.stringify(HOSTILE)}\nwebhooks: [{ level: user, events: [EMAIL_REPLY] }]\nsteps:\n  - { emit: EMAIL_REPLY, as: a, body: ${hostile} }\n  - settle: a\n  - expect: { delivery: a, state: delivered }\n`;
    writeFileSync(join(cwd, "sketch.yaml"), scenario);
    const target = (await hostileReceiver()).url;
    const calls: readonly (readonly string[])[] = [
      ["payload", "EMAIL_REPLY", "--set", `subject=${HOSTILE}`],
      ["payload", "EMAIL_REPLY", "--schema"],
      ["deliveries", "list", "--recording", "rec.ndjson"],
      ["deliveries", "show", "dlv_1", "--recording", "rec.ndjson"],
      ["drift", "body.json"],
      ["drift", "rec.ndjson"],
      ["anonymize", "rec.ndjson"],
      ["trigger", "EMAIL_REPLY", "--body", "body.json", "--target", target],
      ["trigger", HOSTILE],
      ["replay", "rec.ndjson", "--target", target, "--at-once", "--port", "0"],
      ["run", "sketch.yaml", "--target", target, "--port", "0"],
      ["verify", "--target", target, "--only", "SL-1.1", "--port", "0"],
      ["verify", "--list"],
      ["verify", "--explain", "SL-1.1"],
      ["run", "--list"],
      ["explore", "--target", HOSTILE],
      ["explain", "EMAIL_REPLY", "--connect", "http://127.0.0.1:1"],
      ["faults", "list", "--connect", "http://127.0.0.1:1"],
      ["ui", "--connect", `http://127.0.0.1:1/${HOSTILE}`],
      ["check-signature", "body.json", "--signature", HOSTILE, "--secret", "s"],
      ["sign", "body.json", "--secret", "s"],
      ["sign", `no${HOSTILE}`, "--secret", "s"],
      ["completion", "bash"],
      ["doctor", "--target", target],
      ["doctor", "--target", HOSTILE],
      ["export", "k6", "--target", target, "--out", "generators"],
      ["hold", "show", HOSTILE, "--connect", "http://127.0.0.1:1"],
      ["load", "--target", target, "--rate", "20", "--for", "100ms"],
      ["snapshot", "save", HOSTILE, "--connect", "http://127.0.0.1:1"],
      ["init"],
      ["start", "--target", `http://${HOSTILE}`],
      ["proxy", "--target", HOSTILE],
    ];
    // A command that is added is tried here too. What `mcp` writes is messages of its protocol.
    const names = COMMANDS.map(({ name }) => name).filter((name) => name !== "mcp");
    expect([...new Set(calls.map(([name]) => name))].sort()).toEqual(names.sort());
    for (const argv of calls) {
      const json = await runCli([...argv, "--json"], { cwd });
      mustNotHold(HARMFUL, json.stdout, argv.join(" "));
      expect(valuesOf(json.stdout).length, argv.join(" ")).toBeGreaterThan(0);
      const plain = await runCli(argv, { cwd });
      for (const output of [plain.stdout, plain.stderr, json.stderr]) mustNotHold(OBEYED, output, argv.join(" "));
    }
  });

  it("says in JSON the very same, each as a line", async () => {
    const cwd = emptyDirectory();
    writeFileSync(join(cwd, "rec.ndjson"), linesOfFrames(hostileFrames()));
    const { stdout } = await runCli(["deliveries", "show", "dlv_1", "--recording", "rec.ndjson", "--json"], { cwd });
    mustNotHold(HARMFUL, stdout, "deliveries show");
    const [shown] = valuesOf(stdout) as { data: { webhook: { name: string } } }[];
    expect(shown?.data.webhook.name).toBe(HOSTILE);
  });

  it("holds nothing of it with --ui json either, and every frame means the same", async () => {
    const { url } = await hostileReceiver();
    const run = new CliRun(["start", "--target", url, "--ui", "json", "--port", "0", "--ephemeral", "--rate", "50"]);
    await run.until(({ stdout }) => stdout.includes('"type":"delivery.settled"'));
    const { stdout } = await run.stop();
    mustNotHold(HARMFUL, stdout, "start --ui json");
    const answers = valuesOf(stdout)
      .map((frame) => frame as { attempt?: { response?: { body?: string } | null } })
      .flatMap(({ attempt }) => attempt?.response?.body ?? []);
    expect(answers[0]).toBe(JSON.stringify({ error: HOSTILE, raw: 1 }) + HOSTILE);
  });
});
