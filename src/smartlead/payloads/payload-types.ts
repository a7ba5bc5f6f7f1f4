/**
 * The types of webhook bodies. In the package they are plain interfaces without zod, with a comment on each key
 * (`packaging/payload-types.ts` writes them from the schemas when the package is built).
 */
export type { CorePayloads } from "./core/index.ts";
export type { GuidePayloads } from "./guide/index.ts";
export type { LivePayloads } from "./live/index.ts";
