import { type Random, seededRandom } from "../../base/random.ts";

/** What the built-in receiver does with a request that it has not processed yet. */
export type Conduct =
  /** Works and answers 200. */
  | "process"
  /** Fails before it has worked: 500, 503. */
  | "fail"
  | "overload"
  /** Finds the event wrong: 422, which SmartLead takes as final. */
  | "refuse"
  /** Works and breaks the connection off, so that the answer is lost. */
  | "lose-answer"
  /** Never answers. */
  | "hang";

/**
 * The first deliveries show what SmartLead makes of each kind of failure, so that anyone who watches has seen a retry, a lost answer
 * with its acknowledged duplicate and a timeout within ten seconds, at one event a second (PRODUCT §14).
 */
const OPENING: readonly Conduct[] = ["process", "fail", "lose-answer", "hang"];

/** Afterwards about 8 in 100 go wrong. Weights are per thousand. */
const LATER: readonly { readonly item: Conduct; readonly weight: number }[] = [
  { item: "process", weight: 920 },
  { item: "fail", weight: 30 },
  { item: "overload", weight: 10 },
  { item: "lose-answer", weight: 25 },
  { item: "hang", weight: 10 },
  { item: "refuse", weight: 5 },
];

/** Decides how a request is met: `delivery` counts request ids from 0 on, `tries` how often this one came before. */
export type Behaviour = (delivery: number, tries: number) => Conduct;

/** The behaviour that a seed draws, the same whatever order requests arrive in. */
export function behaviourOf(seed: number): Behaviour {
  return (delivery, tries) => {
    const opening = OPENING[delivery];
    if (opening !== undefined) return tries === 0 ? opening : "process";
    // Its own stream for each try: what one draws does not depend on the order in which others arrive.
    const random: Random = seededRandom(seed, `built-in receiver/${delivery}/${tries}`);
    return random.weighted(LATER);
  };
}
