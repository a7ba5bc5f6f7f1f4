/** Light, dark, or as the system says. */
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

/** Puts the choice in force and keeps it for the next visit, where the browser stores anything. */
export function chooseTheme(choice: ThemeChoice): void {
  if (choice === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = choice;
  try {
    localStorage.setItem(KEY, choice);
  } catch {
    // It holds until the page is left.
  }
}

export function nextTheme(choice: ThemeChoice): ThemeChoice {
  return CHOICES[(CHOICES.indexOf(choice) + 1) % CHOICES.length] ?? "system";
}
