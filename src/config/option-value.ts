import { didYouMean } from "../base/did-you-mean.ts";
import { ownValue } from "../base/own-value.ts";
import { parseDuration } from "../base/time/duration.ts";
import { msFromIso } from "../base/time/iso.ts";
import { headerOfText, type OwnHeaders, problemOfHeaders } from "../delivery/own-headers.ts";
import type { OptionKind, OptionSpec } from "./option-table.ts";

type ReadValue = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly expected: string };

interface Kind {
  /** `undefined` when it is not one. Texts come from flags and the environment, typed values from a configuration file. */
  read(raw: unknown, spec: OptionSpec): unknown;
  expected(spec: OptionSpec, raw: unknown): string;
}

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/i;

const KINDS: Readonly<Record<OptionKind, Kind>> = {
  text: { read: readText, expected: () => "a string that is not empty" },
  flag: { read: readFlag, expected: () => "true or false" },
  "flag-or-duration": {
    read: (raw) => readFlag(raw) ?? readDuration(raw),
    expected: () => "true, false or a duration such as 12h or 30d",
  },
  "calls-per-time": {
    read: (raw) =>
      typeof raw === "string" && /^[1-9]\d{0,5}\/([1-9]\d{0,3})?(s|min|m|h)$/.test(raw) ? raw : undefined,
    expected: () => "calls and a time, such as 60/min or 10/2s",
  },
  integer: { read: readInteger, expected: (spec) => `a whole number${rangeOf(spec)}` },
  number: { read: readNumber, expected: (spec) => `a number${rangeOf(spec)}` },
  duration: { read: readDuration, expected: () => "a duration such as 500ms, 30s or 10m" },
  "duration-or-none": {
    read: (raw) => (raw === "none" ? null : readDuration(raw)),
    expected: () => "a duration such as 500ms, 30s or 10m, or none",
  },
  instant: { read: readInstant, expected: () => "a time such as 2026-01-05T09:00:00Z" },
  uuid: { read: (raw) => (typeof raw === "string" && UUID.test(raw) ? raw : undefined), expected: () => "a UUID" },
  choice: { read: readChoice, expected: (spec) => `one of ${(spec.choices ?? []).join(", ")}` },
  list: { read: readList, expected: () => "a list of strings" },
  headers: { read: readHeaders, expected: (_spec, raw) => expectedHeaders(raw) },
};

/** Reads what a flag, the environment or a configuration file says. `expected` completes "… must be". */
export function readOptionValue(spec: OptionSpec, raw: unknown): ReadValue {
  const kind = KINDS[spec.kind];
  const value = kind.read(raw, spec);
  return value === undefined
    ? { ok: false, expected: kind.expected(spec, raw) + suggestion(spec, raw) }
    : { ok: true, value };
}

/** Kinds of options that take a duration. */
export const DURATION_KINDS: ReadonlySet<OptionKind> = new Set(["duration", "duration-or-none", "flag-or-duration"]);

function suggestion(spec: OptionSpec, raw: unknown): string {
  const bare = DURATION_KINDS.has(spec.kind) ? /^\d{1,9}(\.\d{1,9})?$/.exec(String(raw).trim())?.[0] : undefined;
  if (bare !== undefined) return ` (did you mean ${bare}s or ${bare}ms?)`;
  const meant = typeof raw === "string" && spec.choices !== undefined ? didYouMean(raw, spec.choices) : null;
  return meant === null ? "" : ` (did you mean ${meant}?)`;
}

function rangeOf({ min, max }: OptionSpec): string {
  if (min === undefined || max === undefined) return "";
  return max === Number.MAX_SAFE_INTEGER ? `, ${min} or more` : ` from ${min} to ${max}`;
}

function readText(raw: unknown, { isEmptyAllowed = false }: OptionSpec): string | undefined {
  return typeof raw === "string" && (isEmptyAllowed || raw.trim() !== "") ? raw : undefined;
}

function readFlag(raw: unknown): boolean | undefined {
  if (typeof raw === "boolean") return raw;
  if (typeof raw !== "string") return undefined;
  if (["1", "true", "yes", "on"].includes(raw.toLowerCase())) return true;
  return ["0", "false", "no", "off"].includes(raw.toLowerCase()) ? false : undefined;
}

function readNumber(raw: unknown, { min = 0, max = Number.MAX_VALUE }: OptionSpec): number | undefined {
  const value = typeof raw === "string" && /^\d+(\.\d+)?$/.test(raw.trim()) ? Number(raw) : raw;
  return typeof value === "number" && value >= min && value <= max ? value : undefined;
}

function readInteger(raw: unknown, spec: OptionSpec): number | undefined {
  const value = readNumber(raw, spec);
  return Number.isSafeInteger(value) ? value : undefined;
}

function readDuration(raw: unknown): number | undefined {
  // A bare number is not a duration (PRODUCT §5), as a text or as a number.
  const ms = typeof raw === "string" ? parseDuration(raw) : null;
  return ms === null || ms === 0 ? undefined : ms;
}

function readInstant(raw: unknown): number | undefined {
  return typeof raw === "string" ? (msFromIso(raw) ?? undefined) : undefined;
}

/** Whether another word means anything is known only with the whole configuration. */
function readChoice(raw: unknown, spec: OptionSpec): string | undefined {
  if (typeof raw === "string" && spec.others?.test(raw) === true) return raw;
  return spec.choices?.find((choice) => choice === raw);
}

function readList(raw: unknown): readonly string[] | undefined {
  if (typeof raw === "string") {
    const items = raw.split(",").map((item) => item.trim());
    return items.every((item) => item !== "") ? items : undefined;
  }
  return Array.isArray(raw) && raw.every((item) => typeof item === "string" && item !== "") ? raw : undefined;
}

/** Pairs of name and value; a flag says one header each, the environment one a line. */
function headerPairs(raw: unknown): readonly (readonly [string, string])[] | null {
  const lines = typeof raw === "string" ? raw.split("\n").filter((line) => line.trim() !== "") : raw;
  if (!Array.isArray(lines) || !lines.every((line) => typeof line === "string")) return null;
  const pairs = lines.map(headerOfText);
  return pairs.every((pair) => pair !== null) ? pairs : null;
}

function readHeaders(raw: unknown): OwnHeaders | undefined {
  const pairs = headerPairs(raw);
  return pairs === null || problemOfHeaders(pairs) !== null ? undefined : Object.fromEntries(pairs);
}

/** Names what is wrong, but no value: it may be a secret. */
function expectedHeaders(raw: unknown): string {
  const pairs = headerPairs(raw);
  const problem = pairs === null ? null : problemOfHeaders(pairs);
  return `a header such as 'X-Api-Key: abc'${problem === null ? "" : `, but ${problem}`}`;
}

const BYTE_UNITS: Readonly<Record<string, number>> = {
  "": 1,
  kb: 1_000,
  mb: 1_000_000,
  gb: 1_000_000_000,
  kib: 1_024,
  mib: 1_024 ** 2,
  gib: 1_024 ** 3,
};

/** `512MiB`, `2 GiB` or a number of bytes; `null` when it is not one. */
export function parseBytes(raw: string | number): number | null {
  if (typeof raw === "number") return raw;
  const [, digits = "", unit = ""] = /^(\d+(?:\.\d+)?)\s*([kmg]i?b)?$/i.exec(raw.trim()) ?? [];
  const factor = ownValue(BYTE_UNITS, unit.toLowerCase());
  return digits === "" || factor === undefined ? null : Math.floor(Number(digits) * factor);
}
