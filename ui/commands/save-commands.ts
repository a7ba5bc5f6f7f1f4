import type { DetailedDelivery } from "../../src/server/client/control-calls.ts";
import { EXPORT_FORMS, type ExportForm, exportedFile } from "../export/export-forms.ts";
import { LineHistory } from "../prompt/line-edit.ts";
import { type ActionContext, chosenDelivery } from "./action-context.ts";

/** Saves a delivery as a file for the user. */
export class SaveCommands {
  readonly #context: ActionContext;
  readonly #history = new LineHistory();

  constructor(context: ActionContext) {
    this.#context = context;
  }

  open(): void {
    const { store, pickers, attempt } = this.#context;
    const { screen } = store.snapshot();
    const delivery = chosenDelivery(store);
    if (delivery === null) {
      store.say({ kind: "warning", text: "Select a delivery to save it." });
      return;
    }
    pickers.open(
      {
        title: `Save ${delivery.event_type} as what?`,
        verb: "choose its name",
        items: EXPORT_FORMS,
        picked: ({ id }) =>
          attempt(null, () =>
            this.#prepare(
              delivery,
              EXPORT_FORMS.find((form) => form.id === id),
            ),
          ),
      },
      screen,
    );
  }

  /** Saves it as a curl script, with a suggested file name. */
  openCurl(): void {
    const { store, attempt } = this.#context;
    const delivery = chosenDelivery(store);
    if (delivery === null) store.say({ kind: "warning", text: "Select a delivery to save it." });
    else
      attempt(null, () =>
        this.#prepare(
          delivery,
          EXPORT_FORMS.find(({ id }) => id === "curl"),
        ),
      );
  }

  async #prepare({ id }: DetailedDelivery, form: ExportForm | undefined): Promise<void> {
    const { control, prompts, store } = this.#context;
    const delivery = await control.delivery(id);
    const listed = store.snapshot().faults.map(({ rule }) => rule);
    const { name, text, remark } = exportedFile(delivery, form, listed);
    prompts.open({
      label: "save as ",
      hint: "A new file; folders are made. Enter saves, Esc cancels.",
      text: name,
      history: this.#history,
      check: (path) => (path.trim() === "" ? { text: "A file needs a name.", at: null } : null),
      entered: (path) => this.#save(path.trim(), text, remark),
    });
  }

  #save(path: string, text: string, remark: string): void {
    const { store, host, attempt } = this.#context;
    attempt(null, async () => {
      const saved = await host.save(path, text);
      store.say({ kind: "done", text: `Saved as ${saved}.${remark}` });
    });
  }
}
