import { definedOnly } from "../../src/base/defined-only.ts";
import type { MockState } from "../../src/mock/mock.ts";
import type { LeadView } from "../../src/server/client/world-answers.ts";
import { ALL_EVENT_TYPES, EVENT_MEANINGS } from "../../src/smartlead/events/event-types.ts";
import type { EventPlace } from "../control/console-calls.ts";
import type { PickerItem } from "../picker/picker.ts";
import type { Notice, Screen } from "../store/console-snapshot.ts";
import type { ActionContext } from "./action-context.ts";

const ANY = "any";
const ANY_CAMPAIGN: PickerItem = { id: ANY, label: "any campaign", meaning: "one with a webhook for the event" };
const ANY_LEAD: PickerItem = { id: ANY, label: "any lead", meaning: "the first suitable one" };

/** Triggers a chosen event, optionally for a chosen campaign and lead. */
export class TriggerCommands {
  readonly #context: ActionContext;
  #lastType = "EMAIL_REPLY";

  constructor(context: ActionContext) {
    this.#context = context;
  }

  /** Opens the dialog, with the lead if one is already chosen. */
  open(place: EventPlace = {}): void {
    const from = backTo(this.#context.store.snapshot().screen);
    const isPlaced = place.leadEmail !== undefined;
    const chooseWhere = {
      verb: "choose campaign and lead",
      does: (item: PickerItem) => this.#chooseCampaign(item.id, from),
    };
    this.#context.pickers.open(
      {
        title: isPlaced ? `Trigger which event for ${place.leadEmail}?` : "Trigger which event?",
        verb: "trigger it",
        items: eventItems(this.#context.store.snapshot().state),
        first: this.#lastType,
        picked: ({ id }) => this.#trigger(id, place),
        ...definedOnly({ tab: isPlaced ? undefined : chooseWhere }),
      },
      from,
    );
  }

  #chooseCampaign(eventType: string, from: Screen): void {
    const { attempt, control, pickers } = this.#context;
    attempt(null, async () => {
      const { campaigns, clients } = await control.world();
      const clientName = (id: number | null) => clients.find((client) => client.id === id)?.name;
      const items = campaigns.map(({ id, name, status, leads, client_id }) => ({
        id: String(id),
        label: `${id}  ${name}`,
        meaning: [status, `${leads} leads`, clientName(client_id) ?? "no client"].join(", "),
      }));
      pickers.open(
        {
          title: `${eventType} in which campaign?`,
          verb: "choose the lead",
          items: [ANY_CAMPAIGN, ...items],
          picked: ({ id }) => this.#chooseLead(eventType, id === ANY ? undefined : Number(id), from),
        },
        from,
      );
    });
  }

  #chooseLead(eventType: string, campaignId: number | undefined, from: Screen): void {
    const { control, pickers } = this.#context;
    pickers.open(
      {
        title: `${eventType} by which lead${campaignId === undefined ? "" : ` of ${campaignId}`}?`,
        verb: "trigger it",
        items: [ANY_LEAD],
        search: async (words) => (await control.leads({ campaignId, words })).map(leadItem),
        picked: ({ id }) => this.#trigger(eventType, { campaignId, leadEmail: id === ANY ? undefined : id }),
      },
      from,
    );
  }

  #trigger(eventType: string, place: EventPlace): void {
    const { store, attempt } = this.#context;
    this.#lastType = eventType;
    attempt(`Triggering ${eventType} …`, async () => store.say(await this.#triggered(eventType, place)));
  }

  async #triggered(eventType: string, place: EventPlace): Promise<Notice> {
    const { control, store } = this.#context;
    const [event] = await control.trigger(eventType, place);
    if (event !== undefined) {
      store.inList((list) => list.awaitEvent({ eventId: event.event_id, deliveryIds: event.deliveries }));
    }
    const count = event?.deliveries.length ?? 0;
    const receivers = count === 1 ? "1 webhook" : `${count} webhooks`;
    const who = place.leadEmail === undefined ? "" : ` of ${place.leadEmail}`;
    if (event === undefined || count > 0) return { kind: "done", text: `${eventType}${who} goes to ${receivers}.` };
    const { explanation } = await control.event(event.event_id);
    return { kind: "warning", text: `${eventType}${who} reaches no webhook. ${explanation}` };
  }
}

/** A lead as an item of a picker. */
export function leadItem({
  email,
  first_name,
  last_name,
  company_name,
  campaigns,
  is_unsubscribed,
}: LeadView): PickerItem {
  const where = campaigns.map(({ campaign_id, status }) => `${campaign_id} ${status.toLowerCase()}`).join(", ");
  const gone = is_unsubscribed ? ", unsubscribed" : "";
  return {
    id: email,
    label: email,
    meaning: `${first_name} ${last_name}, ${company_name}${gone}${where === "" ? "" : `, in ${where}`}`,
  };
}

/** A picker that was opened from another one returns to the screen of the first. */
function backTo(screen: Screen): Screen {
  return screen.kind === "picker" ? screen.from : screen;
}

/** Every built-in event type, as items of a picker. */
export const EVENT_ITEMS: readonly PickerItem[] = ALL_EVENT_TYPES.map((type) => ({
  id: type,
  label: type,
  meaning: EVENT_MEANINGS[type],
}));

/** Appends the event types of the mock's custom dialect. */
export function eventItems(state: Pick<MockState, "own_events"> | null): readonly PickerItem[] {
  const own = (state?.own_events ?? []).map(({ name, like }) => ({ id: name, label: name, meaning: `like ${like}` }));
  return [...EVENT_ITEMS, ...own];
}
