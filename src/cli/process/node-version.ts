/** The oldest supported Node version; a test compares it with `engines` of the package. */
const OLDEST_MAJOR = 20;
const OLDEST_MINOR = 19;

/** Says in a sentence why this Node version is not supported; `null` if it is. It runs before anything else is loaded, so it uses no new syntax. */
export function nodeProblem(version: string): string | null {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > OLDEST_MAJOR || (major === OLDEST_MAJOR && minor >= OLDEST_MINOR)) return null;
  const oldest = `${OLDEST_MAJOR}.${OLDEST_MINOR}`;
  return `It needs Node ${oldest} or newer, and this is Node ${version}; install a newer one, such as from https://nodejs.org.`;
}
