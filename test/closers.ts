import { afterEach } from "vitest";

/** What a test opens is closed after it, the last first: push what closes it. */
export function closersAfterEach(): (() => unknown)[] {
  const closers: (() => unknown)[] = [];
  afterEach(async () => {
    for (const close of closers.splice(0).reverse()) await close();
  });
  return closers;
}
