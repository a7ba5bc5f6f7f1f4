import type { DetailedDelivery } from "../../src/server/client/control-calls.ts";
import type { ConsoleCalls } from "../control/console-calls.ts";
import type { Host } from "../host/host.ts";
import type { PickerController } from "../picker/picker-controller.ts";
import type { PromptController } from "../prompt/prompt-controller.ts";
import type { LiveStore } from "../store/live-store.ts";

/** The context of an action. */
export interface ActionContext {
  readonly store: LiveStore;
  readonly control: ConsoleCalls;
  readonly prompts: PromptController;
  readonly pickers: PickerController;
  readonly host: Host;
  /** Runs the action and shows `busy` meanwhile; any error is shown as a notice. */
  attempt(busy: string | null, action: () => Promise<void>): void;
}

/** Runs actions and shows their errors as notices. */
export function attemptingIn(store: LiveStore): ActionContext["attempt"] {
  return (busy, action) => {
    if (busy !== null) store.say({ kind: "busy", text: busy });
    action().catch((error: unknown) => store.say({ kind: "problem", text: messageOf(error) }));
  };
}

/** The delivery that an action applies to: the one whose details are shown, or the selected one; `null` if none exists. */
export function chosenDelivery(store: LiveStore): DetailedDelivery | null {
  const { screen } = store.snapshot();
  if (screen.kind === "detail") return screen.delivery;
  const row = store.selectedRow;
  return row?.kind === "delivery" ? row.delivery : null;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
