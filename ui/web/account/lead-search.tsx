import { useEffect, useState } from "react";
import { safeText } from "../../../src/base/safe-text.ts";
import type { CampaignView, LeadView } from "../../../src/server/client/world-answers.ts";
import { systemScheduler } from "../../scheduler.ts";
import { useSession, useSnapshot } from "../session.ts";

/** Maximum visible leads; typing filters them. */
const MAX_LEADS = 50;
/** Real ms after the last key press until leads are fetched. */
const TYPING_MS = 150;

/** Finds leads by words of address, name and company; each opens its conversation. */
export function LeadSearch({ campaigns }: { readonly campaigns: readonly CampaignView[] }) {
  const { navigation } = useSession();
  const [words, setWords] = useState("");
  const [campaignId, setCampaignId] = useState<number | undefined>(undefined);
  const leads = useLeads(words, campaignId);
  return (
    <>
      <h2>Leads</h2>
      <form className="inline-form" onSubmit={(event) => event.preventDefault()}>
        <label htmlFor="lead-words">Find</label>
        <input
          id="lead-words"
          type="search"
          placeholder="address, name or company"
          value={words}
          onChange={({ target }) => setWords(target.value)}
        />
        <label htmlFor="lead-campaign">in</label>
        <select
          id="lead-campaign"
          value={campaignId ?? ""}
          onChange={({ target }) => setCampaignId(target.value === "" ? undefined : Number(target.value))}
        >
          <option value="">all campaigns</option>
          {campaigns.map(({ id, name }) => (
            <option key={id} value={id}>
              {safeText(name)}
            </option>
          ))}
        </select>
      </form>
      <ul className="leads">
        {leads.slice(0, MAX_LEADS).map((lead) => (
          <li key={lead.id}>
            <button
              type="button"
              className="menu-item two-lines"
              onClick={() => navigation.thread(lead.email, campaignId ?? null)}
            >
              <b>{safeText(lead.email)}</b> <span className="muted">{safeText(leadText(lead))}</span>
            </button>
          </li>
        ))}
      </ul>
      {leads.length === 0 && <p className="muted">No lead matches.</p>}
      {leads.length > MAX_LEADS && <p className="muted">More leads match; add another word to narrow the search.</p>}
    </>
  );
}

/** The matching leads, a moment after the last key press. */
export function useLeads(words: string, campaignId: number | undefined): readonly LeadView[] {
  const { control } = useSession();
  const { worldChanges } = useSnapshot();
  const [leads, setLeads] = useState<readonly LeadView[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what has changed in the account is another answer
  useEffect(() => {
    let isWanted = true;
    const cancel = systemScheduler.after(TYPING_MS, () => {
      control.leads({ campaignId, words }).then(
        (found) => isWanted && setLeads(found),
        () => {},
      );
    });
    return () => {
      isWanted = false;
      cancel();
    };
  }, [control, words, campaignId, worldChanges]);
  return leads;
}

/** Lead statuses that need a readable form. */
const STATUS_WORDS: ReadonlyMap<string, string> = new Map([["INPROGRESS", "in progress"]]);

/** Describes a lead and its status. */
export function leadText({ first_name, last_name, company_name, campaigns, is_unsubscribed }: LeadView): string {
  const where = campaigns
    .map(({ campaign_id, status }) => `${campaign_id} ${STATUS_WORDS.get(status) ?? status.toLowerCase()}`)
    .join(", ");
  return [`${first_name} ${last_name}`, company_name, is_unsubscribed ? "unsubscribed" : "", where]
    .filter(Boolean)
    .join(", ");
}
