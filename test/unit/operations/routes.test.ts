import { describe, expect, it } from "vitest";
import { answerRequest } from "../../../src/smartlead/api/call-operation.ts";
import { OPERATIONS } from "../../../src/smartlead/api/index.ts";
import { NOT_SIMULATED } from "../../../src/smartlead/api/not-simulated.ts";
import type { Operation } from "../../../src/smartlead/api/operation.ts";
import { isParam, matchOperation, REST_BASE_PATH, routeOf, segmentsOf } from "../../../src/smartlead/api/routes.ts";
import { anApi } from "./an-api.ts";
import { aContext } from "./hand-made-account.ts";
import reference from "./reference.json" with { type: "json" };

const found = (method: string, path: string) => matchOperation(OPERATIONS, method, REST_BASE_PATH + path)?.operation.id;

/** The operation's path with the other's literals where its own parameters are, if the two can be confused. */
function confusable(one: Operation, other: Operation): string | null {
  const [own, others] = [segmentsOf(one.path), segmentsOf(other.path)];
  if (one.method !== other.method || own.length !== others.length) return null;
  const path = own.map((part, at) => {
    const literal = others[at] ?? "";
    if (isParam(part)) return isParam(literal) ? "7" : literal;
    return isParam(literal) || literal === part ? part : null;
  });
  return path.includes(null) ? null : path.join("/");
}

describe("A path", () => {
  it("with numbers for its parameters is found for each operation, whatever other operations there are", () => {
    for (const { id, method, path } of OPERATIONS) expect(found(method, path.replace(/:\w+/g, "7"))).toBe(id);
  });

  it("that another operation spells out is never taken for an id", () => {
    const pairs = OPERATIONS.flatMap((one) => OPERATIONS.map((other) => ({ one, other })))
      .filter(({ one, other }) => one !== other && one.path.includes(":"))
      .map(({ one, other }) => ({ one, other, path: confusable(one, other) }))
      .filter(({ path, other }) => path !== null && !other.path.includes(":"));
    expect(pairs.map(({ other }) => other.path)).toContain("/leads/fetch-categories");
    for (const { other, path } of pairs) expect(found(other.method, path ?? "")).toBe(other.id);
  });

  it("goes to the literal whatever the order of the table is", () => {
    for (const table of [OPERATIONS, [...OPERATIONS].reverse()]) {
      const match = matchOperation(table, "GET", `${REST_BASE_PATH}/leads/fetch-categories`);
      expect(match?.operation.path).toBe("/leads/fetch-categories");
    }
  });
});

describe("A call of SmartLead's other hosts", () => {
  const shown = ({ method, path, host }: { method: string; path: string; host: string }) => `${method} ${path} ${host}`;

  it("is known if the reference lists it, and only then", () => {
    expect(NOT_SIMULATED.map(shown).sort()).toEqual(reference.not_simulated.map(shown).sort());
  });

  it("answers 501 with one sentence and tells the user once a call", () => {
    for (const { method, path, host } of NOT_SIMULATED) {
      const told: string[] = [];
      const context = aContext({ notice: (sentence) => told.push(sentence) });
      const address = `${REST_BASE_PATH}${path.replace(/\{\w+\}/g, "7")}`;
      const answer = answerRequest(OPERATIONS, { method, path: address, query: {} }, { context, apiKey: null });
      const sentence = `${method} ${path} is a call of ${host}, which smartlead-mock does not simulate.`;
      expect(answer).toEqual({ status: 501, body: { error: sentence } });
      expect(told).toEqual([`answered 501: ${sentence}`]);
    }
  });

  it("is not what a typo makes", () => {
    expect(routeOf(OPERATIONS, "GET", `${REST_BASE_PATH}/spam-test/report/7/blacklists`).kind).toBe("unknown");
    expect(routeOf(OPERATIONS, "GET", "/spam-test/folder").kind).toBe("unknown");
    expect(routeOf(OPERATIONS, "DELETE", `${REST_BASE_PATH}/spam-test/report/7/blacklist`).kind).toBe("unknown");
  });
});

describe("An unknown query key", () => {
  const asked = (path: string, query: Record<string, string>, isStrictQuery = false, method = "GET") => {
    const told: string[] = [];
    const context = aContext({ isStrictQuery, notice: (sentence) => told.push(sentence) });
    const request = { method, path: REST_BASE_PATH + path, query: { api_key: "k", ...query } };
    return { ...answerRequest(OPERATIONS, request, { context, apiKey: null }), told };
  };

  it("is ignored by every GET, and the user is told which", () => {
    for (const { method, path } of OPERATIONS.filter((operation) => operation.method === "GET")) {
      const { body, told } = asked(path.replace(/:\w+/g, "11"), { sneaky: "1" });
      expect(JSON.stringify(body)).not.toContain("sneaky");
      expect(told).toEqual([expect.stringContaining(`${method} ${path} ignored sneaky: `)]);
    }
  });

  it("leaves the documented keys checked", () => {
    expect(asked("/campaigns/11/leads", { limit: "0", sneaky: "1" }).body).toMatchObject({
      message: '"limit" must be greater than or equal to 1',
    });
  });

  it("is refused by Joi where the configuration is strict, also by a call that has no query", () => {
    for (const path of ["/campaigns/", "/leads/fetch-categories"]) {
      const { status, body, told } = asked(path, { limit: "5" }, true);
      expect({ status, body, told }).toMatchObject({
        status: 400,
        body: { message: '"limit" is not allowed', validation: { source: "query", keys: ["limit"] } },
        told: [],
      });
    }
  });

  it("that is a date for the analytics of all time names the dated call", () => {
    const { status, told } = asked("/campaigns/11/analytics", { start_date: "2026-01-01", end_date: "2026-01-02" });
    expect(status).toBe(200);
    expect(told.join()).toContain("analytics-by-date");
  });

  it("is one entry of the journal, however often it is sent", () => {
    const { mock, call } = anApi();
    const told: string[] = [];
    mock.journal.subscribe((entry) => {
      if (entry.type === "world.changed") told.push(entry.change);
    });
    for (const limit of ["1", "2"]) call("GET", "/campaigns", { query: { limit } });
    expect(told).toEqual(["GET /campaigns/ ignored limit: SmartLead documents no such query key here."]);
  });

  it("is named in one printable line, however it is spelled", () => {
    const { told } = asked("/campaigns/", { ["\u001b[31m\n".repeat(9) + "x".repeat(999)]: "1" });
    expect(told.join()).toMatch(/^[\x20-\x7e]{1,200}$/);
  });
});
