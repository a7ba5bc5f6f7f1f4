// A receiver that answers at once; counts, and tells its parent when the awaited number has come.
import { createServer } from "node:http";

let seen = 0;
let awaited = Number.POSITIVE_INFINITY;

const server = createServer((request, response) => {
  request.resume();
  request.on("end", () => {
    response.setHeader("content-type", "application/json");
    response.end('{"ok":true}');
    seen += 1;
    if (seen >= awaited) {
      awaited = Number.POSITIVE_INFINITY;
      process.send({ reached: seen, at: performance.timeOrigin + performance.now() });
    }
  });
});
// Never the side that closes first, so that nothing measured here is a reset of an idle connection.
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => process.send({ port: server.address().port }));

process.on("message", (message) => {
  if (message.awaitMore !== undefined) {
    awaited = seen + message.awaitMore;
    process.send({ awaiting: awaited });
  }
});
