import { controlClient } from "../../server/client/control-client.ts";
import type { FunctionsMock } from "../scenarios/run/run-options.ts";

/** What a receiver that is a function may use of the mock while it handles a request; one without a request id has nothing to report for. */
export function functionsMock(url: string, requestId: string): FunctionsMock {
  const { call } = controlClient({ url, token: null });
  return {
    url,
    effect: async (name = "effect", value) => {
      const body = value === undefined ? { name } : { name, value };
      if (requestId !== "") await call("POST /effects/:key", { params: { key: requestId }, body });
    },
  };
}
