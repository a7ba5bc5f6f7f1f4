import type { Completions } from "../../src/journal/query/complete-query.ts";
import { edited, inserted, type LineEdit, lineOf, replaced } from "./line-edit.ts";
import type { LineProblem, PromptSpec, PromptView } from "./prompt.ts";

/** The state of a completion cycle: the line before it, and the candidates. */
interface Round {
  readonly line: LineEdit;
  readonly completions: Completions;
  readonly chosen: number;
}

const NO_COMPLETIONS: Completions = { from: 0, to: 0, options: [] };

/** Shows one question at a time and handles its keys. */
export class PromptController {
  readonly #show: (view: PromptView | null) => void;
  #spec: PromptSpec | null = null;
  #line: LineEdit = lineOf("");
  #round: Round | null = null;
  #problem: LineProblem | null = null;
  /** Whether the user has tried to enter an invalid line: until then, its last term may just be unfinished. */
  #isRefused = false;

  constructor(show: (view: PromptView | null) => void) {
    this.#show = show;
  }

  get isOpen(): boolean {
    return this.#spec !== null;
  }

  open(spec: PromptSpec): void {
    this.#spec = spec;
    this.#write(lineOf(spec.text ?? ""));
  }

  /** Closes the question without an answer. */
  close(): void {
    const spec = this.#spec;
    this.#end();
    spec?.cancelled?.();
  }

  press(key: string): void {
    const spec = this.#spec;
    if (spec === null) return;
    if (key === "escape") this.close();
    else if (key === "enter") this.#enter(spec);
    else if (key === "tab") this.#complete(spec, 1);
    else if (key === "shift+tab") this.#complete(spec, -1);
    else if (key === "up") this.#recall(spec.history?.older(this.#line.text) ?? null);
    else if (key === "down") this.#recall(spec.history?.newer() ?? null);
    else this.#edit(spec, key);
  }

  /** Inserts a text at the cursor in one step: a paste is checked once, not once for each letter. */
  insert(text: string): void {
    this.#spec?.history?.leave();
    this.#write(inserted(this.#line, text));
  }

  #edit(spec: PromptSpec, key: string): void {
    // Backspace in an empty line closes the prompt, as in pagers.
    if (key === "backspace" && this.#line.text === "") {
      this.close();
      return;
    }
    const line = edited(this.#line, key);
    if (line === null) return;
    spec.history?.leave();
    this.#write(line);
  }

  #recall(text: string | null): void {
    if (text !== null) this.#write(lineOf(text));
  }

  #enter(spec: PromptSpec): void {
    const { text } = this.#line;
    if (this.#problem !== null) {
      this.#isRefused = true;
      this.#round = null;
      this.#draw();
      return;
    }
    spec.history?.add(text);
    this.#end();
    spec.entered(text);
  }

  /** Inserts the first candidate, and with each further key the next one, in a cycle. */
  #complete(spec: PromptSpec, by: number): void {
    const line = this.#round?.line ?? this.#line;
    const completions = this.#round?.completions ?? this.#completionsOf(spec, line);
    const count = completions.options.length;
    if (count === 0) return;
    const chosen = this.#round === null ? (by > 0 ? 0 : count - 1) : (this.#round.chosen + by + count) % count;
    const { from, to, options } = completions;
    this.#write(replaced(line, { from, to, by: options[chosen]?.text ?? "" }));
    // With a single candidate there is no cycle: the next key completes the text after it.
    this.#round = count === 1 ? null : { line, completions, chosen };
    this.#draw();
  }

  #write(line: LineEdit): void {
    const spec = this.#spec;
    if (spec === null) return;
    const isOther = line.text !== this.#line.text;
    this.#line = line;
    this.#round = null;
    this.#problem = spec.check?.(line.text) ?? null;
    this.#isRefused = false;
    if (isOther) spec.changed?.(line.text);
    this.#draw();
  }

  #draw(): void {
    if (this.#spec === null) return;
    const { label, hint } = this.#spec;
    const { from, options } = this.#round?.completions ?? this.#completionsOf(this.#spec, this.#line);
    const isUnfinished = !this.#isRefused && options.length > 0 && (this.#problem?.at ?? -1) >= from;
    const problem = isUnfinished || this.#round !== null ? null : this.#problem;
    this.#show({ label, hint, line: this.#line, problem, offers: options, chosen: this.#round?.chosen ?? null });
  }

  #completionsOf(spec: PromptSpec, { text, cursor }: LineEdit): Completions {
    return spec.complete?.(text, cursor) ?? NO_COMPLETIONS;
  }

  #end(): void {
    this.#spec?.history?.leave();
    this.#spec = null;
    this.#line = lineOf("");
    this.#round = null;
    this.#problem = null;
    this.#show(null);
  }
}
