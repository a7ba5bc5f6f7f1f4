// A receiver with every fault that a network and a program have, drawn by the request id; counts what it got and what it did.
import { createServer } from "node:http";

const counts = { requests: 0, accepted: 0, refused: 0, failed: 0, hung: 0, reset: 0, cut: 0 };
/** Request ids that were answered 2xx in full, and how often any id came. */
const seen = new Map();

const server = createServer((request, response) => {
  const id = request.headers["x-request-id"];
  const known = seen.get(id) ?? { times: 0, isAccepted: false };
  known.times += 1;
  seen.set(id, known);
  counts.requests += 1;
  request.resume();
  request.on("end", () => answer(kindOf(id, known.times), { request, response, known }));
});
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));

/** Most first tries go well; of the others every kind of trouble has its share, and second tries usually go well. */
function kindOf(id, times) {
  const draw = Number.parseInt(id.slice(0, 4), 16) % 100;
  if (draw < 2) return "refused";
  if (draw < 4) return "failed";
  if (times > 1) return "accepted";
  if (draw < 14) return "failed";
  if (draw < 18) return "reset";
  if (draw < 22) return "cut";
  return draw < 23 ? "hung" : "accepted";
}

function answer(kind, { request, response, known }) {
  counts[kind] += 1;
  if (kind === "hung") return;
  if (kind === "reset") return request.socket.resetAndDestroy();
  if (kind === "cut") {
    response.writeHead(200, { "content-length": "1000" });
    response.write("half of it");
    setTimeout(() => request.socket.destroy(), 5);
    return;
  }
  if (kind === "accepted") known.isAccepted = true;
  response.writeHead({ accepted: 200, refused: 400, failed: 503 }[kind]).end('{"ok":true}');
}

process.on("message", () => {
  const ids = [...seen.values()];
  process.send({ ...counts, ids: ids.length, idsAccepted: ids.filter(({ isAccepted }) => isAccepted).length });
});
