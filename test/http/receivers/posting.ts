import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export const FIRST_ID = "3f2504e0-4f89-41d3-9a0c-0305e82c3301";
export const SECOND_ID = "9c858901-8a57-4791-81fe-4c455b099bc9";

/** What a receiver answered: `200 processed`, `500 The CRM did not accept it.`, or `lost` when no answer came. */
export async function post(url: string, requestId: string, body: object | string = aReply()): Promise<string> {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Request-Id": requestId, Connection: "close" },
    body: typeof body === "string" ? body : JSON.stringify(body),
  }).catch(() => null);
  if (answer === null) return "lost";
  const said = (await answer.json()) as { status?: string; error?: string };
  return `${answer.status} ${said.status ?? said.error}`;
}

export function aReply(extra: Record<string, unknown> = {}): Record<string, unknown> {
  return { event_type: "EMAIL_REPLY", to_email: "lead@example.com", campaign_id: 3600001, ...extra };
}

/** Takes effects in the mock's place: `POST /_mock/effects/<key>`, remembered as `key name`. */
export async function startEffectCollector() {
  const effects: string[] = [];
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const key = request.url?.replace("/_mock/effects/", "");
    effects.push(`${request.method} ${key} ${JSON.parse(body).name}`);
    response.writeHead(202, { Connection: "close" }).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    effects,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
