import type { DetailedDelivery } from "../../src/server/client/control-calls.ts";
import type { DialectName } from "../../src/smartlead/payloads/dialect.ts";
import { attemptComparison, type DialectSide, deliveryComparison, dialectComparison } from "../diff/comparisons.ts";
import type { Comparison } from "../diff/diff-document.ts";
import { AT_THE_TOP } from "../pager/pager.ts";
import type { PickerItem } from "../picker/picker.ts";
import type { DetailScreen } from "../store/console-snapshot.ts";
import type { ActionContext } from "./action-context.ts";

/** A comparison to choose, and how it is made. */
interface Choice extends PickerItem {
  make(): Promise<Comparison>;
}

/** Starts comparisons from the details of a delivery. */
export class CompareCommands {
  readonly #context: ActionContext;

  constructor(context: ActionContext) {
    this.#context = context;
  }

  open(): void {
    const { store, pickers, attempt } = this.#context;
    const { screen } = store.snapshot();
    if (screen.kind !== "detail" || screen.delivery === null) return;
    const choices = this.#choices(screen.delivery);
    pickers.open(
      {
        title: "Compare",
        verb: "compare",
        items: choices,
        picked: ({ id }) =>
          attempt(null, () =>
            this.#show(
              screen,
              choices.find((choice) => choice.id === id),
            ),
          ),
      },
      screen,
    );
  }

  async #show(from: DetailScreen, choice: Choice | undefined): Promise<void> {
    if (choice === undefined) return;
    const comparison = await choice.make();
    this.#context.store.show({ kind: "diff", comparison, from, ...AT_THE_TOP });
  }

  #choices(delivery: DetailedDelivery): readonly Choice[] {
    return [...this.#attemptChoices(delivery), ...this.#dialectChoices(delivery), this.#previousChoice(delivery)];
  }

  /** The newest pair comes first: it shows the changes between the last two attempts. */
  #attemptChoices(delivery: DetailedDelivery): readonly Choice[] {
    const pairs = delivery.attempts.flatMap((right, index) =>
      delivery.attempts.slice(0, index).map((left) => [left, right] as const),
    );
    return pairs.reverse().map(([left, right]) => ({
      id: `attempts ${left.number} ${right.number}`,
      label: `attempts ${left.number} and ${right.number}`,
      meaning: "how they ended, what was sent and what was answered",
      make: async () => attemptComparison(delivery, left, right),
    }));
  }

  #dialectChoices(delivery: DetailedDelivery): readonly Choice[] {
    const pairs = DIALECT_NAMES.flatMap((right, index) =>
      DIALECT_NAMES.slice(0, index).map((left) => [left, right] as const),
    );
    return pairs.map(([left, right]) => ({
      id: `dialects ${left} ${right}`,
      label: `dialects ${left} and ${right}`,
      meaning: "the body of this event in both dialects",
      make: async () => {
        const sides = await Promise.all([this.#side(delivery, left), this.#side(delivery, right)]);
        return dialectComparison(delivery.event_type, ...sides);
      },
    }));
  }

  async #side(delivery: DetailedDelivery, dialect: (typeof DIALECT_NAMES)[number]): Promise<DialectSide> {
    const { body, withheld } = await this.#context.control.payload(delivery.id, dialect);
    return { dialect, text: body ?? withheld ?? "" };
  }

  #previousChoice(delivery: DetailedDelivery): Choice {
    const { store, control } = this.#context;
    const before = store.deliveryBefore(delivery);
    return {
      id: "previous",
      label: `this and the previous ${delivery.event_type}`,
      meaning: before === null ? "there is none in the list" : `${before.id}, to the same webhook`,
      make: async () => {
        if (before === null)
          throw new Error(`There is no ${delivery.event_type} to this webhook before it in the list.`);
        const [left, right] = await Promise.all([control.delivery(before.id), control.delivery(delivery.id)]);
        return deliveryComparison(left, right);
      },
    };
  }
}

/** The dialects whose bodies can be compared. */
const DIALECT_NAMES = ["guide", "live", "core"] as const satisfies readonly DialectName[];
