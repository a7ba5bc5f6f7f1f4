import manifest from "../../package.json" with { type: "json" };
import type { SmartLeadMock } from "../mock/mock.ts";
import { operationContext } from "../mock/operation-context.ts";
import type { RunningServer } from "../server/server.ts";

/** Who may call a mock's port, and how. */
export interface PortOptions {
  /** 0 takes a free one. */
  readonly port?: number;
  readonly host?: string;
  readonly token?: string | undefined;
  readonly apiKey: string | null;
  readonly rateLimit: string | null;
  readonly allowTargets: readonly string[];
  /** Further names under which the mock may be addressed. */
  readonly allowNames?: readonly string[];
  /** What control API and stream work on, where that is another than SmartLead's own API works on. */
  readonly controlled?: SmartLeadMock;
}

/** Opens the mock's port: control API, stream and SmartLead's own API. The server and what it is made of are loaded only now. */
export async function openPort(
  mock: SmartLeadMock,
  {
    port = 0,
    host = "127.0.0.1",
    token,
    apiKey,
    rateLimit,
    allowTargets,
    allowNames = [],
    controlled = mock,
  }: PortOptions,
): Promise<RunningServer> {
  const [{ startServer }, { registerRestRoutes }] = await Promise.all([
    import("../server/server.ts"),
    import("../server/rest-routes.ts"),
  ]);
  const onDefect = (error: unknown) => mock.internals.defect("a call", error);
  return startServer({
    mock: controlled,
    host,
    port,
    token: token ?? null,
    apiKey,
    allowNames,
    version: manifest.version,
    restRoutes: (app, key) =>
      registerRestRoutes(app, {
        context: operationContext(mock, allowTargets),
        contextElsewhere: operationContext(mock, allowTargets, { isFromElsewhere: true }),
        apiKey: key,
        observe: ({ operation, request: { method, url, headers }, ...call }) =>
          mock.reactions.see({ ...call, source: "api", method, url, headers, operation: operation.id }),
        rateLimit,
        faults: { forCall: (call) => mock.faults.forCall(call) },
        onDefect,
      }),
    onDefect,
  });
}
