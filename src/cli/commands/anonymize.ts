import { SmartLeadMockError } from "../../base/errors.ts";
import { printable } from "../../base/printable.ts";
import { createAnonymizer } from "../../capture/recordings/anonymizing.ts";
import { framesOf } from "../../capture/recordings/recorded-frames.ts";
import { recordingFile } from "../../capture/recordings/recording-file.ts";
import type { CommandContext } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { say } from "../io.ts";
import { recordText } from "../output/stdout-json.ts";
import { openRecordFile } from "../recordings/recorder.ts";

/** Characters that are buffered before they are written. */
const FULL_CHARACTERS = 256 * 1024;

/** Copies a recording without personal data, line by line. A recording that is damaged before its last line is copied up to there, and the command fails. */
export async function anonymize({ args, settings, io }: CommandContext): Promise<number> {
  const [name] = args;
  if (name === undefined) {
    throw new SmartLeadMockError("usage", "anonymize needs a recording; proxy --record and start --record write one.");
  }
  const source = recordingFile(name, io.cwd);
  const { record } = settings.values;
  const rewrite = createAnonymizer();
  const file = record === undefined ? null : openRecordFile(record, io.cwd);
  const write = (text: string) => (file ?? io.stdout).write(text);
  let gathered = "";
  let count = 0;
  let isWhole = true;
  try {
    const frames = framesOf(source, ({ sentence, isCutOff }) => {
      isWhole = isCutOff;
      say(io.stderr, `smartlead-mock: ${printable(sentence)}`);
    });
    for await (const { frame } of frames) {
      gathered += `${recordText(rewrite(frame))}\n`;
      count += 1;
      if (gathered.length < FULL_CHARACTERS) continue;
      write(gathered);
      gathered = "";
    }
    write(gathered);
  } finally {
    file?.close();
  }
  if (record !== undefined)
    say(
      io.stdout,
      `Wrote ${count} frames to ${printable(record)}, with substitutes for people, companies, texts and secrets.`,
    );
  return isWhole ? EXIT.good : EXIT.failed;
}
