import { isFailing } from "../deliveries/delivery-verdicts.ts";
import type { PickerItem } from "../picker/picker.ts";
import type { ListRow } from "../store/row-store.ts";
import type { ActionContext } from "./action-context.ts";

/** Commands that move in the list, filter it or sort it. */
export class ListCommands {
  readonly #context: ActionContext;

  constructor(context: ActionContext) {
    this.#context = context;
  }

  /** Moves to the failure above the cursor (-1), or below it. From the newest row it moves to the last failure. */
  toFailure(direction: -1 | 1): void {
    const { store } = this.#context;
    const isThere = store.inList((list) => list.toNext(direction, (row) => isFailing(row)));
    if (isThere) return;
    store.say({
      kind: "warning",
      text: direction === -1 ? "Nothing failed before this row." : "Nothing failed after this row.",
    });
  }

  toggleMark(): void {
    this.#context.store.inList((list) => list.toggleMark());
  }

  toMark(): void {
    const { store } = this.#context;
    const isThere = store.inList((list) => list.toNext(-1, (_row, number) => list.marks.has(number), true));
    if (!isThere) store.say({ kind: "warning", text: "No row is marked; m marks the selected one." });
  }

  /** Sorts by duration and back. A sorted list is frozen, because a list that reorders itself cannot be read. */
  toggleOrder(): void {
    const { store } = this.#context;
    const order = store.inList((list) => list.toggleOrder());
    const text =
      order === "duration"
        ? "Slowest first, as of now; S goes back to the live list."
        : "In the order in which they came, the newest last.";
    store.say({ kind: "done", text });
  }

  /** Filters the list by a property of the selected row; Tab excludes that property instead. */
  filterByRow(): void {
    const { store, pickers } = this.#context;
    const { screen } = store.snapshot();
    const items = termsOf(store.selectedRow);
    if (items.length === 0) {
      store.say({ kind: "warning", text: "Select a delivery to filter by it." });
      return;
    }
    const add = (term: string) => {
      const before = store.snapshot().filter?.text ?? "";
      store.show(screen);
      store.filterBy(`${before} ${term}`.trim());
    };
    pickers.open(
      {
        title: "Show only rows with",
        verb: "filter",
        items,
        picked: ({ id }) => add(id),
        tab: { verb: "leave out", does: ({ id }) => add(`-${id}`) },
      },
      screen,
    );
  }
}

/** Terms of the query language that match the row, the most useful first. */
function termsOf(row: ListRow | undefined): readonly PickerItem[] {
  const term = (field: string, value: string | number | null | undefined, meaning: string): readonly PickerItem[] =>
    value === null || value === undefined ? [] : [{ id: `${field}:${value}`, label: `${field}:${value}`, meaning }];
  if (row?.kind === "unheard") {
    return [
      ...term("lead", row.leadEmail, "events of this lead"),
      ...term("type", row.eventType, "events of this type"),
      ...term("campaign", row.campaignId, "events of this campaign"),
      ...term("is", "unheard", "events that reached no webhook"),
    ];
  }
  if (row?.kind !== "delivery") return [];
  const { lead_email, event_type, campaign_id, webhook, attempts, duplicate, state } = row.delivery;
  const newest = attempts.at(-1);
  return [
    ...term("lead", lead_email, "deliveries about this lead"),
    ...term("type", event_type, "deliveries of this event"),
    ...term("campaign", campaign_id, "deliveries of this campaign"),
    ...term("outcome", newest?.outcome, "deliveries with an attempt that ended like this"),
    ...term("status", newest?.status, "deliveries that were answered like this"),
    ...term("dup", duplicate, "duplicates with this verdict"),
    ...term("webhook", webhook.id, `deliveries to "${webhook.name}"`),
    ...term("state", state, "deliveries in this state"),
  ];
}
