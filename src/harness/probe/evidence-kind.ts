/** Where evidence comes from: effects that name a delivery or can be attributed (beacon, sink, API, log), or a number that rises. */
export type EvidenceKind = "effects" | "probe";
