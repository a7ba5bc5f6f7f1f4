import { describe, expect, it } from "vitest";
import { SmartLeadMockError } from "../../../src/base/errors.ts";
import { diskFailure } from "../../../src/journal/storage/disk.ts";
import { diskError } from "./a-disk.ts";

describe("a failure of the disk", () => {
  it.each(["ENOSPC", "EDQUOT", "EFBIG", "EACCES", "EPERM", "EROFS", "ENOENT", "EIO", "EMFILE", "EWHATEVER"])(
    "is one sentence that names the place, %s in words, and what to do",
    (code) => {
      const failure = diskFailure("/data/journal/1.ndjson", diskError(code));
      expect(failure.code).toBe("journal_unwritable");
      expect(failure.message).toMatch(
        new RegExp(
          `^The journal could not be written to /data/journal/1\\.ndjson: [a-z -]+ \\(${code}\\); [a-z -]+ and start again\\.$`,
        ),
      );
    },
  );

  it("stays what it is when it has been told already", () => {
    const told = new SmartLeadMockError("data_unusable", "Told.");
    expect(diskFailure("/data", told)).toBe(told);
  });
});
