import { type Command, KEY_BINDINGS, type KeyBinding } from "../keys/key-bindings.ts";

/** Descriptions of commands that differ between page and terminal. */
const MEANINGS = new Map<Command, string>([
  ["up", "one row up, towards the newest"],
  ["down", "one row down, towards the oldest"],
  ["first", "to the oldest row"],
  ["last", "to the newest row, and follow"],
  ["edit", "edit its body and send that, with a new request id"],
  ["curl", "copy it as a curl line"],
  ["save", "save it as a fixture, scenario, vitest test or curl script"],
]);

/** The newest row is at the top here, so these two keys are swapped. */
const SHOWN = new Map<Command, string>([
  ["first", "g End"],
  ["last", "G Home"],
]);

/** The label and description of a command on the page. */
export function pageKeyOf(command: Command): Pick<KeyBinding, "label" | "shown" | "meaning"> {
  const { label, shown, meaning } = KEY_BINDINGS[command];
  return { label, shown: SHOWN.get(command) ?? shown, meaning: MEANINGS.get(command) ?? meaning };
}
