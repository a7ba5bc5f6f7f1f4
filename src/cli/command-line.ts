import { maskSecrets } from "../base/mask-secrets.ts";
import { quoted } from "../base/shell-words.ts";

/** Flags whose value is a secret, or may hold one. */
const SECRET_FLAGS = new Set(["--secret", "--secret-key", "--api-key", "--token", "--header"]);
/** An assignment to a variable that is called like a secret, as a command behind `--` may have. */
const SECRET_ASSIGNMENT = /^(\w*(?:SECRET|TOKEN|KEY|PASSWORD|PASSWD|AUTH)\w*)=.+$/i;
const MASK = "***";

/** The command line as a report shows it: for a shell, without secrets. */
export function commandLineText(argv: readonly string[]): string {
  return ["smartlead-mock", ...argv.map((word, at) => quoted(shown(word, argv[at - 1] ?? "")))].join(" ");
}

function shown(word: string, before: string): string {
  if (SECRET_FLAGS.has(before)) return MASK;
  const [flag = ""] = word.split("=", 1);
  if (SECRET_FLAGS.has(flag) && word.includes("=")) return `${flag}=${MASK}`;
  return maskSecrets(word.replace(SECRET_ASSIGNMENT, `$1=${MASK}`));
}
