import { type Command, type KeyBinding, screensOf } from "../keys/key-bindings.ts";
import type { PickerItem } from "../picker/picker.ts";
import type { ActionContext } from "./action-context.ts";

/** Commands that the palette omits: moves, which are useless once, and the palette itself. */
const LEFT_OUT: ReadonlySet<Command> = new Set(["up", "down", "page-up", "page-down", "palette"]);

/** The commands on offer, with their names. */
interface Offered<Name extends Command> {
  readonly commands: readonly Name[];
  readonly told: (command: Name) => Pick<KeyBinding, "label" | "shown" | "meaning">;
}

/** Opens a searchable list of those of `commands` that apply here. */
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
