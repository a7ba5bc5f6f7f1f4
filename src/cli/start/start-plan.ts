import { DEFAULT_HOST, DEFAULT_PORT, type UiMode } from "../../config/option-table.ts";
import type { Settings } from "../../config/settings.ts";
import { hasTerminal, type Io } from "../io.ts";

/** Under the built-in receiver time runs so much faster that the retries of minutes can be watched. */
const BUILT_IN_SPEED = 60;
/** Events per real second with the built-in receiver. */
const BUILT_IN_RATE = 1;

/** What `start` is going to do. */
export interface StartPlan {
  /** The developer's endpoint; `null` = the built-in receiver's, or none. */
  readonly target: string | null;
  readonly usesBuiltInReceiver: boolean;
  readonly rate: number;
  /** Only where the real clock is to run faster. */
  readonly speed: number | undefined;
  readonly ui: Exclude<UiMode, "auto">;
  readonly host: string;
  readonly port: number;
}

export function planStart({ values, config }: Settings, io: Io): StartPlan {
  const target = values.target === "none" || values.target === undefined ? null : values.target;
  // Custom webhooks say where events go; a user-level receiver beside them would take everything from them.
  const usesBuiltInReceiver = values.target === undefined && (config.webhooks ?? []).length === 0;
  // Campaigns that run by their schedules take the place of the steady traffic.
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

/** The terminal UI on a terminal, unless a CI runs us; an empty CI variable does not count. */
function uiOf(asked: UiMode, io: Io): StartPlan["ui"] {
  if (asked !== "auto") return asked;
  return hasTerminal(io) && (io.env.CI ?? "") === "" ? "tui" : "plain";
}
