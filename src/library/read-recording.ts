import type { Recording } from "../capture/recordings/recording.ts";

/** What was recorded, as `readRecording` gives it. */
export type RecordedSession = Recording;

/**
 * Reads a recording of `proxy --record` or `start --record` with everything that was sent and answered; the matchers of
 * `smartlead-mock/vitest` take its deliveries. A path that is not absolute begins at the working directory. What follows on a line that
 * is broken or cut off is not read: `damage` says so. Throws `usage` if it is not a recording.
 *
 * @example
 * const { deliveries } = await readRecording("session.ndjson");
 * expect(deliveries.filter(({ event_type }) => event_type === "EMAIL_REPLY")).toBeDelivered();
 */
export async function readRecording(file: string): Promise<RecordedSession> {
  const [{ recordingFile }, { readRecordingFrom }] = await Promise.all([
    import("../capture/recordings/recording-file.ts"),
    import("../capture/recordings/recording.ts"),
  ]);
  return readRecordingFrom(recordingFile(file, process.cwd()), { keepBodies: true });
}
