import { describe, expect, it } from "vitest";
import { createMock } from "../../../src/mock/create-mock.ts";
import { startHttpReceiver } from "./http-receiver.ts";
import { startRawReceiver } from "./raw-receiver.ts";

/** Waits by the journal for the end of the first attempt; a bare timer of 30 s beside it shows how late the machine itself is. */
async function firstAttemptTo(url: string) {
  const mock = createMock({ target: url, seed: 1, run: "r" });
  const finished = new Promise<number>((resolve) => {
    mock.journal.subscribe(({ type }) => {
      if (type === "attempt.finished") resolve(performance.now());
    });
  });
  const startedMs = performance.now();
  mock.emit({ eventType: "EMAIL_REPLY" });
  const bare = new Promise<number>((resolve) => setTimeout(() => resolve(performance.now()), 30_000));
  const [finishedMs, bareMs] = await Promise.all([finished, bare]);
  const attempt = mock.deliveries.list({}, { limit: 1 }).data[0]?.attempts[0];
  await mock.close(0);
  return { tookMs: finishedMs - startedMs, lateMs: finishedMs - bareMs, attempt };
}

// These take their 30 real seconds, all at the same time.
describe.concurrent("by the real clock a receiver is cut at 30 s, within 50 ms,", () => {
  it("that never answers", { timeout: 40_000 }, async () => {
    const receiver = await startHttpReceiver(() => "nothing");
    const { tookMs, lateMs, attempt } = await firstAttemptTo(receiver.url);
    await receiver.close();
    expect(attempt).toMatchObject({ outcome: "timeout", status: null, clipped: false });
    expect(attempt?.duration_ms).toBeGreaterThanOrEqual(30_000);
    expect(tookMs).toBeGreaterThanOrEqual(30_000);
    expect(lateMs).toBeLessThan(50);
    expect(Date.parse(attempt?.ended_at ?? "") - Date.parse(attempt?.started_at ?? "")).toBeGreaterThanOrEqual(30_000);
    expect(Date.parse(attempt?.next_attempt_at ?? "") - Date.parse(attempt?.ended_at ?? "")).toBe(60_000);
  });

  it("that trickles its answer", { timeout: 40_000 }, async () => {
    const receiver = await startRawReceiver({
      onRequest: (socket) => {
        socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
        const timer = setInterval(() => socket.write("x"), 100);
        socket.on("close", () => clearInterval(timer));
      },
    });
    const { tookMs, lateMs, attempt } = await firstAttemptTo(receiver.url);
    await receiver.close();
    expect(attempt).toMatchObject({ outcome: "timeout", status: 200, clipped: false });
    expect(tookMs).toBeGreaterThanOrEqual(30_000);
    expect(lateMs).toBeLessThan(50);
  });

  it("that never answers a TLS handshake", { timeout: 40_000 }, async () => {
    const receiver = await startRawReceiver({ onConnection: (socket) => socket.resume() });
    const { tookMs, lateMs, attempt } = await firstAttemptTo(receiver.url.replace("http:", "https:"));
    await receiver.allClosed();
    await receiver.close();
    expect(attempt).toMatchObject({ outcome: "timeout", status: null, clipped: false });
    expect(tookMs).toBeGreaterThanOrEqual(30_000);
    expect(lateMs).toBeLessThan(50);
  });
});
