import { DEFAULT_HOST, DEFAULT_PORT, type UiMode } from "../../config/option-table.ts";
import type { Settings } from "../../config/settings.ts";
import { hasTerminal, type Io } from "../io.ts";

/** Speed of the clock with the built-in receiver, so that retries after minutes can be watched. */
const BUILT_IN_SPEED = 60;
/** Events per real second with the built-in receiver. */
const BUILT_IN_RATE = 1;

/** The plan of a `start`. */
export interface StartPlan {
  /** The developer's endpoint; `null` = the built-in receiver, or none. */
  readonly target: string | null;
  readonly usesBuiltInReceiver: boolean;
  readonly rate: number;
  /** Set only if the real clock runs faster. */
  readonly speed: number | undefined;
  readonly ui: Exclude<UiMode, "auto">;
  readonly host: string;
  readonly port: number;
}

export function planStart({ values, config }: Settings, io: Io): StartPlan {
  const target = values.target === "none" || values.target === undefined ? null : values.target;
  // Custom webhooks say where events go; an additional user-level receiver would take precedence over all of them.
  const usesBuiltInReceiver = values.target === undefined && (config.webhooks ?? []).length === 0;
  // Campaigns that follow their schedules replace the steady traffic.
  const usualRate = usesBuiltInReceiver && (values.worldTime ?? false) === false ? BUILT_IN_RATE : 0;
  const isFree = values.clock === undefined && values.speed === undefined;
  return {
    target,
    usesBuiltInReceiver,
    rate: values.rate ?? usualRate,
    speed: values.speed ?? (usesBuiltInReceiver && isFree ? BUILT_IN_SPEED : undefined),
    ui: values.json === true ? "json" : uiOf(values.ui ?? "auto", io),
    host: values.host ?? DEFAULT_HOST,
    port: values.port ?? DEFAULT_PORT,
  };
}

/** The terminal UI on a terminal, except in CI; an empty CI variable does not count. */
function uiOf(asked: UiMode, io: Io): StartPlan["ui"] {
  if (asked !== "auto") return asked;
  return hasTerminal(io) && (io.env.CI ?? "") === "" ? "tui" : "plain";
}
