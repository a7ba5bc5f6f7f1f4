import { expect, it } from "vitest";
import { RETRY_POLICIES } from "../../../src/delivery/retry-policies.ts";
import { Lags } from "../../../src/harness/probe/evidence-lags.ts";
import { ProbeMeter } from "../../../src/harness/probe/probe-meter.ts";
import { EventTimes } from "../../../src/harness/verify/context/own-event-times.ts";
import { answerToPlainEvent } from "../../../src/harness/verify/health-probe.ts";
import { PROBE_EFFECT } from "../../../src/harness/verify/measuring/work-measure.ts";
import { USUAL_NOW, type VerifySettings } from "../../../src/harness/verify/verify-settings.ts";
import { aProfile } from "./a-sent.ts";

const ACCEPTS_ALL = {
  send: async () => ({ outcome: "success", status: 202, error: null, response: null }) as const,
  close: async () => {},
};
const ONE_ROW = { kind: "works", units: new Map([[PROBE_EFFECT, 1]]) } as const;

it("the late work of a plain event that no check is about is taken for none of the next one", async () => {
  let rows = 0;
  const lags = new Lags();
  lags.note("probe", 1);
  lags.patienceMs = () => 0;
  lags.lingerMs = () => 0;
  const meter = new ProbeMeter({ read: async () => rows }, lags);
  await meter.begin();

  const known = aProfile({ types: new Map([["live", new Map([["EMAIL_SENT", ONE_ROW]])]]) });
  const settings = {
    ...{
      seed: 1,
      run: "test",
      now: USUAL_NOW,
      policy: RETRY_POLICIES.guide,
      minTimeoutMs: 2_000,
      secretKey: "00000000-0000-4000-8000-000000000000",
    },
    ...{ target: "http://127.0.0.1:1/hook", signingSecret: null, allowTargets: [], insecureTls: false, recogniser: {} },
    sender: () => ACCEPTS_ALL,
  } as unknown as VerifySettings;
  const parts = { settings, front: { enter: () => {} }, lags, meter, known, eventTimes: new EventTimes() };
  expect(await answerToPlainEvent(parts as never, "after-SL-4.5")).toBeNull();

  await meter.begin();
  rows = 2;
  const repeated = { expected: 1, patienceMs: 0, mayComeAgain: false };
  expect(await meter.measured(repeated)).toEqual({ rise: 2, doubtful: 1 });
});
