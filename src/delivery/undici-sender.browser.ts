import { checkAddress, hostOf, isAddress } from "./address-rules.ts";
import type { DeliveryRequest } from "./delivery.ts";
import { createFunctionSender } from "./function-sender.ts";
import type { ConnectorOptions } from "./guarded-connector.ts";
import type { AbortHandle, Sender, SendResult } from "./sender.ts";

/** The code of a delivery that was never sent because its address is not allowed. */
const TARGET_REFUSED = "ETARGETREFUSED";

/**
 * Sends with the browser's fetch. The browser's rules apply: a receiver of another origin must allow it (CORS), and the target of a
 * redirect is not visible. Names cannot be resolved here, so only this machine's own names and allowed ones are sent to.
 */
export function createUndiciSender({ allowTargets = [] }: ConnectorOptions = {}): Sender {
  const underWay = new Set<Sender>();
  return {
    close: async () => {
      for (const sender of underWay) await sender.close();
    },
    send: async (request, cut) => {
      const reason = refusalOf(new URL(request.url), allowTargets);
      return reason === null ? sendOnce(request, cut, underWay) : lost("network_error", `${TARGET_REFUSED}: ${reason}`);
    },
  };
}

async function sendOnce(
  request: DeliveryRequest,
  cut: AbortHandle | AbortSignal,
  underWay: Set<Sender>,
): Promise<SendResult> {
  const seen: { trouble?: SendResult } = {};
  const sender = createFunctionSender(async (asked) => {
    try {
      const answer = await fetch(asked, { redirect: "manual", credentials: "omit" });
      if (answer.type === "opaqueredirect")
        seen.trouble = lost("redirect", "REDIRECT: the browser does not show where to");
      return answer;
    } catch (error) {
      seen.trouble = lost("network_error", `FETCH_FAILED: ${error instanceof Error ? error.message : String(error)}`);
      return Response.error();
    }
  });
  underWay.add(sender);
  const result = await sender.send(request, cut);
  underWay.delete(sender);
  return result.outcome === "timeout" ? result : (seen.trouble ?? result);
}

function refusalOf(url: URL, allowTargets: readonly string[]): string | null {
  const host = hostOf(url);
  if (isAddress(host)) {
    const verdict = checkAddress(host, host, allowTargets);
    return verdict.ok ? null : verdict.reason;
  }
  if (host === "localhost" || host.endsWith(".localhost") || host === pageHost()) return null;
  if (allowTargets.some((allowed) => allowed.toLowerCase() === host)) return null;
  return `${host} may be a public address; allow it with allowTarget if fake events may really be sent there.`;
}

/** The page's own host; `null` if none exists, as in a worker under test. */
function pageHost(): string | null {
  const location: unknown = Reflect.get(globalThis, "location");
  const isPlace = typeof location === "object" && location !== null && "hostname" in location;
  return isPlace ? String(location.hostname) : null;
}

function lost(outcome: SendResult["outcome"], error: string): SendResult {
  return { outcome, status: null, error, response: null };
}
