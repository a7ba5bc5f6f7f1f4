/** The sample receiver of compose.yaml: it processes each request id once. */
import { createServer } from "node:http";

const done = new Set();

const server = createServer(async (request, response) => {
  const answer = (status, body) =>
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  if (request.method !== "POST") return answer(405, { error: "POST only" });
  try {
    let text = "";
    for await (const chunk of request) text += chunk;
    const id = request.headers["x-request-id"];
    if (done.has(id)) return answer(200, { status: "already_processed" });
    const event = JSON.parse(text);
    console.log(event.event_type ?? event.event, event.campaign_id);
    done.add(id);
    answer(200, { status: "processed" });
  } catch (error) {
    answer(error instanceof SyntaxError ? 400 : 500, { error: error.message });
  }
});
server.listen(Number(process.env.PORT ?? 3000));
process.once("SIGTERM", () => server.close());
