import { definedOnly } from "../../src/base/defined-only.ts";
import { parsedJson } from "../../src/base/json-text.ts";
import type { Delivery } from "../../src/delivery/delivery.ts";
import { parseFaultText } from "../../src/delivery/faults/rule-text.ts";
import { editableText } from "../export/exported-body.ts";
import { LineHistory } from "../prompt/line-edit.ts";
import { type ActionContext, chosenDelivery } from "./action-context.ts";

/** The rule that `H` arms. */
const NEXT_HELD = "hold:limit=1";
const ANSWER_FORM = /^\s*([2-5]\d\d)(?:\s+([\s\S]*))?$/;

/** Commands for a held attempt. */
export class HoldCommands {
  readonly #context: ActionContext;
  readonly #answers = new LineHistory();

  constructor(context: ActionContext) {
    this.#context = context;
  }

  /** Holds the next attempt of any delivery before it is sent. */
  holdNext(): void {
    const { store, control, attempt } = this.#context;
    attempt("Arming …", async () => {
      const { explain } = await control.arm(parseFaultText(NEXT_HELD));
      store.faultsArrived(await control.faults());
      store.say({ kind: "done", text: `Armed, once: ${explain}` });
    });
  }

  letGo(): void {
    const { store, control, attempt } = this.#context;
    const delivery = this.#chosen("release it");
    if (delivery === null) return;
    attempt(null, async () => {
      await control.releaseHeld(delivery.id, {});
      store.say({ kind: "done", text: `${delivery.event_type} is released.` });
    });
  }

  drop(): void {
    const { store, control, attempt } = this.#context;
    const delivery = this.#chosen("drop it");
    if (delivery === null) return;
    attempt(null, async () => {
      await control.dropHeld(delivery.id);
      store.say({ kind: "done", text: `${delivery.event_type} was dropped, like a connection reset.` });
    });
  }

  /** Asks for a status, and optionally for a body. */
  askForAnswer(): void {
    const delivery = this.#chosen("answer in the receiver's place");
    if (delivery === null) return;
    this.#context.prompts.open({
      label: "answer ",
      hint: 'A status and, if you like, a body: 503, or 200 {"status":"processed"}.',
      text: "503",
      history: this.#answers,
      check: (text) => (ANSWER_FORM.test(text) ? null : { text: "It begins with a status from 200 to 599.", at: null }),
      entered: (text) => {
        const [, status = "200", body] = ANSWER_FORM.exec(text) ?? [];
        this.#answer(delivery, Number(status), body);
      },
    });
  }

  answer(status: number): void {
    const delivery = this.#chosen("answer in the receiver's place");
    if (delivery !== null) this.#answer(delivery, status);
  }

  #answer({ id, event_type }: Delivery, status: number, body?: string): void {
    const { store, control, attempt } = this.#context;
    attempt(null, async () => {
      await control.answerHeld(id, definedOnly({ status, body: body === undefined || body === "" ? undefined : body }));
      store.say({ kind: "done", text: `${event_type} was answered ${status} here.` });
    });
  }

  /** Edits the request's body, or the answer's, and releases the attempt; `false` if none is held. */
  edit(): boolean {
    const { store, control, host, attempt } = this.#context;
    const delivery = chosenDelivery(store);
    if (delivery === null || !isHeld(delivery)) return false;
    attempt(null, async () => {
      const { request, answer } = await control.held(delivery.id);
      const before = answer === null ? request.body : (answer.response?.body ?? "");
      const text = await host.edit(editableText(before), `${delivery.event_type}.json`);
      if (text === null) return store.say({ kind: "warning", text: "Nothing was changed; it is still held." });
      const body = text.replace(/\n$/, "");
      if (parsedJson(body) === undefined && parsedJson(before) !== undefined)
        return store.say({ kind: "warning", text: "The edited body is not JSON; it is still held." });
      await control.releaseHeld(delivery.id, { body });
      store.say({ kind: "done", text: `${delivery.event_type} is released as edited.` });
    });
    return true;
  }

  #chosen(purpose: string): Delivery | null {
    const { store } = this.#context;
    const delivery = chosenDelivery(store);
    if (delivery !== null && isHeld(delivery)) return delivery;
    const text = delivery === null ? `Select a held delivery to ${purpose}.` : "It is not held; H holds the next one.";
    store.say({ kind: "warning", text });
    return null;
  }
}

export function isHeld({ attempts }: Pick<Delivery, "attempts">): boolean {
  return attempts.at(-1)?.held !== undefined;
}
