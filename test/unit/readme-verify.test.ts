import { describe } from "vitest";
import { CATALOGUE } from "../../src/harness/verify/catalogue.ts";
import { REPORTER_NAMES, type ReporterName } from "../../src/reports/report.ts";
import { table, testBlocks } from "./readme-blocks.ts";

const REPORTERS: Readonly<Record<ReporterName, string>> = {
  pretty: "for the terminal: a line as each item ends, then what went wrong in full",
  json: "for programs; its schema is `smartlead-mock/report.schema.json`",
  junit: "for the test views of CI servers",
  tap: "the Test Anything Protocol, version 14",
  ctrf: "for tools of CI that read the Common Test Report Format",
  github: "annotations at the lines of scenario files, and the summary of the step",
  html: "one file with all the evidence, for readers who were not there",
  markdown: "for a comment or a wiki",
};

/** The pages' tables of verify come from the code. `UPDATE_README=1 npx vitest run test/unit/readme-verify.test.ts` writes them anew. */
describe("the page on verify", () => {
  testBlocks({
    reporters: table(
      ["reporter", "what it is for"],
      REPORTER_NAMES.map((name) => [`\`${name}\``, REPORTERS[name]]),
    ),
    checks: table(
      ["check", "what must hold", "source"],
      CATALOGUE.map(({ id, title, source }) => [`\`${id}\``, title, source.replaceAll("|", "\\|")]),
    ),
  });
});
