/** The keys of deliveries that are held. */
const DELIVERY = ["list", "detail"] as const;

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
