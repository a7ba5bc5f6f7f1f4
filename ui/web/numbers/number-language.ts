/** The page is in English, so its numbers are too. */
const ENGLISH = "en";

// uPlot creates a number format for `navigator.language` when it is loaded. Browsers that take their language from a POSIX locale report
// `en-US@posix`, for which Intl throws, and the whole page would stay blank. Import this module before uPlot.
if (typeof navigator !== "undefined" && !isLanguage(navigator.language)) {
  Object.defineProperty(navigator, "language", { value: ENGLISH, configurable: true });
}

export function numberText(value: number): string {
  return value.toLocaleString(ENGLISH);
}

function isLanguage(tag: string | undefined): boolean {
  try {
    Intl.getCanonicalLocales(tag);
    return true;
  } catch {
    return false;
  }
}
