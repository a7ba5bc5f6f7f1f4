import { expect, it } from "vitest";
import type { Measured } from "../../../src/harness/verify/profile-conclusions.ts";
import { typesOf } from "../../../src/harness/verify/profile-conclusions.ts";
import type { EventType } from "../../../src/smartlead/events/event-types.ts";
import { aSent } from "./a-sent.ts";

const TYPES: readonly EventType[] = ["EMAIL_REPLY", "EMAIL_OPEN", "EMAIL_BOUNCE"];
const CRM = new Map([["crm", 1]]);
const NONE = new Map<string, number>();

function kinds(units: Measured["units"], unclear: readonly EventType[] = []) {
  const sent = TYPES.map((type) => aSent(["200"], { type }));
  const measured = { units, unclear: new Set(unclear), saidAtFirst: false, saidAgain: false };
  const types = typesOf({ dialect: "live", sent, acceptedTypes: TYPES }, new Map([["live", measured]]));
  return [...types.values()].map((one) => (one.kind === "unmeasured" ? one.why : one.kind));
}

it("a type whose writes may be another event's is not called idle", () => {
  const units = new Map(TYPES.map((type) => [type, type === "EMAIL_REPLY" ? CRM : NONE]));
  expect(kinds(units)).toEqual(["works", "idle", "idle"]);
  const unclear = "what the receiver wrote may belong to an event of this type or to another";
  expect(kinds(units, ["EMAIL_OPEN"])).toEqual(["works", unclear, "idle"]);
});

it("only a receiver whose number was read is told of a number that did not rise", () => {
  const silent = new Map(TYPES.map((type) => [type, NONE]));
  expect(new Set(kinds(silent))).toEqual(new Set(["no event had a visible effect"]));
  const counted = new Map([...silent, ["EMAIL_REPLY" as const, new Map([["probe", 1]])]]);
  expect(kinds(counted)[1]).toBe("the count did not rise for it, and would not rise for an update");
});
