import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it } from "vitest";
import { checkedDialect } from "../../src/library/library-options.ts";
import { createMock } from "../../src/mock/create-mock.ts";
import { startServer } from "../../src/server/server.ts";
import { runUi } from "../../ui/index.tsx";
import { FakeTerminal } from "./terminal.ts";

it("shows a real mock's delivery from the key that triggers it to its second try", async () => {
  const statuses = [500, 200];
  const receiver = createServer((request, response) => {
    request.resume();
    response.statusCode = statuses.shift() ?? 200;
    response.end("{}");
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const { port } = receiver.address() as AddressInfo;
  const now = Date.UTC(2026, 0, 5, 9);
  const ownDialect = checkedDialect({
    name: "snoozed",
    on: "guide",
    events: { LEAD_SNOOZED: { like: "EMAIL_OPEN", fields: { days: { type: "integer", value: 3 } } } },
  });
  const mock = createMock({ clock: "manual", now, run: "r1", target: `http://127.0.0.1:${port}/hook`, ownDialect });
  const restHandler = { host: "127.0.0.1", port: 0, token: "t0ken", apiKey: null, allowNames: [], version: "0.1.0" };
  const server = await startServer({ mock, ...restHandler });
  const terminal = new FakeTerminal(120, 30);
  const { stdin, stdout } = terminal;
  const end = runUi({ url: server.url, token: "t0ken", stdin, stdout });
  end.catch((error: unknown) => terminal.fail(error));
  try {
    await terminal.until(/● live.*Nothing has been sent/s);
    terminal.type("t");
    await terminal.until(/Trigger which event/);
    terminal.type("reply\r");
    await terminal.until(/EMAIL_REPLY .* user .*✗↻· +↻ 500 .* in 1m/);
    terminal.type("n");
    await terminal.until(/EMAIL_REPLY .* ✗✓ +✓ 200 .*unproven/);
    await terminal.until(/delivered 1 .*\n.*unproven 1/);
    terminal.type("\r");
    expect(await terminal.until(/Attempt 2 of 3/)).toMatch(/Attempt 1 of 3 {2}✗ 500 server_error/);
    terminal.type("G");
    await terminal.until(/"event_type": "EMAIL_REPLY"|"preview_text"/);
    terminal.type("t");
    await terminal.until(/LEAD_SNOOZED +like EMAIL_OPEN/);
    terminal.type("snooz\r");
    await terminal.until(/LEAD_SNOOZED goes to 1 webhook/);
    terminal.type("q");
    await end;
  } finally {
    terminal.type("\u0003");
    await Promise.allSettled([end]);
    await server.close();
    await mock.close();
    receiver.closeAllConnections();
    await new Promise((resolve) => receiver.close(resolve));
  }
});
