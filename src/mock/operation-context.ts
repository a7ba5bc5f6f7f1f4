import { checkAddress, hostOf, isAddress } from "../delivery/address-rules.ts";
import type { SmartLeadMock } from "../mock.ts";
import type { OperationContext } from "../operations/operation.ts";

/** What SmartLead's REST calls see of a mock. */
export function operationContext(mock: SmartLeadMock, allowTargets: readonly string[] = []): OperationContext {
  return {
    get world() {
      return mock.world;
    },
    webhooks: mock.webhooks,
    seed: mock.seed,
    isWorldTime: mock.isWorldTime,
    change: (name, args) => mock.change(name, args),
    now: () => mock.clock.now(),
    summary: (campaignId, from, to) => mock.deliveries.summary(campaignId, { from, to }),
    retrigger: (campaignId, from, to) => mock.retrigger([campaignId], from, to),
    checkTarget: (url) => refusalOf(url, allowTargets),
  };
}

/** A literal address is judged at once; a name when it is connected to. */
function refusalOf(text: string, allowTargets: readonly string[]): string | null {
  if (!URL.canParse(text)) return `${text} is no URL.`;
  const host = hostOf(new URL(text));
  if (!isAddress(host)) return null;
  const verdict = checkAddress(host, host, allowTargets);
  return verdict.ok ? null : verdict.reason;
}
