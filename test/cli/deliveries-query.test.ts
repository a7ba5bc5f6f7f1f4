import { expect, it } from "vitest";
import { FIELD_NAMES } from "../../src/journal/query/query-fields.ts";
import { freePort, runCli } from "./run-cli.ts";

it("refuses a query that cannot be read, whether or not a mock is there", async () => {
  const connect = `http://127.0.0.1:${await freePort()}`;
  const { code, stderr } = await runCli(["deliveries", "--query", "lead:ann status:6xx", "--connect", connect]);
  expect(code).toBe(2);
  expect(stderr).toBe(
    'smartlead-mock: The query is invalid at column 17: "6xx" is not an HTTP status; write it like status:5xx or status:404,409 or status:>=400.\n',
  );
});

it("lists every field of a query in its help", async () => {
  const { stdout } = await runCli(["deliveries", "--help"]);
  for (const name of FIELD_NAMES) expect(stdout).toMatch(new RegExp(`^  ${name} +\\S`, "m"));
});
