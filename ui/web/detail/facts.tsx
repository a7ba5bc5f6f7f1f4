import type { ReactNode } from "react";
import { maskHeader } from "../../../src/base/mask-secrets.ts";
import { printable } from "../../../src/base/printable.ts";
import { safeText } from "../../../src/base/safe-text.ts";
import { proxiedText } from "../../../src/delivery/delivery-phrases.ts";
import type { DetailedDelivery } from "../../../src/server/client/control-calls.ts";
import { useSession } from "../session.ts";

type Fact = readonly [label: string, value: ReactNode];

/** The properties of a delivery and its destination. */
export function Facts({ delivery }: { readonly delivery: DetailedDelivery }) {
  const { navigation } = useSession();
  const { webhook, campaign_id, client_id, resent_from, proxied } = delivery;
  const campaign = client_id === null ? String(campaign_id) : `${campaign_id} of client ${client_id}`;
  const link = (id: string) => (
    <a
      href={`#${id}`}
      onClick={(event) => {
        event.preventDefault();
        navigation.delivery(id);
      }}
    >
      {id}
    </a>
  );
  const facts: readonly (Fact | null)[] = [
    ["request id", delivery.request_id],
    resent_from === null ? null : ["sent again from", link(resent_from)],
    ["webhook", `${safeText(webhook.name)} (${webhook.id}, ${webhook.level} level)`],
    ["url", safeText(webhook.url)],
    campaign_id === null ? null : ["campaign", campaign],
    delivery.lead_email === null ? null : ["lead", safeText(delivery.lead_email)],
    ["dialect", delivery.dialect],
    ["created", delivery.created_at],
    delivery.settled_at === null ? null : ["settled", delivery.settled_at],
    proxied === undefined ? null : ["source", safeText(proxiedText(proxied))],
    ...(proxied?.remarks ?? []).map((remark): Fact => ["remark", safeText(remark)]),
  ];
  return (
    <section className="block">
      <h3>Delivery</h3>
      <FactList facts={facts.filter((fact) => fact !== null)} />
    </section>
  );
}

export function FactList({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className="facts">
      {facts.map(([label, value], index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: labels may come twice, and the list is created again with its delivery
        <div key={index}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Headers, one per row, folded to their count; secret values are masked. */
export function HeaderList({ headers }: { readonly headers: Readonly<Record<string, string | readonly string[]>> }) {
  const rows = Object.entries(headers).flatMap(([name, value]) => [value].flat().map((one) => [name, one] as const));
  if (rows.length === 0) return null;
  return (
    <details className="headers">
      <summary>{rows.length === 1 ? "1 header" : `${rows.length} headers`}</summary>
      <dl className="facts mono">
        {rows.map(([name, value], index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a header may come twice with the same value
          <div key={index}>
            <dt>{printable(name)}</dt>
            <dd>{printable(maskHeader(name, value))}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
