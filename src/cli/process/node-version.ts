/** The oldest Node that runs the mock; `engines` of the package says the same, and a test holds the two together. */
const OLDEST_MAJOR = 20;
const OLDEST_MINOR = 19;

/** Why this Node does not do, in a sentence; `null` when it does. It is asked before anything else is loaded, so it uses nothing new. */
export function nodeProblem(version: string): string | null {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > OLDEST_MAJOR || (major === OLDEST_MAJOR && minor >= OLDEST_MINOR)) return null;
  const oldest = `${OLDEST_MAJOR}.${OLDEST_MINOR}`;
  return `It needs Node ${oldest} or newer, and this is Node ${version}; install a newer one, such as from https://nodejs.org.`;
}
