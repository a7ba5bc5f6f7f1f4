/** The result of one check of `doctor`. */
export interface Finding {
  /** The subject in a word or two: `port`, `path`. */
  readonly topic: string;
  /** `warn` = deliveries may not arrive, or not as expected; `problem` = they do not arrive. */
  readonly grade: "ok" | "warn" | "problem";
  /** The observation, as a sentence. */
  readonly text: string;
  /** The fix; `null` if none is needed, or the sentence contains it. */
  readonly fix: string | null;
  /** The address cannot be reached: the exit code is 3. */
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

/** A finding for a receiver, or a mock, that is not running. */
export const absent = (topic: string, text: string, fix: string | null = null): Finding => ({
  ...problem(topic, text, fix),
  isUnreachable: true,
});
