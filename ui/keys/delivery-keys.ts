/** The screens on which a delivery is chosen. */
const DELIVERY = ["list", "detail"] as const;

/** Keys for the chosen delivery. */
export const DELIVERY_KEYS = {
  resend: {
    keys: ["r"],
    shown: "r",
    label: "resend",
    meaning: "send again with the same request id: a duplicate",
    on: DELIVERY,
  },
  "resend-new": {
    keys: ["R"],
    shown: "R",
    label: "resend as new",
    meaning: "send again with a new request id",
    on: DELIVERY,
  },
  "send-twice": {
    keys: ["d"],
    shown: "d",
    label: "twice",
    meaning: "send twice at the same moment, with the same request id",
    on: DELIVERY,
  },
  edit: {
    keys: ["e"],
    shown: "e",
    label: "edit",
    meaning: "edit its body in $EDITOR and send that, with a new request id",
    on: DELIVERY,
  },
  curl: {
    keys: ["y"],
    shown: "y",
    label: "curl",
    meaning: "copy a curl command for it to the clipboard",
    on: DELIVERY,
  },
  save: {
    keys: ["s"],
    shown: "s",
    label: "save",
    meaning: "save it as a fixture, scenario, vitest test or curl script",
    on: DELIVERY,
  },
  "save-curl": { keys: ["Y"], shown: "Y", label: "save curl", meaning: "save it as a curl script", on: DELIVERY },
  thread: { keys: ["o"], shown: "o", label: "lead", meaning: "the conversation with its lead", on: DELIVERY },
} as const;

/** Keys for held deliveries. */
export const HOLD_KEYS = {
  "hold-next": {
    keys: ["H"],
    shown: "H",
    label: "hold",
    meaning: "hold the next delivery before it is sent, once",
  },
  "let-go": {
    keys: ["u"],
    shown: "u",
    label: "let go",
    meaning: "release a held delivery; e edits it first",
    on: DELIVERY,
  },
  "answer-held": {
    keys: ["A"],
    shown: "A",
    label: "answer",
    meaning: "answer a held delivery instead of the receiver",
    on: DELIVERY,
  },
  "drop-held": {
    keys: ["D"],
    shown: "D",
    label: "drop",
    meaning: "drop a held delivery, like a connection reset",
    on: DELIVERY,
  },
} as const;
