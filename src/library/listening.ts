import type { SmartLeadMock } from "../mock.ts";
import type { LibrarySettings } from "./mock-options.ts";
import type { Listening, ListenOptions } from "./smart-lead.ts";

/** Opens the mock's port. The server and what it is made of are loaded only now. */
export async function openPort(
  mock: SmartLeadMock,
  { apiKey, rateLimit, allowTargets }: Pick<LibrarySettings, "apiKey" | "rateLimit" | "allowTargets">,
  { port = 0, host = "127.0.0.1", token }: ListenOptions,
): Promise<Listening> {
  const [{ startServer }, { registerRestRoutes }, { operationContext }, { version }] = await Promise.all([
    import("../server/server.ts"),
    import("../server/rest-routes.ts"),
    import("../mock.ts"),
    import("../../package.json"),
  ]);
  const server = await startServer({
    mock,
    host,
    port,
    token: token ?? null,
    apiKey,
    allowNames: [],
    version,
    restRoutes: (app, key) =>
      registerRestRoutes(app, {
        context: operationContext(mock, allowTargets),
        apiKey: key,
        observe: ({ operation, request: { method, url, headers }, ...call }) =>
          mock.reactions.see({ ...call, source: "api", method, url, headers, operation: operation.id }),
        rateLimit,
        faults: mock.faults,
      }),
  });
  const { url, streamUrl } = server;
  return { url, apiBase: `${url}/api/v1`, streamUrl, port: server.port, close: () => server.close() };
}
