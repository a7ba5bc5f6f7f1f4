import { didYouMean } from "../../base/did-you-mean.ts";
import { SmartLeadMockError } from "../../base/errors.ts";
import { CHECK_GROUPS, type Check } from "./check.ts";
import { ACKNOWLEDGEMENT } from "./checks/acknowledgement.ts";
import { AFTER_OUTAGE } from "./checks/after-outage.ts";
import { CHAOS } from "./checks/chaos.ts";
import { CONVERGENCE } from "./checks/convergence.ts";
import { DISTINCTNESS, DISTINCTNESS_OF_OPENS } from "./checks/distinctness.ts";
import { IDEMPOTENCY, IDEMPOTENCY_AFTER_RESTART } from "./checks/idempotency.ts";
import { ORDER_AND_LOAD } from "./checks/order-and-load.ts";
import { REJECTION } from "./checks/rejection.ts";
import { RETRY } from "./checks/retry.ts";
import { TOLERANCE_OF_CONTENT } from "./checks/tolerance-of-content.ts";
import { TOLERANCE_OF_SHAPE, TOLERANCE_OF_SPELLING } from "./checks/tolerance-of-shape.ts";

/** Every check, in the order of reports. */
export const CATALOGUE: readonly Check[] = [
  ...ACKNOWLEDGEMENT,
  ...TOLERANCE_OF_SHAPE,
  ...TOLERANCE_OF_CONTENT,
  TOLERANCE_OF_SPELLING,
  ...REJECTION,
  ...IDEMPOTENCY,
  ...DISTINCTNESS,
  IDEMPOTENCY_AFTER_RESTART,
  DISTINCTNESS_OF_OPENS,
  ...RETRY,
  ...ORDER_AND_LOAD,
  ...CHAOS,
  ...CONVERGENCE,
  AFTER_OUTAGE,
];

interface Selection {
  readonly only: readonly string[];
  readonly skip: readonly string[];
  readonly hasChaos?: boolean;
}

/**
 * The checks that `--only` and `--skip` select: each names groups or checks, separated by commas, ignoring case and a missing `SL-`. Throws
 * `usage` for any other name, and if no check is left. The disturbance round is left out without chaos, unless it is named.
 * @example selectChecks({ only: ["SL-4"], skip: ["sl-4.6"] })
 */
export function selectChecks({ only, skip, hasChaos = false }: Selection): readonly Check[] {
  const wanted = idsOf(only, "--only");
  const unwanted = idsOf(skip, "--skip");
  const isLeftOut = (check: Check) => !hasChaos && CHAOS.includes(check) && !namesItself(only, check.id);
  const selected = CATALOGUE.filter(
    (check) => (wanted.size === 0 || wanted.has(check.id)) && !unwanted.has(check.id) && !isLeftOut(check),
  );
  if (selected.length > 0) return selected;
  throw new SmartLeadMockError("usage", "--only and --skip leave no check; smartlead-mock verify --list shows them.");
}

/** The check with this id. Throws `usage` if none exists. */
export function checkNamed(name: string): Check {
  const [id = ""] = namedBy(name, "--explain");
  const check = CATALOGUE.find((one) => one.id === normal(name));
  if (check !== undefined) return check;
  throw new SmartLeadMockError("usage", `--explain ${name} is a group; name one of its checks, such as ${id}.`);
}

function idsOf(words: readonly string[], flag: string): ReadonlySet<string> {
  const names = words.flatMap((word) => word.split(",")).filter((word) => word.trim() !== "");
  return new Set(names.flatMap((name) => namedBy(name, flag)));
}

function namesItself(words: readonly string[], id: string): boolean {
  return words.flatMap((word) => word.split(",")).some((word) => normal(word) === id);
}

/** The ids of a check or a group. */
function namedBy(name: string, flag: string): readonly string[] {
  const wanted = normal(name);
  const found = CATALOGUE.filter(({ id, group }) => id === wanted || group === wanted).map(({ id }) => id);
  if (found.length > 0) return found;
  const known = [...CHECK_GROUPS.map(({ id }) => id), ...CATALOGUE.map(({ id }) => id)];
  const meant = didYouMean(wanted, known);
  const hint = meant === null ? "smartlead-mock verify --list shows them" : `did you mean ${meant}?`;
  throw new SmartLeadMockError(
    "usage",
    `${flag} ${name}: there is no such check or group; ${hint}${meant === null ? "." : ""}`,
  );
}

/** `4.3`, `sl4.3` and `SL-4.3` are the same. */
function normal(name: string): string {
  const numbers = /^(?:sl)?[-_ ]?(\d+(?:\.\d+)?)$/i.exec(name.trim())?.[1];
  return numbers === undefined ? name.trim().toUpperCase() : `SL-${numbers}`;
}
