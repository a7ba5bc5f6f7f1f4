import { describe, expect, it } from "vitest";
import { ANSWER_ROWS, KEPT_HEADERS } from "../delivery/answer-rows.ts";
import { startRawReceiver } from "../delivery/raw-receiver.ts";
import { aProxy, closing, post } from "./proxy-bench.ts";

describe.each(Object.entries(ANSWER_ROWS))(
  "an answer through the proxy: %s",
  (name, { outcome, status, error, speak }) => {
    it("is what it is to every sender, and breaks nothing", { timeout: 10_000 }, async () => {
      const receiver = await startRawReceiver({ onRequest: speak });
      closing(() => receiver.close());
      const { proxy, settled } = await aProxy(receiver.url);
      const answer = await post(proxy.url, "{}").catch(() => null);
      const [attempt] = (await settled(1))[0]?.attempts ?? [];
      expect(attempt).toMatchObject({ outcome, status });
      expect(attempt?.error ?? null).toEqual(error === null ? null : expect.stringMatching(error));
      if (error === null) expect(answer?.status).toBe(status);
      const kept = KEPT_HEADERS[name];
      if (kept === undefined) return;
      const { "content-length": _, ...headers } = attempt?.response?.headers ?? {};
      expect(Object.entries(headers)).toEqual(Object.entries(kept));
    });
  },
);
