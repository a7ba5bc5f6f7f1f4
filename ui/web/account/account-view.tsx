import { safeText } from "../../../src/base/safe-text.ts";
import type { CampaignView, WebhookScope, WorldView } from "../../../src/server/client/world-answers.ts";
import { counted } from "../../frame/line.ts";
import { useSession, useSnapshot } from "../session.ts";
import { LeadSearch } from "./lead-search.tsx";

/** The webhooks with the events that each gets and the reasons why it misses others, the campaigns, and the leads with their conversations. */
export function AccountView() {
  const { world } = useSnapshot();
  if (world === null) return <p className="empty">Loading …</p>;
  return (
    <div className="columns">
      <section className="panel">
        <h2>Webhooks</h2>
        <p className="muted">
          Which webhooks get which events. The account’s own webhooks (user level) take precedence over a client’s, a
          client’s over a campaign’s.
        </p>
        {world.webhooks.length === 0 && (
          <p className="why edge-warn">
            No webhook is registered, so no event is sent. Register one with <code>POST /api/v1/webhook/create</code>.
          </p>
        )}
        {world.webhooks.map((webhook) => (
          <Webhook key={webhook.id} webhook={webhook} />
        ))}
      </section>
      <section className="panel">
        <Campaigns world={world} />
        <LeadSearch campaigns={world.campaigns} />
      </section>
    </div>
  );
}

function Webhook({ webhook }: { readonly webhook: WebhookScope }) {
  const { store, navigation } = useSession();
  const { id, name, level, url, disabled, events } = webhook;
  const got = events.filter(({ receives }) => receives);
  const kept = events.filter(({ receives }) => !receives);
  const isWhole = kept.length === 0 && !disabled;
  return (
    <article className="card">
      <header>
        <h3>{safeText(name)}</h3>
        <span className="badge">{`${level} level${whereOf(webhook)}`}</span>
        <span className={`badge tone-${isWhole ? "good" : "warn"}`}>
          {disabled ? "disabled" : `gets ${got.length} of ${events.length}`}
        </span>
      </header>
      <p className="mono muted">{`${id} → ${safeText(url)}`}</p>
      {kept.length > 0 && (
        <ul className="shadowed">
          {kept.map(({ event_type, reason }) => (
            <li key={event_type}>
              <b>{event_type}</b> <span className="tone-warn">shadowed</span>{" "}
              {safeText(reason ?? "another webhook gets it")}
            </li>
          ))}
        </ul>
      )}
      {got.length > 0 && <p className="events">{got.map(({ event_type }) => event_type).join("  ")}</p>}
      <button
        type="button"
        onClick={() => {
          store.filterBy(`webhook:"${name.replaceAll(/["\\]/g, "\\$&")}"`);
          navigation.view("list");
        }}
      >
        Show deliveries
      </button>
    </article>
  );
}

function whereOf({ client_id, campaign_id }: WebhookScope): string {
  if (client_id !== null) return ` of client ${client_id}`;
  return campaign_id === null ? "" : ` of campaign ${campaign_id}`;
}

function Campaigns({ world: { campaigns, clients } }: { readonly world: WorldView }) {
  return (
    <>
      <h2>Campaigns</h2>
      <div className="scroll-x">
        <table className="campaigns">
          <thead>
            <tr>
              <th scope="col">id</th>
              <th scope="col">name</th>
              <th scope="col">status</th>
              <th scope="col">client</th>
              <th scope="col" className="right">
                leads
              </th>
              <th scope="col" className="right">
                replies
              </th>
            </tr>
          </thead>
          <tbody>
            {campaigns.map((campaign) => (
              <Campaign
                key={campaign.id}
                campaign={campaign}
                client={clients.find(({ id }) => id === campaign.client_id)?.name}
              />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Campaign({ campaign, client }: { readonly campaign: CampaignView; readonly client: string | undefined }) {
  const { id, name, status, leads, replies, steps } = campaign;
  return (
    <tr>
      <td className="mono">{id}</td>
      <td title={counted(steps, "step")}>{safeText(name)}</td>
      <td className={status === "ACTIVE" ? "tone-good" : "muted"}>{status}</td>
      <td className="muted">{safeText(client ?? "")}</td>
      <td className="right mono">{leads.toLocaleString("en")}</td>
      <td className="right mono">{replies.toLocaleString("en")}</td>
    </tr>
  );
}
