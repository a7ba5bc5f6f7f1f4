import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type DeliveryRequest, RESPONSE_BODY_LIMIT_BYTES } from "../../../src/delivery/delivery.ts";
import { createFunctionSender, type FunctionTarget } from "../../../src/delivery/function-sender.ts";
import { AbortHandle } from "../../../src/delivery/sender.ts";

const REQUEST: DeliveryRequest = {
  url: "http://receiver.test/hook?from=test",
  headers: { "Content-Type": "application/json", "X-Request-Id": "r-1" },
  body: '{"name":"Zoë"}',
};

function send(
  target: FunctionTarget,
  { cut = new AbortHandle(), ...request }: Partial<typeof REQUEST> & { cut?: AbortHandle } = {},
) {
  return createFunctionSender(target).send({ ...REQUEST, ...request }, cut);
}

const answering = (body: ConstructorParameters<typeof Response>[0], init?: ResponseInit) => () =>
  new Response(body, init);

function streamOf(...parts: readonly (string | Error)[]): ReadableStream<Uint8Array> {
  const rest = [...parts];
  return new ReadableStream({
    pull: (controller) => {
      const part = rest.shift();
      if (part === undefined) controller.close();
      else if (part instanceof Error) controller.error(part);
      else controller.enqueue(new TextEncoder().encode(part));
    },
  });
}

