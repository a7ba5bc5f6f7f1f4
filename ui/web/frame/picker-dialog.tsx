import type { FormEvent, KeyboardEvent } from "react";
import { safeText } from "../../../src/base/safe-text.ts";
import type { PickerScreen } from "../../store/console-snapshot.ts";
import { Dialog } from "../dialog.tsx";
import { useSession } from "../session.ts";

/** A list to choose from: typing filters it, Enter or a click chooses an item. */
export function PickerDialog({ picker }: { readonly picker: PickerScreen }) {
  const { pickers, store } = useSession();
  const { title, verb, tab, items, filter, index, isSearching, from } = picker;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    pickers.press(picker, "enter");
  };
  const press = (event: KeyboardEvent) => {
    const key = MOVES.get(event.key);
    if (key === undefined || (key === "tab" && tab === null)) return;
    event.preventDefault();
    pickers.press(picker, key);
  };
  return (
    <Dialog title={title} onClose={() => store.show(from)}>
      <form className="picker" onSubmit={submit}>
        <input
          data-first
          type="search"
          role="combobox"
          aria-label="Find"
          aria-expanded="true"
          aria-controls="picker-items"
          aria-activedescendant={items.length === 0 ? undefined : `picker-item-${index}`}
          autoComplete="off"
          spellCheck={false}
          value={filter}
          onChange={({ target }) => pickers.filterBy(picker, target.value)}
          onKeyDown={press}
        />
        <div id="picker-items" className="picker-items" role="listbox" aria-label={title}>
          {items.map((item, place) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the field above takes the keys
            <div
              key={item.id}
              id={`picker-item-${place}`}
              role="option"
              className="picker-item"
              aria-selected={place === index}
              ref={place === index ? intoSight : undefined}
              onClick={() => pickers.pick(picker, item)}
            >
              <b>{safeText(item.label)}</b> <span className="muted">{safeText(item.meaning)}</span>
            </div>
          ))}
          {items.length === 0 && <p className="muted">{isSearching ? "Searching …" : "No match."}</p>}
        </div>
        <p aria-hidden="true">
          <kbd>Enter</kbd> {verb} {tab !== null && <kbd>Tab</kbd>} {tab} <kbd>Esc</kbd> back
        </p>
      </form>
    </Dialog>
  );
}

/** Keys that move in the list while the field has the focus. */
const MOVES = new Map([
  ["ArrowUp", "up"],
  ["ArrowDown", "down"],
  ["PageUp", "pageup"],
  ["PageDown", "pagedown"],
  ["Tab", "tab"],
]);

function intoSight(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: "nearest" });
}
