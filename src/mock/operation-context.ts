import { checkAddress, hostOf, isAddress, isAllowed } from "../delivery/address-rules.ts";
import type { OperationContext } from "../smartlead/api/operation.ts";
import type { SmartLeadMock } from "./mock.ts";

/** What SmartLead's REST calls see of a mock. */
export function operationContext(
  mock: SmartLeadMock,
  allowTargets: readonly string[] = [],
  { isFromElsewhere = false }: { readonly isFromElsewhere?: boolean } = {},
): OperationContext {
  return {
    get world() {
      return mock.world;
    },
    get webhooks() {
      return mock.webhooks;
    },
    seed: mock.seed,
    isWorldTime: mock.isWorldTime,
    isStrictQuery: mock.isStrictQuery,
    notice: (sentence) => mock.internals.notice(sentence),
    change: (name, args) => mock.change(name, args),
    now: () => mock.clock.now(),
    summary: (campaignId, from, to) => mock.deliveries.summary(campaignId, { from, to }),
    retrigger: (campaignId, from, to) => mock.retrigger([campaignId], from, to),
    checkTarget: (url) =>
      (isFromElsewhere ? strangersRefusal(url, allowTargets) : null) ?? refusalOf(url, allowTargets),
  };
}

/**
 * A caller from another machine must not make this one call its own ports, or those of its network (PRODUCT §13). Public
 * addresses have to be named anyway, so there is nothing else that may be registered.
 */
function strangersRefusal(text: string, allowTargets: readonly string[]): string | null {
  const host = URL.canParse(text) ? hostOf(new URL(text)) : "";
  if (isAllowed(host, allowTargets)) return null;
  return `${host} is not allowed as a webhook's host for callers on another machine; to allow it, start the mock with --allow-target ${host}.`;
}

/** A literal address is judged at once; a name when it is connected to. */
function refusalOf(text: string, allowTargets: readonly string[]): string | null {
  if (!URL.canParse(text)) return `${text} is not a URL.`;
  const host = hostOf(new URL(text));
  if (!isAddress(host)) return null;
  const verdict = checkAddress(host, host, allowTargets);
  return verdict.ok ? null : verdict.reason;
}
