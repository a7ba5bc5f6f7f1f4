/** The keys of deliveries that are held. */
const DELIVERY = ["list", "detail"] as const;

export const HOLD_KEYS = {
  "hold-next": {
    keys: ["H"],
    shown: "H",
    label: "hold",
    meaning: "arm a fault: the next delivery is held before it goes out, once",
  },
  "let-go": {
    keys: ["u"],
    shown: "u",
    label: "let go",
    meaning: "let a held delivery go on; e edits it first",
    on: DELIVERY,
  },
  "answer-held": {
    keys: ["A"],
    shown: "A",
    label: "answer",
    meaning: "answer a held delivery in the receiver's place",
    on: DELIVERY,
  },
  "drop-held": {
    keys: ["D"],
    shown: "D",
    label: "drop",
    meaning: "drop a held delivery, as by a reset of the connection",
    on: DELIVERY,
  },
} as const;
