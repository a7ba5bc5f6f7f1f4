// Ways to make deliveries, through the mock and without it, timed at the receiver.
import { Pool } from "undici";

/** Events of one control call, and calls under way at once: enough to keep every connection busy without a backlog. */
const PER_CALL = 500;
const CALLERS = 2;
const CONCURRENCY = 64;

export async function sampleBody(mock) {
  const { events } = await emit(mock, 1);
  const answer = await fetch(`${mock.url}/_mock/deliveries/${events[0].deliveries[0]}`);
  return (await answer.json()).data.request.body;
}

export async function viaMock(mock, receiver, count) {
  await receiver.ask({ awaitMore: count });
  const reached = receiver.next();
  const startedAt = performance.timeOrigin + performance.now();
  let left = count;
  const caller = async () => {
    while (left > 0) {
      const asked = Math.min(PER_CALL, left);
      left -= asked;
      await emit(mock, asked);
    }
  };
  await Promise.all(Array.from({ length: CALLERS }, caller));
  return (count * 1_000) / ((await reached).at - startedAt);
}

export async function viaPool(target, body, receiver, count) {
  const { origin, pathname } = new URL(target);
  const pool = new Pool(origin, { connections: CONCURRENCY, pipelining: 1 });
  await receiver.ask({ awaitMore: count });
  const reached = receiver.next();
  const startedAt = performance.timeOrigin + performance.now();
  let left = count;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      const headers = { "Content-Type": "application/json", "X-Request-Id": crypto.randomUUID() };
      const answer = await pool.request({ path: pathname, method: "POST", headers, body });
      await answer.body.dump();
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, worker));
  const rate = (count * 1_000) / ((await reached).at - startedAt);
  await pool.close();
  return rate;
}

export async function emit(mock, count) {
  const answer = await fetch(`${mock.url}/_mock/events`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ event_type: "EMAIL_OPEN", count }),
  });
  if (answer.status !== 202) throw new Error(`The mock answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}
