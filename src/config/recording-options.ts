import type { OptionSpec } from "../mock/option-spec.ts";

/** Where the proxy takes SmartLead's deliveries unless another place is asked for: the port beside the mock's own. */
export const DEFAULT_LISTEN_PORT = 7628;

/** Options of the commands around files of deliveries and states: `proxy`, `replay`, `anonymize`, `check-signature`, `snapshot`. */
export const RECORDING_OPTIONS = {
  listen: {
    kind: "text",
    placeholder: "[HOST:]PORT",
    description:
      "where SmartLead's deliveries come in, for your tunnel; nothing else is open there; 0 takes a free port",
    default: `127.0.0.1:${DEFAULT_LISTEN_PORT}`,
  },
  givenSignature: {
    kind: "text",
    flag: "signature",
    placeholder: "VALUE",
    isEmptyAllowed: true,
    description: "check-signature: the value of X-Smartlead-Signature as your receiver got it",
    from: "flag",
  },
  anonymize: {
    kind: "flag",
    description: "put substitutes in the place of people, companies, addresses, texts and secrets in the recording",
    from: "flag",
  },
  atOnce: {
    kind: "flag",
    description: "do not wait as long between deliveries as the recording has it; waits of retries are jumped over",
    from: "flag",
  },
  file: {
    kind: "text",
    placeholder: "FILE",
    description: "the snapshot's file, in place of one that the mock keeps",
    from: "flag",
  },
  saveDialect: {
    kind: "text",
    placeholder: "FILE",
    description: "write a dialect file under which these bodies differ no more; --dialect FILE sends such bodies",
    from: "flag",
  },
  ids: {
    kind: "choice",
    choices: ["same", "new"],
    placeholder: "IDS",
    description: "same request ids as recorded, or new ones (the same where they were the same)",
    default: "same",
    from: "flag",
  },
} as const satisfies Record<string, OptionSpec>;
