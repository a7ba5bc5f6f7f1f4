/** See `bundled-project.mjs`. */
export interface BundledProject {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly packages: readonly { readonly name: string; readonly version: string; readonly license?: string }[];
}
export function npmOnBundled(
  project: BundledProject,
  args: readonly string[],
  options?: { readonly stdio?: "pipe" | "inherit" },
): string;
export function packagesOfBill(path: string): readonly { readonly name: string; readonly version: string }[];
