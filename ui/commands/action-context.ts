import type { DetailedDelivery } from "../../src/server/client/control-calls.ts";
import type { ConsoleCalls } from "../control/console-calls.ts";
import type { Host } from "../host/host.ts";
import type { PickerController } from "../picker/picker-controller.ts";
import type { PromptController } from "../prompt/prompt-controller.ts";
import type { LiveStore } from "../store/live-store.ts";

/** What actions work with. */
export interface ActionContext {
  readonly store: LiveStore;
  readonly control: ConsoleCalls;
  readonly prompts: PromptController;
  readonly pickers: PickerController;
  readonly host: Host;
  /** Does it, and says so meanwhile; whatever goes wrong ends as a notice. */
  attempt(busy: string | null, action: () => Promise<void>): void;
}

/** What goes wrong in an action is shown as a notice. */
export function attemptingIn(store: LiveStore): ActionContext["attempt"] {
  return (busy, action) => {
    if (busy !== null) store.say({ kind: "busy", text: busy });
    action().catch((error: unknown) => store.say({ kind: "problem", text: messageOf(error) }));
  };
}

/** The delivery that an action is about: the one whose details are shown, or the selected one; `null` where there is none. */
export function chosenDelivery(store: LiveStore): DetailedDelivery | null {
  const { screen } = store.snapshot();
  if (screen.kind === "detail") return screen.delivery;
  const row = store.selectedRow;
  return row?.kind === "delivery" ? row.delivery : null;
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
