/** Request ids whose counts are kept, the one reported first dropped first: more than the deliveries held, 100,000 open and 10,000 settled ones, so that a forgotten one is never taken for one without an effect. */
export const EFFECT_KEYS_LIMIT = 120_000;
