import type { ThreadView } from "../../src/server/client/world-answers.ts";
import { AT_THE_TOP, THE_END } from "../pager/pager.ts";
import type { Screen } from "../store/console-snapshot.ts";
import { type ActionContext, chosenDelivery } from "./action-context.ts";
import { leadItem } from "./trigger-commands.ts";

/** Commands for the account: webhooks, campaigns, leads and conversations. */
export class WorldCommands {
  readonly #context: ActionContext;
  #seenChanges = -1;
  #isLoading = false;

  constructor(context: ActionContext) {
    this.#context = context;
    context.store.subscribe(() => this.#refresh());
  }

  open(): void {
    this.#seenChanges = -1;
    this.#context.store.show({ kind: "world", ...AT_THE_TOP });
  }

  /** Opens the leads of a campaign, to choose one whose conversation is shown. */
  openCampaign(campaignId: number): void {
    const { control, pickers, store } = this.#context;
    const from = store.snapshot().screen;
    pickers.open(
      {
        title: `Leads of campaign ${campaignId}`,
        verb: "show the conversation",
        items: [],
        search: async (words) => (await control.leads({ campaignId, words })).map(leadItem),
        picked: ({ id }) => this.#openThread({ leadEmail: id, campaignId, from }),
      },
      from,
    );
  }

  /** Opens the conversation of the chosen delivery. */
  openThreadOfDelivery(): void {
    const { store } = this.#context;
    const delivery = chosenDelivery(store);
    const { screen } = store.snapshot();
    if (delivery === null || delivery.lead_email === null) {
      const text =
        delivery === null ? "Select a delivery to see its lead." : `${delivery.event_type} is about no lead.`;
      store.say({ kind: "warning", text });
      return;
    }
    this.#openThread({ leadEmail: delivery.lead_email, campaignId: delivery.campaign_id, from: screen });
  }

  #openThread({ leadEmail, campaignId, from }: { leadEmail: string; campaignId: number | null; from: Screen }): void {
    const { store, control, attempt } = this.#context;
    attempt(null, async () => {
      const thread: ThreadView = await control.thread(leadEmail, campaignId);
      // Users want to see the newest email first.
      store.show({ kind: "thread", thread, from, ...AT_THE_TOP, cursor: THE_END });
    });
  }

  /** Reloads the account whenever it has changed while it is shown. */
  #refresh(): void {
    const { store, control } = this.#context;
    const { screen, worldChanges } = store.snapshot();
    if (screen.kind !== "world" || this.#isLoading || this.#seenChanges === worldChanges) return;
    this.#seenChanges = worldChanges;
    this.#isLoading = true;
    control
      .world()
      .then(
        (world) => store.worldArrived(world),
        (error: unknown) =>
          store.say({ kind: "problem", text: error instanceof Error ? error.message : String(error) }),
      )
      .finally(() => {
        this.#isLoading = false;
        this.#refresh();
      });
  }
}
