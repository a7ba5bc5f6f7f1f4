/** The page is in English, and so are its numbers. */
const ENGLISH = "en";

// uPlot makes a number format for `navigator.language` as it is loaded. Browsers that take their language from a POSIX locale say
// `en-US@posix` there, which Intl throws at, and the whole page would stay blank. Import this module before uPlot.
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
