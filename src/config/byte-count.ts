import { ownValue } from "../base/own-value.ts";

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
