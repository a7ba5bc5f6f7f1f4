import { completeQuery, type KnownValues } from "../../src/journal/query/complete-query.ts";
import { parseQuery } from "../../src/journal/query/parse-query.ts";
import { QueryError } from "../../src/journal/query/query.ts";
import { LineHistory } from "../prompt/line-edit.ts";
import type { LineProblem } from "../prompt/prompt.ts";
import type { PromptController } from "../prompt/prompt-controller.ts";
import type { LiveStore } from "../store/live-store.ts";
import type { ListRow } from "../store/row-store.ts";

/** Rows whose leads, campaigns and webhooks are offered: the newest, and few enough to be gone through at a key. */
const ROWS_FOR_OFFERS = 2_000;

/** The query line over the live list. */
export class QueryCommands {
  readonly #store: LiveStore;
  readonly #prompts: PromptController;
  readonly #history = new LineHistory();

  constructor(store: LiveStore, prompts: PromptController) {
    this.#store = store;
    this.#prompts = prompts;
  }

  /** The list is narrowed while one writes; a query with a mistake leaves it as it is. */
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

  /** Shows all rows again; `false` when they are all shown already. */
  drop(): boolean {
    if (this.#store.snapshot().filter === null) return false;
    this.#store.filterBy("");
    return true;
  }
}

/** Without the term that is still being written, where it may become another one: `ty` is not looked for while it may be `type:`. */
export function finishedQuery(text: string): string {
  const { from, options } = completeQuery(text, text.length);
  const isUnfinished = options.length > 0 && (queryProblem(text) !== null || !text.slice(from).includes(":"));
  return isUnfinished && from < text.length ? text.slice(0, termStart(text, from)) : text;
}

/** Where the term begins that a value at this place belongs to. */
function termStart(text: string, from: number): number {
  return text.slice(0, from).search(/\S*$/);
}

/** What is wrong with a query, in a sentence; `null` when it holds. */
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

/** What the newest rows speak of. */
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
