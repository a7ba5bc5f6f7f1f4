/** What a container runs: the words for the command, what is added to its environment, and what is said of it. */
export function containerStart(
  words: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
  newSecret: () => string,
): {
  readonly argv: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly notes: readonly string[];
};
