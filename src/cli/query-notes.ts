import { FIELD_NAMES, FIELDS } from "../journal/query/query-fields.ts";

/** What `deliveries --help` says of `--query`. */
export function queryNotes(): readonly string[] {
  const width = Math.max(...FIELD_NAMES.map((name) => name.length));
  return [
    "A QUERY is a list of terms that must all match: words that occur anywhere, or field:value. -term negates a term; a,b or a|b are alternatives; " +
      "* matches anything; quotes match text literally; one | other and parentheses group terms. Numbers take > >= < <= and 2..5.",
    "",
    "Fields, each with an example:",
    ...FIELD_NAMES.map((name) => `  ${name.padEnd(width)}  ${FIELDS[name].meaning}: ${FIELDS[name].examples[0]}`),
  ];
}
