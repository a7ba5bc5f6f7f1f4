import { describe, expect, it } from "vitest";
import { startSample } from "../receivers/sample-receiver.ts";
import { DEFECTS, eachRun, NAMES, TIMEOUT_MS, withEvidence } from "./sample-defects.ts";
import { gradesOf, type VerifyWish } from "./verify-bench.ts";

describe("each sample receiver is told its defect, and nothing else", { timeout: TIMEOUT_MS }, () => {
  it.each(NAMES)("%s, where everything can be known", async (name) => {
    await eachRun({ start: withEvidence(name) }, (report) => {
      expect(gradesOf(report)).toBe(DEFECTS[name][0]);
      expect(report.exit_code).toBe(DEFECTS[name][0].includes("fail") ? 1 : 0);
    });
  });

  it("accepts-anything takes forged bodies too, where secrets are configured", async () => {
    const secretKey = "3d6f2a54-5a0e-4b7e-8f5c-2f2f3f6d1a77";
    const settings = { signingSecret: "s3cret", secretKey, isSecretKeyChecked: true };
    const start = withEvidence("accepts-anything", { secret: "s3cret", secretKey });
    await eachRun({ start, settings, only: ["SL-3"] }, (report) => {
      expect(gradesOf(report)).toBe("3.1 warn, 3.2 warn, 3.3 warn, 3.6 fail, 3.7 fail, 3.10 warn");
    });
  });

  it("forgets-on-restart works again after a deploy", async () => {
    const restarted = (name: "forgets-on-restart" | "correct", store?: string): VerifyWish => {
      let current: Awaited<ReturnType<typeof startSample>> | null = null;
      const open = async (mockUrl: string, port: number) => {
        current = await startSample(name, { effectsUrl: mockUrl, port, ...(store === undefined ? {} : { store }) });
        return current;
      };
      let mock = "";
      return {
        only: ["SL-4.10"],
        start: async (mockUrl) => {
          mock = mockUrl;
          const { url } = await open(mockUrl, 0);
          return { url, close: async () => current?.close() };
        },
        receiver: ({ url }) => ({
          restart: async () => {
            await current?.close();
            await open(mock, Number(new URL(url).port));
          },
        }),
      };
    };
    await eachRun(restarted("forgets-on-restart"), (report) => expect(gradesOf(report)).toBe("4.10 warn"));
  });

  it("slow is told that it answers too late, and that its work is done again for it", async () => {
    const policy = {
      name: "custom",
      tries: 2,
      waitsMs: [60_000],
      timeoutMs: 300,
      disableAfterFailures: null,
      note: "",
    };
    const settings = { policy, minTimeoutMs: 300 };
    await eachRun({ start: withEvidence("slow", { delayMs: 600 }), settings }, (report) => {
      expect(gradesOf(report)).toBe("1.2 fail, 1.3 fail");
    });
  });
});
