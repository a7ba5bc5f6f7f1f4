import { type FormEvent, useEffect, useState } from "react";
import { safeText } from "../../../src/base/safe-text.ts";
import type { WorldView } from "../../../src/server/client/world-answers.ts";
import { eventItems } from "../../commands/trigger-commands.ts";
import { leadText, useLeads } from "../account/lead-search.tsx";
import { Dialog } from "../dialog.tsx";
import { useSession, useSnapshot } from "../session.ts";

/** The type triggered last, which is preselected. */
let lastType = "EMAIL_REPLY";

/** Maximum events triggered by one call. */
const MAX_COUNT = 1_000;

/** A form for the event to trigger: its type, campaign, lead and count. */
export function TriggerDialog({ onClose }: { readonly onClose: () => void }) {
  const { actions } = useSession();
  const { screen, state } = useSnapshot();
  const thread = screen.kind === "thread" ? screen.thread : null;
  const [type, setType] = useState(lastType);
  const [campaignId, setCampaignId] = useState<number | undefined>(thread?.campaign_id);
  const [lead, setLead] = useState(thread?.lead.email ?? "");
  const [count, setCount] = useState("1");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    lastType = type;
    const times = Math.max(1, Math.min(Math.trunc(Number(count)) || 1, MAX_COUNT));
    actions.trigger(type, {
      campaignId,
      leadEmail: lead.trim() === "" ? undefined : lead.trim(),
      ...(times > 1 ? { count: times } : {}),
    });
    onClose();
  };
  return (
    <Dialog title="Trigger an event" onClose={onClose}>
      <form className="trigger" onSubmit={submit}>
        <fieldset className="types">
          <legend>Event</legend>
          {eventItems(state).map(({ id, meaning }) => (
            <label key={id} className="type">
              <input
                type="radio"
                name="type"
                value={id}
                checked={id === type}
                data-first={id === type ? "" : undefined}
                onChange={() => setType(id)}
              />
              <b>{id}</b> <span className="muted">{meaning}</span>
            </label>
          ))}
        </fieldset>
        <Place campaignId={campaignId} lead={lead} onCampaign={setCampaignId} onLead={setLead} />
        <p className="button-row end">
          <label htmlFor="count">How often</label>
          <input
            id="count"
            inputMode="numeric"
            size={4}
            value={count}
            onChange={({ target }) => setCount(target.value)}
          />
          <button type="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" className="primary">
            Trigger
          </button>
        </p>
      </form>
    </Dialog>
  );
}

interface PlaceProps {
  readonly campaignId: number | undefined;
  readonly lead: string;
  readonly onCampaign: (id: number | undefined) => void;
  readonly onLead: (email: string) => void;
}

function Place({ campaignId, lead, onCampaign, onLead }: PlaceProps) {
  const world = useWorld();
  const leads = useLeads(lead, campaignId);
  return (
    <div className="place">
      <label htmlFor="campaign">Campaign</label>
      <select
        id="campaign"
        value={campaignId ?? ""}
        onChange={({ target }) => onCampaign(target.value === "" ? undefined : Number(target.value))}
      >
        <option value="">any that a webhook subscribes to</option>
        {(world?.campaigns ?? []).map(({ id, name, status }) => (
          <option key={id} value={id}>{`${id}  ${safeText(name)} (${status.toLowerCase()})`}</option>
        ))}
      </select>
      <label htmlFor="lead">Lead</label>
      <input
        id="lead"
        list="leads"
        autoComplete="off"
        placeholder="any suitable lead"
        value={lead}
        onChange={({ target }) => onLead(target.value)}
      />
      <datalist id="leads">
        {leads.slice(0, 20).map((one) => (
          <option key={one.id} value={one.email}>
            {safeText(leadText(one))}
          </option>
        ))}
      </datalist>
    </div>
  );
}

function useWorld(): WorldView | null {
  const { control } = useSession();
  const [world, setWorld] = useState<WorldView | null>(null);
  useEffect(() => {
    control.world().then(setWorld, () => {});
  }, [control]);
  return world;
}
