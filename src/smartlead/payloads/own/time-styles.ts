/** Ways in which bodies write a time: ISO with and without fractions, zone or T, epoch in seconds or milliseconds, as number or text. */
import { isoFromMs } from "../../../base/time/iso.ts";

const ISO = /^(\d{4}-\d{2}-\d{2})([T ])(\d{2}:\d{2}:\d{2})(\.\d{1,6})?(Z|[+-]\d{2}:?\d{2})?$/;
const EPOCH_TEXT = /^\d{10}(?:\d{3})?$/;
/** What a number or digits under such a name are, and what they are not. */
const TIME_NAME = /(?:time|stamp|date|epoch|(?:^|_)(?:at|on|ts|ms|seconds)|[a-z](?:At|On|Ts|Ms))$/i;
const OTHER_NAME = /(?:ids?|phone|number|count|amount|total|size)$/i;
/** 2001 to 2100, so that an id is not taken for a time. */
const [FIRST_SECOND, LAST_SECOND] = [1_000_000_000, 4_102_444_800];

/** Epoch ms that a value says, `null` when it is no time. A time without a zone is UTC. */
export function timeOf(value: unknown): number | null {
  if (typeof value === "string" && EPOCH_TEXT.test(value)) return timeOf(Number(value));
  if (typeof value === "number") {
    if (Number.isInteger(value) && value >= FIRST_SECOND && value < LAST_SECOND) return value * 1_000;
    return Number.isInteger(value) && value >= FIRST_SECOND * 1_000 && value < LAST_SECOND * 1_000 ? value : null;
  }
  const match = typeof value === "string" ? ISO.exec(value) : null;
  if (match === null) return null;
  const [, day, , clock, fraction = "", zone = "Z"] = match;
  const ms = Date.parse(`${day}T${clock}${fraction.slice(0, 4)}${zone}`);
  return Number.isFinite(ms) ? ms : null;
}

/** The same, for a field of whose name nothing else is known: digits may be an id or a phone number. */
export function likelyTimeOf(value: unknown, name: string): number | null {
  if (typeof value === "number" && OTHER_NAME.test(name)) return null;
  if (typeof value === "string" && EPOCH_TEXT.test(value) && !TIME_NAME.test(name)) return null;
  return timeOf(value);
}

/** Another time in the style of one that `timeOf` reads; a zone other than UTC becomes UTC's offset. */
export function restyledTime(style: unknown, ms: number): unknown {
  if (typeof style === "string" && EPOCH_TEXT.test(style)) return String(restyledTime(Number(style), ms));
  if (typeof style === "number") return style < LAST_SECOND ? Math.floor(ms / 1_000) : ms;
  const [, , between = "T", , fraction, zone] = (typeof style === "string" ? ISO.exec(style) : null) ?? [];
  const [day = "", rest = ""] = isoFromMs(ms).slice(0, -1).split("T");
  const [clock = "", millis = "000"] = rest.split(".");
  const digits =
    fraction === undefined ? "" : `.${millis.padEnd(fraction.length - 1, "0").slice(0, fraction.length - 1)}`;
  const zoned = zone === undefined || zone === "Z" ? (zone ?? "") : zone.includes(":") ? "+00:00" : "+0000";
  return `${day}${between}${clock}${digits}${zoned}`;
}
