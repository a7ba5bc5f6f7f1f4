import { SmartLeadMockError } from "../../src/errors.ts";
import type { FaultRule } from "../../src/faults/fault.ts";
import type { DetailedDelivery } from "../control/control-client.ts";
import { curlScript } from "../export/curl-script.ts";
import { exportedBody } from "../export/exported-body.ts";
import { fixtureText } from "../export/fixture-text.ts";
import { type ExportedDelivery, scenarioText } from "../export/scenario-text.ts";
import { testText } from "../export/test-text.ts";
import type { PickerItem } from "../picker/picker.ts";
import { LineHistory } from "../prompt/line-history.ts";
import { type ActionContext, chosenDelivery } from "./action-context.ts";

/** A kind of file that a delivery can be saved as. */
interface Form extends PickerItem {
  readonly ending: string;
  text(kept: ExportedDelivery): string | null;
}

const FORMS: readonly Form[] = [
  {
    id: "fixture",
    label: "fixture",
    meaning: "its body, for trigger --body and your own tests",
    ending: "json",
    text: ({ body }) => fixtureText(body),
  },
  {
    id: "scenario",
    label: "scenario",
    meaning: "a YAML file for smartlead-mock run, faults included",
    ending: "yaml",
    text: scenarioText,
  },
  {
    id: "test",
    label: "vitest test",
    meaning: "a test with smartlead-mock/vitest, faults included",
    ending: "test.ts",
    text: testText,
  },
  {
    id: "curl",
    label: "curl",
    meaning: "a shell script that sends the same request",
    ending: "sh",
    text: ({ delivery }) => (delivery.request === undefined ? null : curlScript(delivery.request)),
  },
];

/** Characters of a delivery's id that its file's name has: enough to tell two apart. */
const ID_IN_NAME = 8;

/** Saves a delivery as a file of the user's own. */
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
        items: FORMS,
        picked: ({ id }) =>
          attempt(null, () =>
            this.#prepare(
              delivery,
              FORMS.find((form) => form.id === id),
            ),
          ),
      },
      screen,
    );
  }

  async #prepare({ id }: DetailedDelivery, form: Form | undefined): Promise<void> {
    const { control, prompts, store } = this.#context;
    const delivery = await control.delivery(id);
    const { request } = delivery;
    if (form === undefined || request === undefined) {
      throw new SmartLeadMockError("not_found", `What was sent in ${id} is not held any more.`);
    }
    const faults = faultsOf(
      delivery,
      store.snapshot().faults.map(({ rule }) => rule),
    );
    // Only a curl line can hold bytes that are no text.
    const isKept = request.body_base64 === undefined || form.id === "curl";
    const text = isKept ? form.text({ delivery, body: request.body, faults }) : null;
    if (text === null)
      throw new SmartLeadMockError("usage", `${delivery.event_type} cannot be saved as a ${form.label}.`);
    const hasSecrets = form.id !== "curl" && exportedBody(request.body) !== request.body;
    const secrets = hasSecrets ? " Secrets are left out as ***." : "";
    prompts.open({
      label: "save as ",
      hint: "A new file; folders are made. Enter saves, Esc cancels.",
      text: `${delivery.event_type}-${id.slice(-ID_IN_NAME)}.${form.ending}`,
      history: this.#history,
      check: (path) => (path.trim() === "" ? { text: "A file needs a name.", at: null } : null),
      entered: (path) => this.#save(path.trim(), text, secrets),
    });
  }

  #save(path: string, text: string, secrets: string): void {
    const { store, host, attempt } = this.#context;
    attempt(null, async () => {
      const saved = await host.save(path, text);
      store.say({ kind: "done", text: `Saved as ${saved}.${secrets}` });
    });
  }
}

/** The faults that touched a delivery as they were armed, as far as that is still known: they hold for this one event then. */
function faultsOf({ attempts }: DetailedDelivery, armed: readonly FaultRule[]): readonly FaultRule[] {
  const kinds = [...new Set(attempts.flatMap(({ faults }) => faults))];
  return kinds.flatMap((kind) => {
    const rule = armed.find((one) => one.kind === kind);
    if (rule === undefined) return [];
    const { event_type: _type, campaign_id: _campaign, lead_email: _lead, level: _level, ...rest } = rule;
    const {
      probability: _probability,
      first: _first,
      every: _every,
      limit: _limit,
      from: _from,
      until: _until,
      ...own
    } = rest;
    const numbers = attempts.filter(({ faults }) => faults.includes(kind)).map(({ number }) => number);
    return [own.attempt === undefined || numbers.length === attempts.length ? own : { ...own, attempt: numbers }];
  });
}
