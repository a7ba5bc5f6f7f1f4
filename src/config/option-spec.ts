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

export interface OptionSpec {
  readonly kind: OptionKind;
  /** The flag without its dashes where it is not the key in kebab-case: commands may name different things alike. */
  readonly flag?: string;
  /** What stands for the value in help, for instance `URL`. Flags have none. */
  readonly placeholder?: string;
  readonly choices?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  readonly description: string;
  /** The default in words, for help; the value itself is decided where the option is used. */
  readonly default?: string;
  /** Where it may come from; each place includes those after it: the config file, the environment, the command line. Default `config`. */
  readonly from?: "config" | "environment" | "flag";
}
