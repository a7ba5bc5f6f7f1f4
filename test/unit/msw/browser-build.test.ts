import { createHmac, webcrypto } from "node:crypto";
import { builtinModules } from "node:module";
import { resolve } from "node:path";
import { createContext, runInContext } from "node:vm";
import fc from "fast-check";
import { rolldown } from "rolldown";
import { beforeAll, describe, expect, it } from "vitest";
import { createSmartLead } from "../../../src/library/create-smart-lead.ts";
import { browserModules } from "../../../tsdown.config.ts";
import type * as entry from "../../browser/entry.ts";

/** Real ms that bundling may take on a busy machine; it takes two seconds on a quiet one. */
const BUNDLING_MS = 60_000;

let page: typeof entry;
let imported: readonly string[];

beforeAll(async () => {
  const build = await rolldown({
    input: resolve(import.meta.dirname, "../../browser/entry.ts"),
    platform: "browser",
    plugins: [browserModules],
    external: (id) => builtinModules.includes(id.replace(/^node:/, "")),
    // What is imported and then not used leaves no trace in the output, which is what counts here.
    onLog: () => {},
  });
  const { output } = await build.generate({ format: "iife", name: "page", codeSplitting: false });
  const [chunk] = output;
  // What is loaded later lies in the same file.
  imported = [...chunk.imports, ...chunk.dynamicImports].filter((name) => name !== chunk.fileName);
  page = runInContext(`${chunk.code};page`, createContext(webGlobals()));
}, BUNDLING_MS);

/** What every browser has, and nothing of Node: no process, no Buffer, no setImmediate, no require. */
function webGlobals(): object {
  const { URL, URLSearchParams, Request, Response, Headers, TextEncoder, TextDecoder, ReadableStream } = globalThis;
  const { AbortController, AbortSignal, Event, EventTarget, MessageChannel, structuredClone, performance } = globalThis;
  const { setTimeout, clearTimeout, setInterval, clearInterval, queueMicrotask, btoa, atob, console, fetch } =
    globalThis;
  return {
    ...{ URL, URLSearchParams, Request, Response, Headers, TextEncoder, TextDecoder, ReadableStream },
    ...{ AbortController, AbortSignal, Event, EventTarget, MessageChannel, structuredClone, performance },
    ...{ setTimeout, clearTimeout, setInterval, clearInterval, queueMicrotask, btoa, atob, console, fetch },
    crypto: webcrypto,
    // msw keeps the page's cookies there.
    localStorage: { getItem: () => null, setItem: () => {} },
    location: new URL("http://localhost:8080/app/"),
  };
}

describe("the build for browsers", () => {
  it("imports nothing of Node", () => {
    expect(imported).toEqual([]);
  });

  it("runs the whole integration: calls through msw, events to a function, in virtual time", async () => {
    const got: string[] = [];
    const answers = [503, 503, 200];
    const smartlead = await page.createSmartLead({
      clock: "virtual",
      secret: "shh",
      target: async (request) => {
        const { event_type } = (await request.json()) as { event_type: string };
        got.push(`${event_type} ${request.headers.get("x-smartlead-signature")?.length}`);
        return new Response(null, { status: answers.shift() ?? 200 });
      },
    });
    const handlers = page.smartleadHandlers(smartlead);
    const [{ id = 0 } = {}] = smartlead.world.campaigns;
    const url = `${page.SMARTLEAD_API_BASE}/campaigns/${id}/status?api_key=any`;
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ status: "PAUSED" });
    const answer = await page.getResponse(handlers, new Request(url, { method: "POST", headers, body }));
    expect([answer?.status, smartlead.world.campaign(id)?.status]).toEqual([200, "PAUSED"]);
    await smartlead.settle();
    const signed = "sha256=".length + 64;
    expect(got).toEqual(Array.from({ length: 3 }, () => `CAMPAIGN_STATUS_CHANGED ${signed}`));
    const [delivery] = smartlead.deliveries.list();
    expect(delivery).toMatchObject({
      state: "delivered",
      attempts: [{ status: 503 }, { status: 503 }, { status: 200 }],
    });
    // Six minutes of waits have passed in no time.
    expect(smartlead.clock.now.toISOString()).toBe("2026-01-05T09:06:00.000Z");
    await smartlead.close();
  });

  it("gives the same account, ids and bodies as in Node", async () => {
    const bodies = async (make: typeof createSmartLead) => {
      const smartlead = await make({ clock: "virtual", seed: 11, target: () => new Response("ok") });
      for (const type of ["EMAIL_REPLY", "EMAIL_BOUNCE", "LEAD_CATEGORY_UPDATED"] as const) await smartlead.emit(type);
      await smartlead.settle();
      const sent = smartlead.deliveries.list().map(({ id, request }) => [id, request?.headers, request?.body]);
      await smartlead.close();
      return sent;
    };
    const inNode = await bodies(createSmartLead);
    expect(inNode.length).toBe(3);
    expect(JSON.stringify(await bodies(page.createSmartLead))).toBe(JSON.stringify(inNode));
  });

  it("signs as Node does", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme", maxLength: 200 }), (body, secret) => {
        const inNode = createHmac("sha256", secret).update(body, "utf8").digest("hex");
        expect(page.signatureOf(body, secret)).toBe(`sha256=${inNode}`);
      }),
    );
  });

  it("takes a path of the page's own origin as the base of the API", async () => {
    const smartlead = await page.createSmartLead({ clock: "virtual" });
    const handlers = page.smartleadHandlers(smartlead, { baseUrl: "/smartlead" });
    const url = "http://localhost:8080/smartlead/campaigns/?api_key=any";
    expect((await page.getResponse(handlers, new Request(url)))?.status).toBe(200);
    expect(await page.getResponse(handlers, new Request(url.replace("8080", "8081")))).toBeUndefined();
    await smartlead.close();
  });

  it("says what a browser cannot do", async () => {
    const smartlead = await page.createSmartLead({ clock: "virtual" });
    await expect(smartlead.listen()).rejects.toThrow("A browser cannot open a port");
    await smartlead.close();
    await expect(page.createSmartLead({ data: "here" })).rejects.toThrow("a browser has no directories");
  });

  it("sends to a URL by fetch, and to no public address", async () => {
    const smartlead = await page.createSmartLead({ clock: "virtual", target: "https://crm.example.com/hook" });
    const event = await smartlead.emit("EMAIL_REPLY");
    await smartlead.settle();
    expect(event.deliveries[0]?.attempts[0]).toMatchObject({
      outcome: "network_error",
      error:
        "ETARGETREFUSED: crm.example.com may be a public address; allow it with allowTarget if fake events may really be sent there.",
    });
    await smartlead.close();
  });

  it("calls back soon, unless it is told not to", async () => {
    const seen: string[] = [];
    page.systemTime.soon(() => seen.push("cancelled"))();
    await new Promise<void>((done) => page.systemTime.soon(() => done(void seen.push("soon"))));
    expect(seen).toEqual(["soon"]);
  });
});
