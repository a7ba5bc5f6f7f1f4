import type { FaultView } from "../../src/delivery/faults/fault.ts";
import { faultText, parseFaultText } from "../../src/delivery/faults/rule-text.ts";
import { type ArmScreen, hasKind, matchingKinds } from "../faults/fault-lines.ts";
import type { Command } from "../keys/key-bindings.ts";
import type { ActionContext } from "./action-context.ts";

const NO_HELP: ArmScreen["help"] = { fields: [], selectors: [] };

export const NEXT_ANSWER_LOST = "lost-response:attempt=1,limit=1";

/** Commands of the faults view and of the form that arms one. */
export class FaultCommands {
  readonly #context: ActionContext;

  constructor(context: ActionContext) {
    this.#context = context;
  }

  open(): void {
    this.#context.store.show({ kind: "faults", index: 0 });
    this.#context.attempt(null, () => this.#refresh());
  }

  /** Loses the answer to the next delivery's first attempt, once: the usual way to see how a receiver handles a duplicate. */
  loseNextAnswer(): void {
    const { store, control, attempt } = this.#context;
    attempt("Arming …", async () => {
      const fault = await control.arm(parseFaultText(NEXT_ANSWER_LOST));
      await this.#refresh();
      store.say({ kind: "done", text: `Armed, once: ${fault.explain}` });
    });
  }

  /** Runs a command of the view; returns `false` if the command has its general meaning there. */
  run(command: Command): boolean {
    const { store } = this.#context;
    const { screen, faults } = store.snapshot();
    if (screen.kind !== "faults") return false;
    const index = Math.max(0, Math.min(screen.index, faults.length - 1));
    const to = (target: number) =>
      store.show({ kind: "faults", index: Math.max(0, Math.min(target, faults.length - 1)) });
    switch (command) {
      case "up":
        to(index - 1);
        return true;
      case "down":
        to(index + 1);
        return true;
      case "first":
      case "page-up":
        to(0);
        return true;
      case "last":
      case "page-down":
        to(faults.length - 1);
        return true;
      case "arm":
      case "faults":
        this.#write("", 0);
        return true;
      case "disarm":
        this.#disarm(faults[index]);
        return true;
      case "disarm-all":
        this.#disarmAll();
        return true;
      default:
        return false;
    }
  }

  /** In the form, letters are text: first a search among the kinds, then the fields of the chosen one. */
  type(screen: ArmScreen, key: string): void {
    const { text, index } = screen;
    const kinds = hasKind(screen) ? [] : matchingKinds(text);
    if (key === "escape") this.#context.store.show({ kind: "faults", index: 0 });
    else if (key === "up") this.#write(text, Math.max(0, index - 1), screen.help);
    else if (key === "down") this.#write(text, Math.max(0, Math.min(index + 1, kinds.length - 1)), screen.help);
    else if (key === "backspace") this.#write(text.slice(0, -1), 0, screen.help);
    else if (key === "ctrl+u") this.#write("", 0);
    else if (key === "enter") this.#enter(screen, kinds[index]);
    else if ([...key].length === 1) this.#write(text + key, 0, screen.help);
  }

  #write(text: string, index: number, help: ArmScreen["help"] = NO_HELP): void {
    this.#context.store.show({ kind: "arm", text, index, help });
  }

  /** Enter chooses a kind, and then arms the rule as written. */
  #enter(screen: ArmScreen, kind: ReturnType<typeof matchingKinds>[number] | undefined): void {
    const { store, control, attempt } = this.#context;
    if (hasKind(screen)) {
      attempt("Arming …", async () => {
        const fault = await control.arm(parseFaultText(screen.text));
        store.show({ kind: "faults", index: 0 });
        await this.#refresh();
        store.say({ kind: "done", text: `Armed: ${fault.explain}` });
      });
    } else if (kind !== undefined) {
      this.#write(`${kind}:`, 0);
      attempt(null, () => this.#describe(`${kind}:`, kind));
    }
  }

  /** The fields appear a moment later: the schema that lists them is loaded on first use. */
  async #describe(text: string, kind: ReturnType<typeof matchingKinds>[number]): Promise<void> {
    const { fieldsOf, ownFieldsOf } = await import("../../src/delivery/faults/fault-schema.ts");
    const fields = ownFieldsOf(kind);
    const own = new Set(["kind", ...fields.map(({ name }) => name)]);
    const selectors = fieldsOf(kind).filter((name) => !own.has(name));
    const { screen } = this.#context.store.snapshot();
    if (screen.kind === "arm" && screen.text.startsWith(text)) this.#write(screen.text, 0, { fields, selectors });
  }

  #disarm(fault: FaultView | undefined): void {
    const { store, control, attempt } = this.#context;
    if (fault === undefined) {
      store.say({ kind: "warning", text: "No fault is active." });
      return;
    }
    attempt("Disarming …", async () => {
      await control.disarm(fault.id);
      await this.#refresh();
      store.say({ kind: "done", text: `Disarmed ${faultText(fault.rule)}.` });
    });
  }

  #disarmAll(): void {
    const { store, control, attempt } = this.#context;
    attempt("Disarming …", async () => {
      const count = await control.disarmAll();
      await this.#refresh();
      store.say({ kind: "done", text: count === 0 ? "No fault was armed." : `Disarmed ${count}.` });
    });
  }

  async #refresh(): Promise<void> {
    const { store, control } = this.#context;
    store.faultsArrived(await control.faults());
  }
}
