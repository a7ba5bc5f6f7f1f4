/** What the action's inputs ask of `verify`, and where its files go. Throws a sentence for an input that is not usable. */
export function verifyArguments(
  env: Readonly<Record<string, string | undefined>>,
  place: { readonly platform: string; readonly cwd: string },
): {
  readonly argv: readonly string[];
  readonly folder: string;
  readonly report: string;
  readonly kept: string;
  readonly version: string;
  readonly keepsBaseline: boolean;
};
