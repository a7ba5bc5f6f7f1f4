/**
 * The bodies that a receiver gets, as types. In the package they are interfaces without a word of zod, a comment on each key
 * (`packaging/payload-types.ts` writes them from the schemas when the package is built).
 */
export type { CorePayloads } from "./core/index.ts";
export type { GuidePayloads } from "./guide/index.ts";
export type { LivePayloads } from "./live/index.ts";
