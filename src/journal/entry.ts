import type { Fact } from "../delivery/facts.ts";

/** The version of the entry format; it is the first thing that a file or a stream of entries says. */
export const ENTRY_FORMAT_VERSION = 1;

/** A fact in the journal: the one format of journal, stream, `--ui json` and recordings. `at` is ISO 8601 on the mock's clock. */
export type Entry = { readonly seq: number; readonly at: string } & Fact;

/** What a stream carries besides entries. */
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
