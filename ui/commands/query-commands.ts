import { completeQuery, type KnownValues } from "../../src/journal/query/complete-query.ts";
import { parseQuery } from "../../src/journal/query/parse-query.ts";
import { QueryError } from "../../src/journal/query/query.ts";
import { LineHistory } from "../prompt/line-edit.ts";
import type { LineProblem } from "../prompt/prompt.ts";
import type { PromptController } from "../prompt/prompt-controller.ts";
import type { LiveStore } from "../store/live-store.ts";
import type { ListRow } from "../store/row-store.ts";

/** Number of newest rows whose leads, campaigns and webhooks are suggested: few enough to scan on each key press. */
const ROWS_FOR_OFFERS = 2_000;

/** The query prompt of the live list. */
export class QueryCommands {
  readonly #store: LiveStore;
  readonly #prompts: PromptController;
  readonly #history = new LineHistory();

  constructor(store: LiveStore, prompts: PromptController) {
    this.#store = store;
    this.#prompts = prompts;
  }

  /** The list is filtered while the user types; an invalid query leaves it unchanged. */
  open(): void {
    const before = this.#store.snapshot().filter?.text ?? "";
    const known = knownValues(this.#store);
    this.#prompts.open({
      label: "/",
      hint: "Terms with spaces between: status:5xx type:EMAIL_* -lead:ann@* text. Tab completes, ↑ goes back.",
      text: before,
      history: this.#history,
      complete: (text, cursor) => completeQuery(text, cursor, known),
      check: lineProblem,
      changed: (text) => {
        const finished = finishedQuery(text);
        if (queryProblem(finished) === null) this.#store.filterBy(finished);
      },
      entered: (text) => this.#store.filterBy(text),
      cancelled: () => this.#store.filterBy(before),
    });
  }

  /** Shows all rows again; returns `false` if there was no filter. */
  drop(): boolean {
    if (this.#store.snapshot().filter === null) return false;
    this.#store.filterBy("");
    return true;
  }
}

/** Omits the term being typed if it may still change: `ty` is not searched for while it may become `type:`. */
export function finishedQuery(text: string): string {
  const { from, options } = completeQuery(text, text.length);
  const isUnfinished = options.length > 0 && (queryProblem(text) !== null || !text.slice(from).includes(":"));
  return isUnfinished && from < text.length ? text.slice(0, termStart(text, from)) : text;
}

/** The start of the term that a value at this place belongs to. */
function termStart(text: string, from: number): number {
  return text.slice(0, from).search(/\S*$/);
}

/** The error in a query, as a sentence; `null` if it is valid. */
export function queryProblem(text: string): string | null {
  return lineProblem(text)?.text ?? null;
}

function lineProblem(text: string): LineProblem | null {
  try {
    parseQuery(text);
    return null;
  } catch (error) {
    if (error instanceof QueryError) return { text: error.problem, at: error.at };
    throw error;
  }
}

/** Values in the newest rows. */
export function knownValues(store: LiveStore): KnownValues {
  const { list, state } = store.snapshot();
  const [leads, campaigns] = [new Set<string>(), new Set<string>()];
  for (let place = list.length - 1; place >= Math.max(0, list.length - ROWS_FOR_OFFERS); place -= 1) {
    const row = list.at(place);
    const [lead, campaign] = row === undefined ? [null, null] : whereOf(row);
    if (lead !== null) leads.add(lead);
    if (campaign !== null) campaigns.add(String(campaign));
  }
  const webhooks = (state?.webhooks ?? []).map(({ name }) => name);
  return { lead: [...leads], campaign: [...campaigns].sort(), webhook: [...new Set(webhooks)] };
}

function whereOf(row: ListRow): readonly [lead: string | null, campaign: number | null] {
  if (row.kind === "delivery") return [row.delivery.lead_email, row.delivery.campaign_id];
  return row.kind === "unheard" ? [row.leadEmail, row.campaignId] : [null, null];
}
