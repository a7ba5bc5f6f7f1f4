import { createHmac } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { closersAfterEach } from "../closers.ts";
import { aDelivery } from "../unit/journal/a-delivery.ts";
import { lifeOf, linesOfFrames, recorded } from "../unit/recordings/a-recording.ts";
import { CliRun, emptyDirectory, runCli, startReceiver, type TestReceiver } from "./run-cli.ts";

const SECRET = "s3cret";
const HEX = /^[\da-f]{64}$/;

const closers = closersAfterEach();

async function receiver(): Promise<TestReceiver> {
  const started = await startReceiver();
  closers.push(() => started.close());
  return started;
}

const SCENARIO = `name: one reply
steps:
  - { emit: EMAIL_REPLY, as: reply }
  - { settle: reply }
  - { expect: { delivery: reply, state: delivered } }
`;

/** A directory with a scenario, and a recording that was signed by somebody else. */
function aFolder(): string {
  const cwd = emptyDirectory();
  writeFileSync(join(cwd, "one.yaml"), SCENARIO);
  const headers = { "x-smartlead-signature": "sha256=recorded" };
  const delivery = aDelivery({ id: "dlv_1", request: { url: "http://elsewhere.example/", headers, body: "{}" } });
  writeFileSync(join(cwd, "session.ndjson"), linesOfFrames(recorded(...lifeOf(delivery))));
  return cwd;
}

async function startAndTrigger(argv: readonly string[], cwd: string): Promise<void> {
  const run = new CliRun(["start", "--port", "0", "--ready-file", "ready.json", "--ephemeral", ...argv], { cwd });
  closers.push(() => run.stop());
  await run.until(({ stdout }) => stdout !== "");
  const { url } = JSON.parse(readFileSync(join(cwd, "ready.json"), "utf8"));
  await runCli(["trigger", "EMAIL_REPLY", "--connect", url], { cwd });
}

type Perform = (target: string, flags: readonly string[], cwd: string) => Promise<unknown>;

const COMMANDS: readonly (readonly [string, Perform])[] = [
  ["start", (target, flags, cwd) => startAndTrigger(["--target", target, ...flags], cwd)],
  ["trigger", (target, flags, cwd) => runCli(["trigger", "EMAIL_REPLY", "--target", target, ...flags], { cwd })],
  ["run", (target, flags, cwd) => runCli(["run", "one.yaml", "--target", target, "--port", "0", ...flags], { cwd })],
  [
    "verify",
    (target, flags, cwd) =>
      runCli(["verify", "--target", target, "--only", "SL-1.1", "--port", "0", ...flags], { cwd }),
  ],
  [
    "replay",
    (target, flags, cwd) =>
      runCli(["replay", "session.ndjson", "--target", target, "--at-once", "--port", "0", ...flags], { cwd }),
  ],
];

describe("--signature", () => {
  it.each(COMMANDS)("of %s has the three forms", { timeout: 60_000 }, async (_name, perform) => {
    for (const [flags, prefix] of [
      [["--secret", SECRET], "sha256="],
      [["--secret", SECRET, "--signature", "hex"], ""],
      [["--secret", SECRET, "--signature", "none"], null],
    ] as const) {
      const target = await receiver();
      await perform(target.url, flags, aFolder());
      expect(target.requests.length).toBeGreaterThan(0);
      for (const { headers, body } of target.requests) {
        const hex = createHmac("sha256", SECRET).update(body).digest("hex");
        expect(headers["x-smartlead-signature"]).toBe(prefix === null ? undefined : `${prefix}${hex}`);
      }
    }
  });

  it("is the form of wrong signatures too", async () => {
    for (const kind of ["bad-signature", "wrong-secret"]) {
      const target = await receiver();
      const flags = ["--target", target.url, "--secret", SECRET, "--signature", "hex", "--fault", kind];
      await runCli(["trigger", "EMAIL_REPLY", ...flags]);
      expect(target.requests[0]?.headers["x-smartlead-signature"]).toMatch(HEX);
    }
  });

  it("is one that the built-in receiver of a scenario understands", async () => {
    const cwd = aFolder();
    writeFileSync(join(cwd, "one.yaml"), `secret: ${SECRET}\n${SCENARIO}`);
    for (const form of ["sha256", "hex", "none"]) {
      expect((await runCli(["run", "one.yaml", "--signature", form], { cwd })).code).toBe(0);
    }
  });

  it.each(["trigger EMAIL_REPLY --target URL", "verify --target URL", "start --target URL"])(
    "needs a secret: %s",
    async (line) => {
      const argv = `${line.replace("URL", "http://127.0.0.1:1/")} --signature hex`.split(" ");
      const { code, stderr } = await runCli(argv);
      expect([code, stderr]).toEqual([
        2,
        expect.stringContaining(
          "smartlead-mock: --signature hex needs a secret to sign with; add --secret, the secret that your receiver checks.\n",
        ),
      ]);
    },
  );
});
