import { FIELD_NAMES, FIELDS } from "../journal/query/query-fields.ts";

/** What `deliveries --help` says of `--query`. */
export function queryNotes(): readonly string[] {
  const width = Math.max(...FIELD_NAMES.map((name) => name.length));
  return [
    "A QUERY is terms with spaces between, which must all hold: words that occur somewhere, or field:value.",
    "-term is its opposite; a,b or a|b are alternatives; * stands for anything; quotes take a text by the letter;",
    "one | other and brackets group terms. Numbers take > >= < <= and 2..5. The fields, with an example each:",
    "",
    ...FIELD_NAMES.map((name) => `  ${name.padEnd(width)}  ${FIELDS[name].meaning}: ${FIELDS[name].examples[0]}`),
  ];
}
