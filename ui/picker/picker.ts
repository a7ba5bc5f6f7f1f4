/** Something that can be picked from a list. */
export interface PickerItem {
  readonly id: string;
  readonly label: string;
  readonly meaning: string;
}

/** A question that is answered by picking one of a list. */
export interface PickerSpec {
  readonly title: string;
  /** What Enter does with the chosen one, in a word or two. */
  readonly verb: string;
  readonly items: readonly PickerItem[];
  /** The item that is chosen at first. */
  readonly first?: string;
  /** Further items for what was typed, where not all are known beforehand; they come behind those of `items`. */
  search?(filter: string): Promise<readonly PickerItem[]>;
  picked(item: PickerItem): void;
  /** What Tab does with the chosen one. */
  readonly tab?: { readonly verb: string; readonly does: (item: PickerItem) => void };
}
