import { parsedJson } from "../../src/base/json-text.ts";
import type { FaultView } from "../../src/delivery/faults/fault.ts";
import { faultText, parseFaultText } from "../../src/delivery/faults/rule-text.ts";
import type { DetailedDelivery } from "../../src/server/client/control-calls.ts";
import type { ActionContext } from "../commands/action-context.ts";
import type { ClockMove, EventPlace } from "../control/console-calls.ts";
import { type ExportForm, exportedFile } from "../export/export-forms.ts";
import { counted } from "../frame/line.ts";

/** The actions of the page's own forms; actions without a form are the terminal's commands. */
export class PageActions {
  readonly #context: ActionContext;

  constructor(context: ActionContext) {
    this.#context = context;
  }

  trigger(eventType: string, place: EventPlace): void {
    const { store, control, attempt } = this.#context;
    store.follow();
    attempt(`Triggering ${eventType} …`, async () => {
      const events = await control.trigger(eventType, place);
      const deliveries = events.flatMap((event) => event.deliveries).length;
      const what = events.length === 1 ? eventType : `${events.length} × ${eventType}`;
      const [first] = events;
      if (deliveries > 0 || first === undefined) {
        store.say({ kind: "done", text: `${what}: ${counted(deliveries, "delivery", "deliveries")} on the way.` });
        return;
      }
      const { explanation } = await control.event(first.event_id);
      store.say({ kind: "warning", text: `${what} reaches no webhook. ${explanation}` });
    });
  }

  /** `text` is a rule in the syntax of the command line, such as `lost-response:attempt=1`. */
  arm(text: string): void {
    const { store, control, attempt } = this.#context;
    attempt("Arming …", async () => {
      const { explain } = await control.arm(parseFaultText(text));
      await this.#refreshFaults();
      store.say({ kind: "done", text: `Armed: ${explain}` });
    });
  }

  disarm(fault: FaultView): void {
    const { store, control, attempt } = this.#context;
    attempt("Disarming …", async () => {
      await control.disarm(fault.id);
      await this.#refreshFaults();
      store.say({ kind: "done", text: `Disarmed ${faultText(fault.rule)}.` });
    });
  }

  disarmAll(): void {
    const { store, control, attempt } = this.#context;
    attempt("Disarming …", async () => {
      const count = await control.disarmAll();
      await this.#refreshFaults();
      store.say({ kind: "done", text: count === 0 ? "No fault was armed." : `Disarmed ${count}.` });
    });
  }

  /** Resends the delivery with another body; returns `false` if the body was JSON and no longer is. */
  resendEdited({ id, event_type, request }: DetailedDelivery, body: string): boolean {
    const { store, control, attempt } = this.#context;
    if (parsedJson(body) === undefined && parsedJson(request?.body ?? "") !== undefined) return false;
    attempt("Sending …", async () => {
      await control.resend(id, { requestId: "new", body });
      store.say({ kind: "done", text: `${event_type} was sent as edited, with a new request id.` });
    });
    return true;
  }

  /** Offers the delivery as a download in this format. */
  saveAs({ id }: DetailedDelivery, form: ExportForm): void {
    const { store, control, host, attempt } = this.#context;
    attempt(null, async () => {
      const listed = store.snapshot().faults.map(({ rule }) => rule);
      const { name, text, remark } = exportedFile(await control.delivery(id), form, listed);
      store.say({ kind: "done", text: `Saved as ${await host.save(name, text)}.${remark}` });
    });
  }

  copy(text: string, what: string): void {
    const { store, host } = this.#context;
    if (host.copy(text)) store.say({ kind: "done", text: `${what} is in the clipboard.` });
    else store.say({ kind: "warning", text: "This browser allows access to the clipboard only on https pages." });
  }

  moveClock(move: ClockMove): void {
    const { store, control, attempt } = this.#context;
    attempt("Moving the clock …", async () => {
      const { now } = await control.moveClock(move);
      store.stateArrived(await control.state());
      store.say({ kind: "done", text: `The clock is at ${now}.` });
    });
  }

  setRate(rate: number): void {
    const { store, control, attempt } = this.#context;
    attempt(null, async () => {
      await control.setRate(rate);
      store.stateArrived(await control.state());
      store.say({
        kind: "done",
        text: rate === 0 ? "Traffic is paused." : `Traffic runs: ${counted(rate, "event")} per second.`,
      });
    });
  }

  reset(): void {
    const { store, control, attempt } = this.#context;
    attempt("Resetting …", async () => {
      store.stateArrived(await control.reset());
      store.say({ kind: "done", text: "The mock was reset: the account is new, and deliveries were dropped." });
    });
  }

  async #refreshFaults(): Promise<void> {
    const { store, control } = this.#context;
    store.faultsArrived(await control.faults());
  }
}
