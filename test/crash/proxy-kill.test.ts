import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "tsdown";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readRecordingFrom } from "../../src/capture/recordings/recording.ts";
import { recordingFile } from "../../src/capture/recordings/recording-file.ts";

let folder: string;
let victim: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "smartlead-proxy-kill-"));
  const outDir = join(folder, "victim");
  const entry = { victim: new URL("./proxy-victim.ts", import.meta.url).pathname };
  await build({ config: false, entry, outDir, format: "esm", platform: "node", dts: false, logLevel: "error" });
  victim = join(outDir, readdirSync(outDir).find((name) => /^victim\.m?js$/.test(name)) ?? "");
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Kills the proxy when the receiver holds so many requests, after it has answered so many. */
async function killed({ answered, held }: { answered: number; held: number }): Promise<string> {
  const path = join(folder, `killed-${answered}-${held}.ndjson`);
  const holding: ServerResponse[] = [];
  let hold = () => {};
  const isHolding = new Promise<void>((resolve) => (hold = resolve));
  let count = 0;
  const receiver = createServer((request, response) => {
    request.resume();
    request.on("end", () => {
      count += 1;
      if (count <= answered) return response.end("{}");
      if (holding.push(response) === held) hold();
    });
  });
  receiver.listen(0, "127.0.0.1");
  await once(receiver, "listening");
  const target = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`;
  const child = spawn(process.execPath, [victim, target, path], {
    cwd: join(import.meta.dirname, "../.."),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = await once(child.stdout, "data");
  const url = String(line).trim();
  const post = (id: string) => fetch(url, { method: "POST", headers: { "x-request-id": id }, body: `{"id":"${id}"}` });
  for (let number = 1; number <= answered; number += 1) await post(`done-${number}`);
  const broken = Array.from({ length: held }, (_, index) => expect(post(`held-${index + 1}`)).rejects.toThrow());
  await isHolding;
  child.kill("SIGKILL");
  await Promise.all([once(child, "exit"), ...broken]);
  receiver.closeAllConnections();
  receiver.close();
  return path;
}

describe("a proxy that is killed in mid-flight", () => {
  it.each([
    { answered: 0, held: 1 },
    { answered: 3, held: 1 },
    { answered: 20, held: 10 },
  ])("after $answered answers, with $held under way, leaves a recording that says so", async (order) => {
    const { deliveries } = await readRecordingFrom(recordingFile(await killed(order), "/"), { keepBodies: true });
    const done = deliveries.filter(({ request_id }) => request_id.startsWith("done-"));
    const held = deliveries.filter(({ request_id }) => request_id.startsWith("held-"));
    // Whatever the receiver had got was in the recording before it got it; of the last answers the recording may know the end, or not yet.
    expect([done.length, held.length]).toEqual([order.answered, order.held]);
    for (const { state, attempts } of done.slice(0, -1)) {
      expect([state, attempts[0]?.outcome]).toEqual(["delivered", "success"]);
    }
    for (const { request_id, state, attempts, request } of held) {
      expect(request?.body).toBe(`{"id":"${request_id}"}`);
      expect([state, attempts[0]?.outcome, attempts[0]?.error]).toEqual([
        "in_flight",
        "interrupted",
        expect.stringContaining("the recording ends while the attempt was in flight"),
      ]);
    }
  });
});
