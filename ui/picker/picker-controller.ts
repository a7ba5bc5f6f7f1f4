import type { PickerScreen, Screen } from "../store/console-snapshot.ts";
import type { LiveStore } from "../store/live-store.ts";
import type { PickerItem, PickerSpec } from "./picker.ts";

/** Items that a page key moves by. */
const PAGE = 10;

/** Shows lists to choose from and handles their keys: letters are the search text. */
export class PickerController {
  readonly #store: LiveStore;
  #spec: PickerSpec | null = null;
  /** Counts searches, so that a late answer to an old search is dropped. */
  #searches = 0;

  constructor(store: LiveStore) {
    this.#store = store;
  }

  /** `from` is the screen to go back to. */
  open(spec: PickerSpec, from: Screen): void {
    this.#spec = spec;
    const index = Math.max(
      0,
      spec.items.findIndex(({ id }) => id === spec.first),
    );
    this.#show({ kind: "picker", ...headOf(spec), items: spec.items, filter: "", index, isSearching: false, from });
    this.#search("");
  }

  press(screen: PickerScreen, key: string): void {
    const to = (index: number) =>
      this.#show({ ...screen, index: Math.max(0, Math.min(index, screen.items.length - 1)) });
    const item = screen.items[screen.index];
    if (key === "escape") this.#store.show(screen.from);
    else if (key === "up" || key === "ctrl+p") to(screen.index - 1);
    else if (key === "down" || key === "ctrl+n") to(screen.index + 1);
    else if (key === "pageup") to(screen.index - PAGE);
    else if (key === "pagedown") to(screen.index + PAGE);
    else if (key === "backspace") this.filterBy(screen, screen.filter.slice(0, -1));
    else if (key === "ctrl+u") this.filterBy(screen, "");
    else if (key === "enter" && item !== undefined) this.pick(screen, item);
    else if (key === "tab" && item !== undefined) this.tab(item);
    else if ([...key].length === 1) this.filterBy(screen, screen.filter + key);
  }

  /** Handles Enter: returns to the previous screen, and calls the picker's action with the item. */
  pick(screen: PickerScreen, item: PickerItem): void {
    const spec = this.#spec;
    this.#store.show(screen.from);
    spec?.picked(item);
  }

  /** Handles Tab, if the picker has an action for it. */
  tab(item: PickerItem): void {
    this.#spec?.tab?.does(item);
  }

  /** Filters the list by a text. */
  filterBy(screen: PickerScreen, filter: string): void {
    if (this.#spec === null) return;
    this.#show({ ...screen, filter, index: 0, items: fitting(this.#spec.items, filter) });
    this.#search(filter);
  }

  /** Only the answer to the latest search is used. */
  #search(filter: string): void {
    const spec = this.#spec;
    const found = spec?.search?.(filter);
    if (spec === null || found === undefined) return;
    this.#searches += 1;
    const mine = this.#searches;
    this.#change((screen) => ({ ...screen, isSearching: true }));
    found.then(
      (items) => {
        if (mine !== this.#searches || spec !== this.#spec) return;
        this.#change((screen) => ({
          ...screen,
          isSearching: false,
          items: [...fitting(spec.items, filter), ...items],
        }));
      },
      (error: unknown) => {
        this.#change((screen) => ({ ...screen, isSearching: false }));
        this.#store.say({ kind: "problem", text: error instanceof Error ? error.message : String(error) });
      },
    );
  }

  #change(change: (screen: PickerScreen) => PickerScreen): void {
    const { screen } = this.#store.snapshot();
    if (screen.kind === "picker") this.#show(change(screen));
  }

  #show(screen: PickerScreen): void {
    this.#store.show(screen);
  }
}

function headOf({ title, verb, tab }: PickerSpec): Pick<PickerScreen, "title" | "verb" | "tab"> {
  return { title, verb, tab: tab?.verb ?? null };
}

/** The items that contain every typed word, ignoring case; a space, a hyphen and an underscore are equal. */
function fitting(items: readonly PickerItem[], filter: string): readonly PickerItem[] {
  const wanted = plain(filter).split(" ").filter(Boolean);
  const texts = (item: PickerItem) => plain(`${item.label} ${item.meaning}`);
  const byLabel = items.filter(({ label }) => plain(label).includes(wanted.join(" ")));
  const byWords = items.filter((item) => !byLabel.includes(item) && wanted.every((word) => texts(item).includes(word)));
  return [...byLabel, ...byWords];
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replaceAll(/[-_\s]+/g, " ")
    .trim();
}
