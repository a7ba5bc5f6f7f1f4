import { describe, expect, it } from "vitest";
import { afterReal, systemTime } from "../../../src/base/time/system-clock.ts";
import { type Handle, startServer } from "./odd-receivers.ts";
import { gradesOf, type VerifyWish, verified } from "./verify-bench.ts";

/** Real ms between two batches, after which a record is written, and of a window of requests. */
const BATCH_MS = 400;
const QUIET_MS = 100;
const WINDOW_MS = 500;
const REQUESTS_IN_WINDOW = 25;

interface Event {
  readonly event_type?: string;
  readonly to_email?: string;
  readonly lead_email?: string;
  readonly sl_lead_email?: string;
  readonly message_id?: string;
  readonly time_replied?: string;
}

const leadOf = (event: Event) => event.sl_lead_email ?? event.lead_email ?? event.to_email ?? "nobody";

async function call(url: string, method: string, body: unknown): Promise<void> {
  await fetch(url, { method, headers: { "content-type": "application/json" }, body: JSON.stringify(body) }).catch(
    () => {},
  );
}

/** Answers 2xx to each event; `work` is told of those whose request id never came before, or of all. */
function taking(work: (event: Event) => unknown, isOnce = true): Handle {
  const known = new Set<string>();
  return async ({ id, body, method }, response) => {
    if (method !== "POST") return response.writeHead(405).end();
    try {
      const event = JSON.parse(body) as Event;
      if (!isOnce || !known.has(id)) await work(event);
      known.add(id);
      return response.writeHead(200).end();
    } catch {
      return response.writeHead(400).end();
    }
  };
}

/** All events of a moment are one call that says how many there were of each type, and names nobody. */
const inBatches: VerifyWish["start"] = async (mockUrl) => {
  let counts: Record<string, number> = {};
  let isOver = false;
  const write = () => {
    if (isOver) return;
    if (Object.keys(counts).length > 0) void call(`${mockUrl}/_mock/sink/metrics`, "POST", { counts });
    counts = {};
    afterReal(BATCH_MS, write);
  };
  write();
  const server = await startServer(
    taking(({ event_type: type = "OTHER" }) => {
      counts[type] = (counts[type] ?? 0) + 1;
    }),
  );
  const close = () => {
    isOver = true;
    return server.close();
  };
  return { ...server, close };
};

/** Writes the record of a lead once nothing has come about them for a while: two events that follow each other are one write. */
const asRecords: VerifyWish["start"] = (mockUrl) => {
  const waiting = new Map<string, () => void>();
  return startServer(
    taking((event) => {
      const lead = leadOf(event);
      waiting.get(lead)?.();
      const url = `${mockUrl}/_mock/sink/leads/${encodeURIComponent(lead)}`;
      waiting.set(
        lead,
        afterReal(QUIET_MS, () => void call(url, "PUT", { last: event.event_type })),
      );
    }),
  );
};

/** Each event is a row under a number of its own, whether it came before or not. */
const numbered: VerifyWish["start"] = (mockUrl) => {
  let rows = 0;
  const work = (event: Event) => {
    rows += 1;
    const url = `${mockUrl}/_mock/sink/leads/${encodeURIComponent(leadOf(event))}/rows/${rows}`;
    return call(url, "PUT", { type: event.event_type });
  };
  return startServer(taking(work, false));
};

/** Knows a reply by its message id and its second, as far as it has them, and not by the lead: replies within one second are one in `guide`. */
const bySecond: VerifyWish["start"] = (mockUrl) => {
  const known = new Set<string>();
  const work = ({ event_type: type, ...event }: Event) => {
    const key = `${type} ${event.message_id} ${event.time_replied}`;
    if (type !== "EMAIL_REPLY" || known.has(key)) return;
    known.add(key);
    return call(`${mockUrl}/_mock/sink/notes`, "POST", { email: leadOf(event), type });
  };
  return startServer(taking(work, false));
};

/** Refuses more than so many requests in a window with 429. */
const limited: VerifyWish["start"] = () => {
  const take = taking(() => {});
  let windowEnds = 0;
  let left = 0;
  return startServer((arrived, response) => {
    const now = systemTime.monotonicMs();
    if (now >= windowEnds) [windowEnds, left] = [now + WINDOW_MS, REQUESTS_IN_WINDOW];
    left -= 1;
    return left < 0 ? response.writeHead(429).end() : take(arrived, response);
  });
};

/** Evidence that comes in ways that are easily misread. */
describe("a receiver of a style of its own", { timeout: 200_000 }, () => {
  const WORK = ["SL-4.1", "SL-4.9"];

  it("is not blamed where its writes stand for several events and name nobody", async () => {
    expect(gradesOf(await verified({ start: inBatches, only: ["SL-4.1"] }))).toBe("");
  });

  it("is right where it writes the record of a lead a while later, under their address", async () => {
    expect(gradesOf(await verified({ start: asRecords, only: WORK }), ["ok", "warn", "fail"])).toBe("4.1 ok, 4.9 ok");
  });

  it("is found out where it has a row for each request, under the lead's address and a number", async () => {
    expect(gradesOf(await verified({ start: numbered, only: WORK }))).toBe("4.1 fail");
  });

  it("is not blamed for a body's form where it takes several replies of one second for one", async () => {
    const report = await verified({ start: bySecond, only: ["SL-2.2", "SL-2.5", "SL-2.14"] });
    expect(gradesOf(report, ["ok", "warn", "fail"])).toBe("2.2 ok, 2.5 ok, 2.14 ok");
  });

  it("is blamed for its rate limit by the burst alone", async () => {
    const report = await verified({ start: limited, only: ["SL-2.3", "SL-2.4", "SL-6.3", "SL-6.4"] });
    expect(gradesOf(report, ["fail"])).toBe("6.3 fail");
  });
});
