/** What one look of `doctor` showed. */
export interface Finding {
  /** What was looked at, in a word or two: `port`, `path`. */
  readonly topic: string;
  /** `warn` = deliveries may not arrive, or not as you expect; `problem` = they do not. */
  readonly grade: "ok" | "warn" | "problem";
  /** What was seen, in a sentence. */
  readonly text: string;
  /** What to do about it; `null` where nothing is to be done, or the sentence says it. */
  readonly fix: string | null;
  /** Nobody can be reached there: the exit code is 3. */
  readonly isUnreachable?: true;
}

export const fine = (topic: string, text: string): Finding => ({ topic, grade: "ok", text, fix: null });

export const doubt = (topic: string, text: string, fix: string | null = null): Finding => ({
  topic,
  grade: "warn",
  text,
  fix,
});

export const problem = (topic: string, text: string, fix: string | null = null): Finding => ({
  topic,
  grade: "problem",
  text,
  fix,
});

/** A receiver, or a mock, that is not there. */
export const absent = (topic: string, text: string, fix: string | null = null): Finding => ({
  ...problem(topic, text, fix),
  isUnreachable: true,
});
