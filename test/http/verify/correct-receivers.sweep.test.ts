import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { spawnSample } from "../receivers/sample-receiver.ts";
import { fetchStyleHandler, serveHandler, startFastifyReceiver } from "./correct-receivers.ts";
import { eachRun, silently, TIMEOUT_MS, withEvidence } from "./sample-defects.ts";
import { gradesOf } from "./verify-bench.ts";

const NOT_CONFIGURED = "3.6 skip, 3.7 skip, 3.9 skip, 4.10 skip, 5.7 skip, 7.1 skip, 7.2 skip";
/** A list or a number as body is taken by many frameworks (3.10); a day of the mock's clock proves nothing of a clock of its own (4.6). */
const ALL_WELL = "3.10 warn, 4.6 inconclusive";
const ALL_WELL_IN_NODE = "4.6 inconclusive";

/** Its work is a write to the sink, its answers are SmartLead's own, or it says nothing: nobody is blamed for a style. */
describe("a correct receiver is never blamed", { timeout: TIMEOUT_MS }, () => {
  const hasPython = spawnSync("python3", ["--version"]).status === 0;

  it("in Node's http: all is well where everything can be known", async () => {
    await eachRun({ start: withEvidence("correct") }, (report) => {
      expect(gradesOf(report, ["fail", "warn", "inconclusive"])).toBe(ALL_WELL_IN_NODE);
      expect(gradesOf(report, ["skip"]).split(", ").sort()).toEqual(NOT_CONFIGURED.split(", ").sort());
    });
  });

  it("in Node's http: what nobody can know is inconclusive where nothing is known but its answers", async () => {
    await eachRun({ start: silently("correct") }, (report) => {
      expect(gradesOf(report, ["fail", "warn", "inconclusive"])).toMatchInlineSnapshot(
        `"1.5 inconclusive, 2.7 inconclusive, 2.8 inconclusive, 2.13 inconclusive, 4.5 inconclusive, 4.6 inconclusive, 4.7 inconclusive, 4.8 inconclusive, 4.9 inconclusive, 4.11 inconclusive, 5.3 inconclusive, 5.5 inconclusive, 5.6 inconclusive, 6.1 inconclusive, 6.2 inconclusive"`,
      );
      expect(report.exit_code).toBe(0);
    });
  });

  it("in Node's http, with secrets and a store: what cannot be sent is left out, and a missing secret is seen", async () => {
    const secretKey = "3d6f2a54-5a0e-4b7e-8f5c-2f2f3f6d1a77";
    const settings = { signingSecret: "s3cret", secretKey, isSecretKeyChecked: true };
    await eachRun(
      { start: withEvidence("correct", { secret: "s3cret", secretKey }), settings, only: ["SL-1", "SL-3"] },
      (report) => {
        // It compares a secret_key only where one is sent, so that a body without any is let in: 3.6 is right to say so.
        expect(gradesOf(report, ["fail", "warn", "inconclusive", "skip"])).toBe("1.1 skip, 3.6 fail, 3.9 skip");
      },
    );
  });

  it("in fastify, which writes to its CRM: all is well", async () => {
    await eachRun({ start: (mockUrl) => startFastifyReceiver(`${mockUrl}/_mock/sink/crm`) }, (report) => {
      expect(gradesOf(report, ["fail", "warn", "inconclusive"])).toBe(ALL_WELL);
    });
  });

  it("in fastify, which shows nothing", async () => {
    await eachRun({ start: () => startFastifyReceiver(null) }, (report) => expect(gradesOf(report)).toBe("3.10 warn"));
  });

  it.skipIf(!hasPython)("in Python's standard library, which writes to its CRM: all is well", async () => {
    const start = (mockUrl: string) => spawnSample("python3", "correct.py", { CRM_URL: `${mockUrl}/_mock/sink/crm` });
    await eachRun({ start }, (report) => expect(gradesOf(report, ["fail", "warn", "inconclusive"])).toBe(ALL_WELL));
  });

  it.skipIf(!hasPython)("in Python's standard library, which shows nothing", async () => {
    await eachRun({ start: () => spawnSample("python3", "correct.py") }, (report) =>
      expect(gradesOf(report)).toBe("3.10 warn"),
    );
  });

  it("as a function from Request to Response, which works on replies only and calls SmartLead back: all is well", async () => {
    const start = (mockUrl: string) => serveHandler(fetchStyleHandler(`${mockUrl}/api/v1`));
    await eachRun({ start }, (report) => {
      expect(gradesOf(report, ["fail", "warn", "inconclusive"])).toBe("4.6 inconclusive");
      expect(gradesOf(report, ["skip"])).toBe(
        "2.8 skip, 2.13 skip, 3.6 skip, 3.7 skip, 3.9 skip, 4.7 skip, 4.8 skip, 4.10 skip, 4.11 skip, 5.7 skip, 6.2 skip, 7.1 skip, 7.2 skip",
      );
    });
  });

  it("as a function that shows nothing", async () => {
    await eachRun({ start: () => serveHandler(fetchStyleHandler(null)) }, (report) => {
      expect(gradesOf(report, ["fail", "warn", "inconclusive"])).toMatchInlineSnapshot(
        `"1.5 inconclusive, 2.7 inconclusive, 2.8 inconclusive, 2.13 inconclusive, 4.1 inconclusive, 4.2 inconclusive, 4.3 inconclusive, 4.4 inconclusive, 4.5 inconclusive, 4.6 inconclusive, 4.7 inconclusive, 4.8 inconclusive, 4.9 inconclusive, 4.11 inconclusive, 5.3 inconclusive, 5.5 inconclusive, 5.6 inconclusive, 6.1 inconclusive, 6.2 inconclusive"`,
      );
    });
  });
});
