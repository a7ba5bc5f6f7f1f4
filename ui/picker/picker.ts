/** An item of a list to choose from. */
export interface PickerItem {
  readonly id: string;
  readonly label: string;
  readonly meaning: string;
}

/** A question that is answered by choosing an item. */
export interface PickerSpec {
  readonly title: string;
  /** The action of Enter, in a word or two. */
  readonly verb: string;
  readonly items: readonly PickerItem[];
  /** The item that is chosen at first. */
  readonly first?: string;
  /** Finds further items for the typed text, if not all are known beforehand; they follow `items`. */
  search?(filter: string): Promise<readonly PickerItem[]>;
  picked(item: PickerItem): void;
  /** The action of Tab. */
  readonly tab?: { readonly verb: string; readonly does: (item: PickerItem) => void };
}
