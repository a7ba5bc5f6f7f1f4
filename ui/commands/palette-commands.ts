import { type Command, type KeyBinding, screensOf } from "../keys/key-bindings.ts";
import type { PickerItem } from "../picker/picker.ts";
import type { ActionContext } from "./action-context.ts";

/** Left out of the palette: moves, which are no use once, and the palette itself. */
const LEFT_OUT: ReadonlySet<Command> = new Set(["up", "down", "page-up", "page-down", "palette"]);

/** What can be found, and how each is called where it is offered. */
interface Offered<Name extends Command> {
  readonly commands: readonly Name[];
  readonly told: (command: Name) => Pick<KeyBinding, "label" | "shown" | "meaning">;
}

/** Every one of `commands` that means something here, to be found by its words. */
export function openPalette<Name extends Command>(
  { store, pickers }: Pick<ActionContext, "store" | "pickers">,
  run: (command: Name) => void,
  { commands, told }: Offered<Name>,
): void {
  const { screen } = store.snapshot();
  const items = commands
    .filter((command) => !LEFT_OUT.has(command) && (screensOf(command)?.includes(screen.kind) ?? true))
    .map((command): PickerItem & { readonly id: Name } => {
      const { label, shown, meaning } = told(command);
      return { id: command, label: `${shown.padEnd(9)} ${label}`, meaning };
    });
  pickers.open(
    {
      title: "Commands",
      verb: "do it",
      items,
      picked: ({ id }) => {
        const command = items.find((item) => item.id === id)?.id;
        if (command !== undefined) run(command);
      },
    },
    screen,
  );
}
