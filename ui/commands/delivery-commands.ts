import { curlLine } from "../../src/base/curl-line.ts";
import { SmartLeadMockError } from "../../src/base/errors.ts";
import { parsedJson } from "../../src/base/json-text.ts";
import type { DetailedDelivery } from "../../src/server/client/control-calls.ts";
import { editableText } from "../export/exported-body.ts";
import { type ActionContext, chosenDelivery } from "./action-context.ts";

/** Commands for the chosen delivery. */
export class DeliveryCommands {
  readonly #context: ActionContext;
  /** A text that could not be sent, kept so that the user need not write it again. */
  #draft: { readonly deliveryId: string; readonly text: string } | null = null;

  constructor(context: ActionContext) {
    this.#context = context;
  }

  resend(requestId: "same" | "new"): void {
    const { store, control, attempt } = this.#context;
    const delivery = this.#chosen("send it again");
    if (delivery === null) return;
    const how = requestId === "same" ? "with the same request id" : "with a new request id";
    attempt(`Sending ${delivery.event_type} again …`, async () => {
      await control.resend(delivery.id, { requestId });
      store.say({ kind: "done", text: `${delivery.event_type} was sent again ${how}.` });
    });
  }

  /** Sends two at the same time, which shows whether the receiver detects a duplicate while it still processes the first. */
  sendTwice(): void {
    const { store, control, attempt } = this.#context;
    const delivery = this.#chosen("send it twice");
    if (delivery === null) return;
    attempt(`Sending ${delivery.event_type} twice …`, async () => {
      const again = () => control.resend(delivery.id, { requestId: "same" });
      await Promise.all([again(), again()]);
      store.say({ kind: "done", text: `${delivery.event_type} was sent twice at once, with the same request id.` });
    });
  }

  /** Another body for the same event is another request: it gets a new id. */
  sendEdited(): void {
    const { store, control, host, attempt } = this.#context;
    const delivery = this.#chosen("edit and send it");
    if (delivery === null) return;
    attempt(null, async () => {
      const { request, event_type, id } = await control.delivery(delivery.id);
      const before = this.#draft?.deliveryId === id ? this.#draft.text : editableText(request?.body ?? "");
      const text = await host.edit(before, `${event_type}.json`);
      const body = (text ?? before).replace(/\n$/, "");
      if (text === null && this.#draft?.deliveryId !== id) {
        store.say({ kind: "warning", text: "Nothing was changed, so nothing was sent." });
        return;
      }
      this.#draft = { deliveryId: id, text: text ?? before };
      mustBeJson(body, request?.body ?? "");
      await control.resend(id, { requestId: "new", body });
      this.#draft = null;
      store.say({ kind: "done", text: `${event_type} was sent as edited, with a new request id.` });
    });
  }

  copyCurl(): void {
    const { store, control, host, attempt } = this.#context;
    const delivery = this.#chosen("copy it");
    if (delivery === null) return;
    attempt(null, async () => {
      const { request, id } = await control.delivery(delivery.id);
      if (request === undefined)
        throw new SmartLeadMockError("not_found", `What was sent in ${id} is no longer available.`);
      const { line, variables } = curlLine(request);
      const secrets =
        variables.size === 0 ? "" : ` Needs ${[...variables.keys()].map((name) => `$${name}`).join(", ")}.`;
      if (host.copy(line))
        store.say({
          kind: "done",
          text: `Copied a curl command to ${host.clipboard}; s saves it.${secrets}`,
        });
      else store.say({ kind: "warning", text: "It is too long for a clipboard; s saves it as a file." });
    });
  }

  /** Opens the page in a browser, at the chosen delivery. */
  openWeb(): void {
    const { store, host, attempt } = this.#context;
    const delivery = chosenDelivery(store);
    const address = `${store.snapshot().url.replace(/\/+$/, "")}/${delivery === null ? "" : `#${delivery.id}`}`;
    attempt(null, async () => {
      const isOpen = await host.browse(address);
      const text = isOpen
        ? `Opened ${address} in the browser.`
        : `Open ${address} in a browser; none could be started here.`;
      store.say({ kind: isOpen ? "done" : "warning", text });
    });
  }

  /** Resends all failed deliveries of all campaigns. */
  retrigger(): void {
    const { store, control, attempt } = this.#context;
    attempt("Sending what failed again …", async () => {
      const count = await control.retrigger();
      const text =
        count === 0
          ? "There is no failed delivery that was not sent again already."
          : `${count} that had failed are sent again.`;
      store.say({ kind: count === 0 ? "warning" : "done", text });
    });
  }

  /** Returns the chosen delivery; if none exists, a notice says so. */
  #chosen(purpose: string): DetailedDelivery | null {
    const { store } = this.#context;
    const delivery = chosenDelivery(store);
    if (delivery === null) store.say({ kind: "warning", text: `Select a delivery to ${purpose}.` });
    return delivery;
  }
}

/** A typing error is not sent; a text that was not JSON before need not become JSON. */
function mustBeJson(text: string, before: string): void {
  if (parsedJson(text) !== undefined || parsedJson(before) === undefined) return;
  throw new SmartLeadMockError("usage", "The edited body is not JSON, so it was not sent; press e to edit it again.");
}
