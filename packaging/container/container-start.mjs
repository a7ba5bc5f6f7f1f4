/** Commands that listen, and so need an address that other containers reach, and secrets that guard it. */
const SERVING = ["start", "proxy"];

/**
 * What the command runs with in a container: it listens on every address, keeps its data in /data, and is guarded by a token and a key.
 * Flags and variables of the user win.
 *
 * @param {readonly string[]} words behind the image's name
 * @param {Readonly<Record<string, string | undefined>>} environment
 * @param {() => string} newSecret makes one that nobody can guess
 * @returns {{ argv: readonly string[], environment: Record<string, string>, notes: readonly string[] }}
 */
export function containerStart(words, environment, newSecret) {
  const argv = words.length === 0 || words[0]?.startsWith("-") === true ? ["start", ...words] : words;
  const [command = "start"] = argv;
  if (!SERVING.includes(command) || argv.includes("--help") || argv.includes("-h"))
    return { argv, environment: {}, notes: [] };
  const given = (flag, variable) =>
    argv.some((word) => word === flag || word.startsWith(`${flag}=`)) || (environment[variable] ?? "") !== "";
  const added = {};
  const notes = [];
  const usual = (flag, variable, value) => {
    if (!given(flag, variable)) added[variable] = value;
  };
  usual("--host", "SMARTLEAD_MOCK_HOST", "0.0.0.0");
  if (command === "proxy") usual("--listen", "SMARTLEAD_MOCK_LISTEN", "0.0.0.0:7628");
  if (command === "start" && !argv.includes("--ephemeral") && (environment.SMARTLEAD_MOCK_EPHEMERAL ?? "") === "")
    usual("--data", "SMARTLEAD_MOCK_DATA", "/data");
  for (const [flag, variable, what] of [
    ["--token", "SMARTLEAD_MOCK_TOKEN", "token of the control API and the console"],
    ["--api-key", "SMARTLEAD_MOCK_API_KEY", "api_key of SmartLead's API"],
  ]) {
    if (given(flag, variable)) continue;
    added[variable] = newSecret();
    notes.push(`smartlead-mock: ${what}: ${added[variable]} (new at each start; set ${variable} to choose it)`);
  }
  return { argv, environment: added, notes };
}
