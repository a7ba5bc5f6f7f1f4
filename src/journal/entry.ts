import type { Fact } from "../delivery/facts.ts";

/** The version of the entry format; a file or stream of entries begins with it. */
export const ENTRY_FORMAT_VERSION = 1;

/** A fact in the journal: the shared format of journal, stream, `--ui json` and recordings. `at` is ISO 8601 on the mock's clock. */
export type Entry = { readonly seq: number; readonly at: string } & Fact;

/** The frames of a stream: entries and others. */
export type Frame =
  | Entry
  | {
      readonly type: "hello";
      readonly version: string;
      readonly format: number;
      readonly run: string;
      readonly first_seq: number;
      readonly last_seq: number;
    }
  | { readonly type: "gap"; readonly from: number; readonly to: number };
