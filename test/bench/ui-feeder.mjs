// Stands in for a mock whose stream never rests: as many deliveries a second as it is told, each from its event to its end.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { WebSocketServer } from "ws";

const perSecond = Number(process.argv[2]);
const BATCH_MS = 50;
const BODY = JSON.stringify({
  event_type: "EMAIL_OPEN",
  preview_text: "x".repeat(600),
  lead: { id: 1, email: "a@example.com" },
});

const state = JSON.stringify({
  run: "bench",
  seed: 1,
  clock: { mode: "real", speed: 1, now: new Date().toISOString() },
  policy: { name: "guide", tries: 3, waits_ms: [60_000, 300_000], timeout_ms: 30_000, note: "" },
  dialect: "guide",
  target: "http://localhost:3000/hook",
  world_time: null,
  rate: perSecond,
  counters: {
    events: 1,
    deliveries: 1,
    in_flight: 0,
    waiting: 0,
    delivered: 1,
    failed: 0,
    attempts: 1,
    duplicates: {},
  },
  data: null,
  webhooks: [],
});

/** The console for browsers, as the mock serves it. */
const PAGE = new Map([
  ["/", ["index.html", "text/html"]],
  ["/page.js", ["page.js", "text/javascript"]],
  ["/page.css", ["page.css", "text/css"]],
]);

const server = createServer((request, response) => {
  const [file, type] = PAGE.get(request.url) ?? [];
  if (file !== undefined) {
    response.setHeader("content-type", type);
    response.end(readFileSync(new URL(`../../dist/web/${file}`, import.meta.url)));
    return;
  }
  response.setHeader("content-type", "application/json");
  // Single deliveries and events are not held here: what is shown beside the list comes from the stream.
  if (/^\/_mock\/(deliveries|events)\/./.test(request.url)) response.statusCode = 404;
  const missing = '{"error":{"code":"not_found","message":"It is not held."}}';
  const found = request.url.startsWith("/_mock/state") ? state : '{"data":[]}';
  response.end(response.statusCode === 404 ? missing : found);
});
const streams = new WebSocketServer({ server, path: "/_mock/stream" });
let seq = 0;
let fed = 0;

streams.on("connection", (socket) => {
  socket.send(JSON.stringify([{ type: "hello", version: "0", format: 1, run: "bench", first_seq: 1, last_seq: seq }]));
  const startedAt = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    const due = Math.floor(((performance.now() - startedAt) / 1_000) * perSecond);
    const frames = [];
    for (; sent < due; sent += 1) frames.push(...deliveryFrames(sent));
    fed = sent;
    if (frames.length > 0) socket.send(`[${frames.join(",")}]`);
  }, BATCH_MS);
  socket.on("close", () => clearInterval(timer));
});

/** Every tenth one is answered 503 and waits. */
function deliveryFrames(number) {
  const at = new Date().toISOString();
  const head = () => {
    seq += 1;
    return `{"seq":${seq},"at":"${at}"`;
  };
  const id = `dlv_${number}`;
  const isFailing = number % 10 === 0;
  const event = `"event_id":"evt_${number}","event_type":"EMAIL_OPEN","campaign_id":3600001,"lead_email":"lead${number % 500}@example.com"`;
  const attempt = (rest) =>
    `"attempt":{"number":1,"started_at":"${at}","clipped":false,"faults":[],"duplicate":null,"error":null,${rest}}`;
  const started = attempt(
    '"ended_at":null,"duration_ms":null,"outcome":null,"status":null,"response":null,"next_attempt_at":null',
  );
  const answer =
    '"response":{"headers":{"content-type":"application/json"},"body":"{\\"ok\\":true}","bytes":11,"truncated":false}';
  const outcome = isFailing ? '"outcome":"server_error","status":503' : '"outcome":"success","status":200';
  const finished = attempt(
    `"ended_at":"${at}","duration_ms":${number % 90},${outcome},${answer},"next_attempt_at":${isFailing ? `"${at}"` : "null"}`,
  );
  const delivery =
    `{"id":"${id}","request_id":"req_${number}","resent_from":null,${event},"client_id":null,"webhook":{"id":7,"name":"target","level":"user",` +
    `"url":"http://localhost:3000/hook"},"dialect":"guide","state":"queued","reason":null,"attempts":[],"duplicate":null,"created_at":"${at}",` +
    `"settled_at":null,"max_attempts":3,"request":{"url":"http://localhost:3000/hook","headers":{"X-Request-Id":"req_${number}"},"body":${JSON.stringify(BODY)}}}`;
  const frames = [
    `${head()},"type":"event.emitted",${event},"cause":"traffic","shadowed":[],"explanation":"goes to webhook 7"}`,
    `${head()},"type":"delivery.created","delivery":${delivery}}`,
    `${head()},"type":"attempt.started","delivery_id":"${id}",${started}}`,
    `${head()},"type":"attempt.finished","delivery_id":"${id}",${finished}}`,
  ];
  if (!isFailing)
    frames.push(`${head()},"type":"delivery.settled","delivery_id":"${id}","state":"delivered","reason":null}`);
  return frames;
}

server.listen(0, "127.0.0.1", () => process.send({ url: `http://127.0.0.1:${server.address().port}` }));
process.on("message", () => process.send({ fed }));
