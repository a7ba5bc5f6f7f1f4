import { guardedText, MAX_FILE_BYTES } from "../../../config/guarded-file.ts";

export { MAX_FILE_BYTES };

/** A scenario's file as text. Throws `config`, in one sentence, when there is none, it is too large, or not UTF-8. `file` is how errors call it. */
export function readScenarioText(path: string, file: string): string {
  return guardedText(path, {
    name: `The scenario ${file}`,
    kind: "scenario",
    check: "its path",
    maxBytes: MAX_FILE_BYTES,
    tooLarge: "use repeat and count, or split it",
  });
}
