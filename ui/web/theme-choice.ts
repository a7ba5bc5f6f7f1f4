/** Light, dark, or the system's setting. */
export type ThemeChoice = "system" | "light" | "dark";

const KEY = "smartlead-mock theme";
const CHOICES: readonly ThemeChoice[] = ["system", "light", "dark"];

export function chosenTheme(): ThemeChoice {
  try {
    const stored = localStorage.getItem(KEY);
    return CHOICES.find((choice) => choice === stored) ?? "system";
  } catch {
    return "system";
  }
}

/** Applies the choice and stores it for the next visit, if the browser allows it. */
export function chooseTheme(choice: ThemeChoice): void {
  if (choice === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // Without storage it applies until the page is left.
  }
}

export function nextTheme(choice: ThemeChoice): ThemeChoice {
  return CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length] ?? "system";
}
