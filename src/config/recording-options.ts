import type { OptionSpec } from "../mock/option-spec.ts";

/** Where the proxy takes SmartLead's deliveries unless another place is asked for: the port after the mock's own. */
export const DEFAULT_LISTEN_PORT = 7628;

/** Options of the commands around files of deliveries and states: `proxy`, `replay`, `anonymize`, `check-signature`, `snapshot`. */
export const RECORDING_OPTIONS = {
  listen: {
    kind: "text",
    placeholder: "[HOST:]PORT",
    description: "address for your tunnel, where only SmartLead's deliveries are accepted; port 0 takes a free one",
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
    description: "replace people, companies, addresses, texts and secrets in the recording",
    from: "flag",
  },
  atOnce: {
    kind: "flag",
    description: "do not wait between deliveries or before retries",
    from: "flag",
  },
  file: {
    kind: "text",
    placeholder: "FILE",
    description: "use this file instead of a snapshot in the mock",
    from: "flag",
  },
  saveDialect: {
    kind: "text",
    placeholder: "FILE",
    description: "write a dialect file that matches these bodies; --dialect FILE sends such bodies",
    from: "flag",
  },
  ids: {
    kind: "choice",
    choices: ["same", "new"],
    placeholder: "IDS",
    description: "same request ids as recorded, or new ones (equal ids stay equal)",
    default: "same",
    from: "flag",
  },
} as const satisfies Record<string, OptionSpec>;