describe("a function as target", () => {
  it("gets the request as a server would hand it over", async () => {
    let seen: unknown;
    await send(async (request) => {
      const { method, url, headers } = request;
      seen = { method, url, headers: Object.fromEntries(headers), body: await request.text() };
      return new Response();
    });
    expect(seen).toEqual({
      method: "POST",
      url: REQUEST.url,
      body: REQUEST.body,
      headers: {
        "content-type": "application/json",
        "x-request-id": "r-1",
        host: "receiver.test",
        "content-length": String(Buffer.byteLength(REQUEST.body)),
      },
    });
  });

  it("gets no Content-Type that was not sent", async () => {
    let type: string | null = "";
    await send(
      (request) => {
        type = request.headers.get("content-type");
        return new Response();
      },
      { headers: { "X-Request-Id": "r-1" } },
    );
    expect(type).toBeNull();
  });

  it("gets the credentials of the URL as Basic authorization", async () => {
    let seen = "";
    await send(
      (request) => {
        seen = `${request.url} ${request.headers.get("authorization")}`;
        return new Response();
      },
      { url: "http://ann:secret@receiver.test/hook" },
    );
    expect(seen).toBe(`http://receiver.test/hook Basic ${btoa("ann:secret")}`);
  });

  it.each([
    [200, "success"],
    [204, "success"],
    [302, "redirect"],
    [404, "rejected"],
    [429, "rejected"],
    [503, "server_error"],
  ])("is judged by its status as a server is: %i is %s", async (status, outcome) => {
    const result = await send(answering(null, { status, headers: { location: "/elsewhere" } }));
    expect(result).toMatchObject({ status, outcome, error: null });
    expect(result.response?.headers).toMatchObject({ location: "/elsewhere" });
  });

  it("that throws is answered for with a 500 that says what was thrown, as frameworks answer", async () => {
    const thrown = await send(() => {
      throw new TypeError("crm is not a function");
    });
    expect(thrown).toMatchObject({ outcome: "server_error", status: 500, error: null });
    expect(thrown.response?.body).toContain("TypeError: crm is not a function");
    const rejected = await send(() => Promise.reject(new Error("no database")));
    expect(rejected).toMatchObject({ outcome: "server_error", status: 500 });
    expect(rejected.response?.body).toContain("no database");
  });

  it.each([
    ["undefined", undefined],
    ["ok", "ok"],
    ["an object", { ok: true }],
  ])("that gives back %s is answered for with a 500", async (what, given) => {
    // biome-ignore lint/suspicious/noExplicitAny: a mistake that only JavaScript can make
    const result = await send((() => given) as any);
    expect(result).toMatchObject({ outcome: "server_error", status: 500 });
    expect(result.response?.body).toBe(`The target function returned ${what}, which is not a Response.`);
  });

  it("may answer with a Response of another library", async () => {
    const foreign = {
      status: 202,
      headers: new Headers({ "x-by": "polyfill" }),
      arrayBuffer: async () => new TextEncoder().encode("taken").buffer,
    };
    // biome-ignore lint/suspicious/noExplicitAny: it has only what is needed of a Response
    const result = await send((() => foreign) as any);
    expect(result).toMatchObject({ outcome: "success", status: 202, response: { body: "taken", bytes: 5 } });
  });

  it("may stream its answer, whose letters may be torn apart", () =>
    fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "grapheme", maxLength: 200 }),
        fc.integer({ min: 1, max: 7 }),
        async (text, size) => {
          const bytes = new TextEncoder().encode(text);
          const stream = new ReadableStream({
            start: (controller) => {
              for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.subarray(at, at + size));
              controller.close();
            },
          });
          const { response } = await send(answering(stream));
          expect(response).toEqual({ headers: {}, body: text, bytes: bytes.length, truncated: false });
        },
      ),
      { numRuns: 50 },
    ));

  it("has only the beginning of a long answer kept", async () => {
    const { response } = await send(answering(streamOf("a".repeat(10_000), "b".repeat(10_000))));
    expect(response).toMatchObject({ bytes: 20_000, truncated: true });
    expect(response?.body).toBe("a".repeat(10_000) + "b".repeat(RESPONSE_BODY_LIMIT_BYTES - 10_000));
  });

  it("that breaks its answer off is a network error, with what had come", async () => {
    const result = await send(answering(streamOf("half", new Error("upstream\ngone"))));
    expect(result).toMatchObject({ outcome: "network_error", status: 200, response: { body: "half" } });
    expect(result.error).toBe("Error: the answer ended early: upstream gone");
  });

  it("that gives back Response.error() is a network error", async () => {
    expect(await send(() => Response.error())).toMatchObject({ outcome: "network_error", status: null });
  });

  it("keeps several cookies apart", async () => {
    const headers = new Headers([
      ["set-cookie", "a=1"],
      ["set-cookie", "b=2"],
    ]);
    expect((await send(answering("", { headers }))).response?.headers["set-cookie"]).toEqual(["a=1", "b=2"]);
  });

  it("that never answers times out when it is cut, and its request's signal says so", async () => {
    const cut = new AbortHandle();
    let reason: unknown;
    const sent = send(
      (request) => {
        request.signal.addEventListener("abort", () => {
          reason = request.signal.reason;
        });
        cut.abort();
        return new Promise(() => {});
      },
      { cut },
    );
    expect(await sent).toEqual({
      outcome: "timeout",
      status: null,
      error: "TIMEOUT: no complete answer within the timeout",
      response: null,
    });
    expect(reason).toEqual(new Error("The attempt is over."));
  });

  it("whose answer never ends times out with what had come, and its stream is cancelled", async () => {
    const cut = new AbortHandle();
    let isCancelled = false;
    let pulls = 0;
    const endless = new ReadableStream({
      pull: (controller) => {
        pulls += 1;
        if (pulls < 3) return controller.enqueue(new TextEncoder().encode("x"));
        cut.abort();
        return new Promise(() => {});
      },
      cancel: () => {
        isCancelled = true;
      },
    });
    const result = await send(answering(endless), { cut });
    expect(result).toMatchObject({ outcome: "timeout", status: 200, response: { body: "xx", bytes: 2 } });
    await new Promise(setImmediate);
    expect(isCancelled).toBe(true);
  });

  it("under a URL that is none is a network error", async () => {
    expect(await send(answering(""), { url: "nowhere" })).toMatchObject({ outcome: "network_error", status: null });
  });

  it("is told when the sender closes", async () => {
    let signal: AbortSignal | null = null;
    const sender = createFunctionSender((request) => {
      signal = request.signal;
      return new Promise(() => {});
    });
    const cut = new AbortHandle();
    const sent = sender.send(REQUEST, cut);
    await sender.close();
    expect(signal).toMatchObject({ aborted: true });
    cut.abort();
    expect((await sent).outcome).toBe("timeout");
  });
});
