import { afterEach, describe, expect, it } from "vitest";
import {
  type Behaviour,
  type BuiltInReceiver,
  type BuiltInReceiverOptions,
  behaviourOf,
  type Conduct,
  HANGING_REQUESTS_LIMIT,
  startBuiltInReceiver,
} from "../../../src/harness/receiver/built-in-receiver.ts";
import { post } from "./posting.ts";

const open: BuiltInReceiver[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

async function receiver(options: Partial<BuiltInReceiverOptions> = {}): Promise<BuiltInReceiver> {
  const started = await startBuiltInReceiver({ seed: 1, ...options });
  open.push(started);
  return started;
}

/** Requests that hang until they are cut, and how many of them have arrived. */
function hangingRequests(url: string, ids: readonly string[]) {
  const abort = new AbortController();
  const ends = ids.map((id) =>
    fetch(url, { method: "POST", headers: { "X-Request-Id": id }, body: "{}", signal: abort.signal }).then(
      ({ status }) => `${status}`,
      () => "cut",
    ),
  );
  return { cut: () => abort.abort(), ends };
}

describe("the built-in receiver", () => {
  it("opens with a plain delivery, a failure and its good retry, and a lost answer whose retry it acknowledges", async () => {
    const effects: string[] = [];
    const { url } = await receiver({ onEffect: (id) => effects.push(id) });
    expect(await post(url, "1")).toBe("200 processed");
    expect(await post(url, "2")).toBe("500 The CRM did not accept it.");
    expect(await post(url, "2")).toBe("200 processed");
    expect(await post(url, "3")).toBe("lost");
    expect(await post(url, "3")).toBe("200 already_processed");
    expect(await post(url, "1")).toBe("200 already_processed");
    expect(effects).toEqual(["1", "2", "3"]);
  });

  it("then leaves one without an answer, serves others meanwhile, and works on its retry", async () => {
    let arrived = 0;
    const behave: Behaviour = (delivery, tries) => {
      arrived += 1;
      return behaviourOf(1)(delivery, tries);
    };
    const { url } = await receiver({ behave });
    for (const id of ["1", "2", "3"]) await post(url, id);
    const { cut, ends } = hangingRequests(url, ["4"]);
    await expect.poll(() => arrived, { interval: 5 }).toBe(4);
    expect(await post(url, "1")).toBe("200 already_processed");
    cut();
    expect(await Promise.all(ends)).toEqual(["cut"]);
    expect(await post(url, "4")).toBe("200 processed");
    expect(await post(url, "4")).toBe("200 already_processed");
  });

  it("leaves no more than its limit hanging, and ends them all when it is closed", async () => {
    let arrived = 0;
    const behave = (): Conduct => {
      arrived += 1;
      return "hang";
    };
    const { url, close } = await startBuiltInReceiver({ seed: 1, behave });
    const { ends } = hangingRequests(
      url,
      Array.from({ length: HANGING_REQUESTS_LIMIT }, (_, index) => `hanging-${index}`),
    );
    await expect.poll(() => arrived, { interval: 5 }).toBe(HANGING_REQUESTS_LIMIT);
    expect(await post(url, "one too many")).toBe("503 Too busy, try again.");
    await close();
    expect(new Set(await Promise.all(ends))).toEqual(new Set(["cut"]));
    expect(await post(url, "1")).toBe("lost");
  });

  it("draws the same for the same seed, whatever order requests arrive in", async () => {
    const behave = behaviourOf(7);
    const forwards = Array.from({ length: 300 }, (_, delivery) => behave(delivery, 0));
    const backwards = Array.from({ length: 300 }, (_, index) => behaviourOf(7)(299 - index, 0)).reverse();
    expect(forwards).toEqual(backwards);
    expect(Array.from({ length: 300 }, (_, delivery) => behaviourOf(8)(delivery, 0))).not.toEqual(forwards);
  });

  it("fails about 8 times in 100 once the opening is over, seldom with a 4xx", () => {
    const counts: Record<string, number> = {};
    const behave = behaviourOf(1);
    for (let delivery = 4; delivery < 20_004; delivery += 1) {
      const conduct = behave(delivery, 0);
      counts[conduct] = (counts[conduct] ?? 0) + 1;
    }
    const failures = 20_000 - (counts.process ?? 0);
    expect(failures / 20_000).toBeGreaterThan(0.07);
    expect(failures / 20_000).toBeLessThan(0.09);
    expect(Object.keys(counts).sort()).toEqual(["fail", "hang", "lose-answer", "overload", "process", "refuse"]);
    expect((counts.refuse ?? 0) / failures).toBeLessThan(0.12);
  });

  it("never works on two requests with one id, even when they come together", async () => {
    const effects: string[] = [];
    const { url } = await receiver({ behave: () => "process", onEffect: (id) => effects.push(id) });
    const ids = Array.from({ length: 20 }, (_, index) => `event-${index}`);
    const answers = await Promise.all([...ids, ...ids, ...ids].map((id) => post(url, id)));
    expect(effects.sort()).toEqual(ids.sort());
    expect(answers.filter((answer) => answer === "200 processed")).toHaveLength(20);
    expect(answers.filter((answer) => answer === "200 already_processed")).toHaveLength(40);
  });

  it.each([
    ["no request id", { "X-Request-Id": "" }, "POST", 400],
    ["an endless request id", { "X-Request-Id": "x".repeat(500) }, "POST", 400],
    ["no POST", { "X-Request-Id": "1" }, "PUT", 405],
  ])("refuses a request with %s", async (_, headers, method, status) => {
    const { url } = await receiver();
    expect((await fetch(url, { method, headers, body: "{}" })).status).toBe(status);
    expect(await post(url, "1")).toBe("200 processed");
  });

  it("says in one sentence that its port is taken", async () => {
    const { url } = await receiver();
    const port = Number(new URL(url).port);
    await expect(startBuiltInReceiver({ seed: 1, port })).rejects.toMatchObject({
      code: "port_in_use",
      message: `Port ${port} is in use; choose another one for the built-in receiver.`,
    });
  });
});
