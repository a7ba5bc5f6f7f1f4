/** Converts a scenario's settings to the mock's options. */

import { dirname, resolve } from "node:path";
import { definedOnly } from "../../base/defined-only.ts";
import { SmartLeadMockError } from "../../base/errors.ts";
import { ownValue } from "../../base/own-value.ts";
import { USUAL_NOW } from "../../base/time/clock.ts";
import { parseDuration } from "../../base/time/duration.ts";
import { msFromIso } from "../../base/time/iso.ts";
import { DURATION_KINDS } from "../../config/option-value.ts";
import { policyOf } from "../../config/settings.ts";
import { checkedWorld, type LoadedWorld, loadWorld } from "../../config/world-file.ts";
import type { FaultRule } from "../../delivery/faults/fault.ts";
import { faultRuleInput } from "../../delivery/faults/fault-input.ts";
import type { RetryPolicy } from "../../delivery/retry-policies.ts";
import { checkOwner, newWebhook } from "../../library/webhooks-handle.ts";
import type { MockOptions, SmartLeadMock } from "../../mock/mock.ts";
import { MOCK_OPTIONS, type MockOptionSpec } from "../../mock/options.ts";
import { type MockValues, mockOptionsFrom, SCENARIO_KEYS } from "../../mock/options-reading.ts";
import {
  type EnvironmentPlan,
  type EnvironmentSetup,
  SettingError,
  type StepPath,
} from "../scenarios/run/run-options.ts";
import type { Scenario } from "../scenarios/scenario.ts";

/** Everything but its data directory. Throws `SettingError` for an impossible setting. */
export async function mockOptionsOf(
  plan: EnvironmentPlan,
  setup: EnvironmentSetup,
  receiverUrl: string,
): Promise<MockOptions> {
  const { loaded, options, seed } = plan;
  const { scenario } = loaded;
  const { clock = "virtual", scope } = scenario;
  const account = await accountOf(plan, setup);
  return {
    ...mockOptionsFrom({ ...valuesOf(scenario), scope, seed, run: saltOf(plan), clock, now: startOf(plan) }),
    policy: scenarioPolicy(scenario),
    // Leads get names of their own per scenario, so that a receiver that keeps leads sees none of them twice.
    drawnFor: scenario.name,
    webhooks: webhooksOf({ setup, account, receiverUrl }),
    faults: [...faultsOf(setup), ...(options.faults ?? [])],
    ...definedOnly({ plan: account?.plan }),
    ...options.mock,
  };
}

/** The scenario's keys under the names of the table of options, parsed; its schema has checked them. */
function valuesOf(scenario: Scenario): MockValues {
  const values = [...SCENARIO_KEYS].map(([key, name]): [string, unknown] => {
    const value = scenario[name];
    const option = ownValue<MockOptionSpec>(MOCK_OPTIONS, key);
    const isDuration = option !== undefined && DURATION_KINDS.has(option.kind);
    return [key, isDuration && typeof value === "string" ? (parseDuration(value) ?? undefined) : value];
  });
  return Object.fromEntries(values);
}

/** The start of its time in epoch ms; `undefined` = now. */
export function startOf({ loaded, options }: Pick<EnvironmentPlan, "loaded" | "options">): number | undefined {
  const { now, clock } = loaded.scenario;
  const said = options.mock?.now ?? (now === undefined ? null : msFromIso(now));
  return said ?? (clock === "real" ? undefined : USUAL_NOW);
}

/** Several scenarios may use one receiver with the same seed and run, so their ids must differ. */
export function saltOf({ loaded, options }: EnvironmentPlan): string {
  return `${options.run}/${loaded.scenario.name}`;
}

/** Throws `SettingError` for a webhook of a client or campaign that is not in the account. */
export function checkOwners({ webhooks }: EnvironmentSetup, { webhooks: registry, world }: SmartLeadMock): void {
  for (const [index, webhook] of registry.list().entries()) {
    const path: StepPath = webhooks === null ? ["webhooks"] : ["webhooks", index];
    placed(() => checkOwner(webhook, { world }), path);
  }
}

/** A world file's path is relative to its scenario. */
async function accountOf(plan: EnvironmentPlan, { world }: EnvironmentSetup): Promise<LoadedWorld | null> {
  if (world === null) return null;
  try {
    return await loadedWorld(plan, world);
  } catch (error) {
    throw settingError(error, ["world"]);
  }
}

async function loadedWorld(
  { loaded, options }: EnvironmentPlan,
  world: NonNullable<EnvironmentSetup["world"]>,
): Promise<LoadedWorld> {
  const cwd = options.cwd ?? process.cwd();
  if (typeof world === "string") return loadWorld(world, dirname(resolve(cwd, loaded.file)));
  const lineOf = (path: readonly PropertyKey[]) => loaded.placeOf(["world", ...stepsOf(path)]).line;
  return checkedWorld({ file: loaded.file, data: world, lineOf });
}

function stepsOf(path: readonly PropertyKey[]): StepPath {
  return path.map((step) => (typeof step === "number" ? step : String(step)));
}

interface WebhookParts {
  readonly setup: EnvironmentSetup;
  readonly account: LoadedWorld | null;
  readonly receiverUrl: string;
}

/** By default one at user level for all eleven events, unless scenario or world says otherwise. */
function webhooksOf({ setup, account, receiverUrl }: WebhookParts): NonNullable<MockOptions["webhooks"]> {
  const own = setup.webhooks ?? [];
  const ofWorld = account?.webhooks ?? [];
  const asked =
    own.length + ofWorld.length === 0 && setup.webhooks === null ? [{ level: "user" as const }] : [...own, ...ofWorld];
  return asked.map((webhook, index) =>
    placed(
      () => newWebhook(webhook, { defaultUrl: receiverUrl, name: `scenario ${index + 1}` }),
      index < own.length ? ["webhooks", index] : ["world"],
    ),
  );
}

function faultsOf({ faults }: EnvironmentSetup): readonly FaultRule[] {
  return faults.map((rule, index) => {
    const read = faultRuleInput.safeParse(rule);
    if (read.success) return read.data;
    const [issue] = read.error.issues;
    throw new SettingError(["faults", index], `The fault ${issue?.message ?? "is invalid"}.`);
  });
}

/** Adds the place to an error. */
function placed<Value>(make: () => Value, path: StepPath): Value {
  try {
    return make();
  } catch (error) {
    throw settingError(error, path);
  }
}

function settingError(error: unknown, path: StepPath): unknown {
  return error instanceof SmartLeadMockError ? new SettingError(path, error.message, { cause: error }) : error;
}

/** The retry policy of a scenario: a named one, or its numbers merged into one; `guide` by default. */
export function scenarioPolicy({ policy = "guide" }: Scenario): RetryPolicy {
  if (typeof policy === "string") return policyOf({ policy }, {});
  const { name, tries, waits, timeout } = policy;
  return policyOf(
    {},
    { name, tries, waits: waits?.map((wait) => parseDuration(wait) ?? 0), timeout: timeoutMs(timeout) },
  );
}

function timeoutMs(timeout: string | undefined): number | null | undefined {
  if (timeout === undefined) return undefined;
  return timeout === "none" ? null : (parseDuration(timeout) ?? undefined);
}
