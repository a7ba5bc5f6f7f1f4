/** Words of names that have a plainer one (docs/glossary.md), in lower case; several words are parts of one name: `redo log` is in `redoLog` and `redo-log.ts`. */
export const REPLACED_IN_NAMES: ReadonlyMap<string, string> = new Map([
  ["desk", "service, routing, injector"],
  ["bygone", "evicted, past"],
  ["happening", "account event"],
  ["happen", "apply"],
  ["ledger", "projections"],
  ["intake", "admission control"],
  ["mock parts", "wiring"],
  ["settled window", "settled LRU"],
  ["fold delivery", "reduce delivery"],
  ["handover", "snapshot types"],
  ["archive mending", "index rebuild"],
  ["redo log", "command log"],
  ["holding pen", "delay queue"],
  ["disturber", "interceptor"],
  ["mood", "scripted behaviour"],
  ["nobody there", "unreachable"],
  ["acquaintance", "receiver profile"],
  ["undisturbed", "read-only"],
  ["standing", "health probe"],
  ["succession", "sequence"],
  ["watched side", "run view"],
  ["scene", "run context"],
  ["sighting", "observation"],
  ["sightings", "observations"],
  ["complaint", "diagnostic"],
  ["complaints", "diagnostics"],
  ["wish", "request"],
  ["stage actor", "receiver process"],
  ["booking", "recording"],
  ["arrivals", "dedup cache"],
  ["fault book", "fault registry"],
  ["row book", "row store"],
  ["send book", "quota"],
  ["coming true", "outcomes"],
  ["lanes", "send queues"],
  ["parts match", "partial match"],
  ["whoever", "who, anyone"],
  ["lacking", "missing"],
]);

/** Sentences and phrases that no page and no message of the program has any more. */
export const REPLACED_PHRASES: readonly RegExp[] = [
  /so-manieth/i,
  /on the same bench/i,
  /goes before\b/i,
  /worked on once/i,
  /that it failed at is not swallowed/i,
  /a megabyte of history is taken/i,
  /\bheld against\b/i,
  /\bhold real bodies against\b/i,
  /what comes again because its answer was lost/i,
  /nothing is queued for a reader/i,
  /the first start decides/i,
  /as many requests at once as it bears/i,
  /what shall go wrong/i,
  /which event shall happen/i,
  /there is none that has that/i,
  /where one reads/i,
  /\bhow to mend\b/i,
  /\bone's own\b/i,
  /\bwhoever\b/i,
  /\bthat it bears\b/i,
  /\bfell due\b/i,
  /\bgive only one of them\b/i,
  /\bfor want of\b/i,
  /\bsee to the disk\b/i,
  /\bhung up\b/i,
  /\bgive another --/i,
  /\bnobody got\b/i,
  /\blead your tunnel\b/i,
  /\ba defect of its own\b/i,
  /\bunder way already\b/i,
  /\bnothing goes wrong on purpose\b/i,
];

/** Phrases that no comment has any more either. */
export const REPLACED_IN_COMMENTS: readonly RegExp[] = [
  /\bone's own\b/i,
  /\banew\b/i,
  /\ba wrong wish\b/i,
  /\bfell due\b/i,
  /\bfor want of\b/i,
];

/** The words that the glossary explains; each is a row of it. */
export const GLOSSARY = (
  "campaign lead mailbox sequence thread webhook event payload dialect delivery attempt outcome retry-policy fault scenario step " +
  "expectation check grade evidence effect duplicate verdict entry journal snapshot clock run seed target receiver recording scope"
)
  .split(" ")
  .map((word) => word.replace("-", " "));

/** The parts of a name, in lower case: `redoLogAt` and `redo-log_at` are `redo log at`. */
export function partsOf(name: string): string {
  return name
    .replace(/([a-z\d])([A-Z])/g, "$1 $2")
    .replace(/([A-Z])([A-Z][a-z])/g, "$1 $2")
    .toLowerCase()
    .replaceAll(/[^a-z\d]+/g, " ")
    .trim();
}

/** The replaced word in a name, and what to say for it; `null` when it has none. */
export function replacedWordIn(name: string): string | null {
  const parts = ` ${partsOf(name)} `;
  for (const [word, better] of REPLACED_IN_NAMES) if (parts.includes(` ${word} `)) return `${word} → ${better}`;
  return null;
}
