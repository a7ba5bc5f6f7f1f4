import { isSecretName } from "../base/secrets/secret-names.ts";
import { disjoint, type Secret, secretsOfText } from "../base/secrets/secret-places.ts";
import { SecretVariables } from "../base/shell-words.ts";

/** A flag with its value, or a variable that is set before a command; the value is one shell word, with any quoting. */
const SETTING = /((?:^|\s)(?:--([\w-]{1,64})[= ]|([A-Za-z_]\w{0,63})=))((?:"(?:[^"\\]|\\.)*"|'[^']*'|\\.|[^\s"'\\])+)/g;
/** The header that a flag gives, up to its value. */
const HEADER = /^["']?([\w-]{1,64})\s*:\s*/;
/** Where the user's own command begins. */
const COMMAND = " -- ";
/** A variable that this function has inserted. */
const VARIABLE = /^["']*\$WEBHOOK_\w+["']*$/;

/**
 * Replaces each secret of a POSIX shell line with an environment variable, so that the line holds none and still runs. All values of
 * `--header` are treated as secrets. A line that was already converted is unchanged.
 *
 * @example typedLine("smartlead-mock run x --secret s3cret") // 'smartlead-mock run x --secret "$WEBHOOK_SECRET"'
 */
export function typedLine(line: string): string {
  const variables = new SecretVariables();
  const secrets = disjoint([...settingSecrets(line), ...secretsOfText(line)]);
  let typed = "";
  let from = 0;
  let quote = "";
  for (const secret of secrets) {
    const value = line.slice(secret.start, secret.end);
    if (VARIABLE.test(value)) continue;
    const before = line.slice(from, secret.start);
    quote = quoteBehind(before, quote);
    // Closes its quotes before the variable, and reopens them after it if the text ends within quotes.
    const after = quoteBehind(value, quote);
    typed += `${before}${quote}${variables.of(secret, value)}${after}`;
    quote = after;
    from = secret.end;
  }
  return typed + line.slice(from);
}

function settingSecrets(line: string): readonly Secret[] {
  const ownEnd = line.includes(COMMAND) ? line.indexOf(COMMAND) : line.length;
  return Array.from(line.matchAll(SETTING)).flatMap((match): Secret[] => {
    const [, before = "", flag, variable, value = ""] = match;
    const start = match.index + before.length;
    const whole = { start, end: start + value.length, mask: "" };
    const name = flag ?? variable ?? "";
    if (isSecretName(name)) return [{ ...whole, name }];
    const [said = "", header = ""] = (flag === "header" ? HEADER.exec(value) : null) ?? [];
    const isSecret = header !== "" && (isSecretName(header) || match.index < ownEnd);
    return isSecret && said.length < value.length ? [{ ...whole, start: start + said.length, name: header }] : [];
  });
}

/** The quotes that a shell is in after this text; `""` = none. */
function quoteBehind(text: string, quote: string): string {
  let state = quote;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? "";
    if (character === "\\" && state !== "'") at += 1;
    else if (state !== "") state = character === state ? "" : state;
    else if (character === "'" || character === '"') state = character;
  }
  return state;
}
