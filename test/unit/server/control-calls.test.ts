import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { CONTROL_ROUTES } from "../../../src/server/control-routes.ts";

const TABLE = join(import.meta.dirname, "../../../src/server/client/control-calls.ts");

it("has every route of the control API, and no other, in the client's table of calls", () => {
  const named = [...readFileSync(TABLE, "utf8").matchAll(/^ {2}"([A-Z]+ \/\S*)": /gm)].map(([, name]) => name);
  const routes = CONTROL_ROUTES.map(({ method, path }) => `${method} ${path}`);
  // The documents are mounted beside the table of routes.
  expect(named.sort()).toEqual([...routes, "GET /openapi.json"].sort());
});
