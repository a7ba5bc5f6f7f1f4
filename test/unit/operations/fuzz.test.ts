import fc from "fast-check";
import { expect, it } from "vitest";
import { World } from "../../../src/smartlead/account/world.ts";
import { OPERATIONS } from "../../../src/smartlead/api/index.ts";
import { API_NOW, anApi } from "./an-api.ts";
import { bodiesOf, pathsOf, queriesOf } from "./near-calls.ts";

it.each(OPERATIONS.map((operation) => [operation.id, operation] as const))(
  "%s answers whatever comes, as it declares, and leaves an account that can be saved and restored",
  (_id, operation) => {
    const api = anApi();
    fc.assert(
      fc.property(
        pathsOf(api.mock.world, operation),
        queriesOf(operation),
        bodiesOf(operation),
        (path, query, body) => {
          const { status } = api.call(operation.method, path, { query, body });
          const isDeclared = operation.answers.some((answer) => answer.status === status);
          expect(status >= 500 && !isDeclared, `${operation.method} ${path}: ${status}`).toBe(false);
        },
      ),
      { numRuns: 80, seed: 11 },
    );
    const state = JSON.parse(JSON.stringify(api.mock.world.save()));
    const restored = new World({ seed: 1, run: "test", clock: { now: () => API_NOW }, state });
    expect(JSON.stringify(restored.save())).toBe(JSON.stringify(state));
  },
);
