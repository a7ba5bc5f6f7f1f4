import type { OwnHeaders } from "../delivery/own-headers.ts";

/** What a value may be; `option-value.ts` reads each kind. */
export type OptionKind =
  | "text"
  | "flag"
  | "flag-or-duration"
  | "calls-per-time"
  | "integer"
  | "number"
  | "duration"
  | "duration-or-none"
  | "instant"
  | "uuid"
  | "choice"
  | "list"
  | "headers";

/** What help puts above a group of options, in this order. */
export const HEADINGS = [
  "Event:",
  "Target:",
  "Signature:",
  "Account:",
  "Delivery and time:",
  "Data and reports:",
  "Mock:",
  "General:",
] as const;

/**
 * Commands that take an option because of what it is about: `start`, `trigger` with its own mock, those that make mocks for scenarios
 * and checks (`scenario`), and those of them that see the work of the receiver (`evidence`).
 */
export type OptionCommand = "start" | "trigger" | "scenario" | "evidence";

export interface OptionSpec {
  readonly kind: OptionKind;
  /** The placeholder of the value in help, for instance `URL`. Flags have none. */
  readonly placeholder?: string;
  readonly choices?: readonly string[];
  /** Further words of this form may be meant, which the configuration makes known. */
  readonly others?: RegExp;
  /** An empty text is a value too. */
  readonly isEmptyAllowed?: boolean;
  readonly min?: number;
  readonly max?: number;
  readonly description: string;
  /** The default in words, for help; the value itself is decided where the option is used. */
  readonly default?: string;
  /** Help shows it under this heading, for commands with many options. */
  readonly heading?: (typeof HEADINGS)[number];
  /** The flag without its dashes where it is not the key in kebab-case: commands may name different things alike. */
  readonly flag?: string;
  readonly commands?: readonly OptionCommand[];
  /** It changes what is sent or seen: the line by which a user sees a finding again repeats it. */
  readonly isRepeated?: boolean;
  /** Where it may come from; each place includes those after it: the config file, the environment, the command line. Default `config`. */
  readonly from?: "config" | "environment" | "flag";
}

interface ValueOfKind {
  text: string;
  flag: boolean;
  "flag-or-duration": boolean | number;
  "calls-per-time": string;
  integer: number;
  number: number;
  duration: number;
  "duration-or-none": number | null;
  instant: number;
  uuid: string;
  list: readonly string[];
  headers: OwnHeaders;
}

export type OptionValue<Spec extends OptionSpec> = Spec extends { kind: "choice"; choices: readonly (infer Choice)[] }
  ? Choice
  : Spec["kind"] extends keyof ValueOfKind
    ? ValueOfKind[Spec["kind"]]
    : never;
