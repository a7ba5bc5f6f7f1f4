import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { afterReal } from "../../../src/base/time/system-clock.ts";
import { gradesOf, verified } from "./verify-bench.ts";

const LATE_MS = 120;

/** Answers at once, and reports its work by the beacon a moment later; `seen` gets the lead of each request. */
async function startLate(mockUrl: string, { seen, dedupes }: { readonly seen: string[]; readonly dedupes: boolean }) {
  const known = new Set<string>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const id = String(request.headers["x-request-id"]);
    seen.push(/"sl_lead_email":"[^"@]*@([^"]*)"/.exec(Buffer.concat(chunks).toString())?.[1] ?? "");
    response.writeHead(202).end("{}");
    if (dedupes && known.has(id)) return;
    known.add(id);
    afterReal(LATE_MS, () => void fetch(`${mockUrl}/_mock/effects/${id}`, { method: "POST" }).catch(() => {}));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}/hook`, close };
}

const ONLY = ["SL-4.1", "SL-4.3", "SL-4.4", "SL-4.9"];

/** How often one check speaks after another. */
function turns(seen: readonly string[]): number {
  const checks = seen.filter((domain) => domain.startsWith("sl-4"));
  return checks.filter((domain, index) => index > 0 && domain !== checks[index - 1]).length;
}

it("the late work of several checks is awaited at the same time, and each gets its own grade", async () => {
  for (const [dedupes, fails] of [
    [true, ""],
    [false, "4.1 fail, 4.3 fail, 4.4 fail"],
  ] as const) {
    const seen: string[] = [];
    const start = (url: string) => startLate(url, { seen, dedupes });
    const report = await verified({ start, only: ONLY, receiver: () => ({ restart: async () => {} }) });
    expect(gradesOf(report, ["fail", "inconclusive", "skip"])).toBe(fails);
    expect(turns(seen)).toBeGreaterThanOrEqual(ONLY.length);
  }
});

it("one that cannot be started anew is asked one check after the other", async () => {
  const seen: string[] = [];
  const start = (url: string) => startLate(url, { seen, dedupes: true });
  const report = await verified({ start, only: ONLY.slice(0, 2) });
  expect([gradesOf(report, ["ok"]), turns(seen)]).toEqual(["4.1 ok, 4.3 ok", 1]);
});
