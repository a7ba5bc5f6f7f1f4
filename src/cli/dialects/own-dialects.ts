import { didYouMean } from "../../base/did-you-mean.ts";
import { SmartLeadMockError } from "../../base/errors.ts";
import type { Settings } from "../../config/settings.ts";
import { DIALECTS } from "../../smartlead/payloads/dialect.ts";
import type { OwnDialect } from "../../smartlead/payloads/own/own-dialect.ts";

/**
 * Loads the dialects that the configuration names. Throws `config` with file and key of one that does not exist, and with file, line and
 * key of an error in one.
 */
export async function ownDialects({ config, placeOf }: Settings, cwd: string): Promise<readonly OwnDialect[]> {
  const { dialects = [] } = config;
  if (dialects.length === 0) return [];
  const { loadDialects } = await import("../../capture/drift/proposed-dialect.ts");
  return loadDialects(dialects, cwd, (index) => placeOf(["dialects", index]));
}

/** The settings with the dialect of `--dialect`, if it is a custom one. Throws `usage` for an unknown one. */
export async function withOwnDialect(settings: Settings, cwd: string): Promise<Settings> {
  // Every command reports errors in the configuration, not only those that need the dialects.
  const own = await ownDialects(settings, cwd);
  const asked: string | undefined = settings.values.dialect;
  if (asked === undefined || DIALECTS.some((known) => known === asked)) return settings;
  const ownDialect = isFile(asked) ? await dialectInFile(asked, settings, cwd) : own.find(({ name }) => name === asked);
  if (ownDialect !== undefined) {
    return { ...settings, ownDialect, dialectSaid: asked, values: { ...settings.values, dialect: ownDialect.on } };
  }
  const known = [...DIALECTS, ...own.map(({ name }) => name)];
  const meant = didYouMean(asked, known);
  const hint = meant === null ? "" : ` (did you mean ${meant}?)`;
  throw new SmartLeadMockError(
    "usage",
    `${settings.nameOf("dialect")} must be one of ${known.join(", ")}${hint}, not ${JSON.stringify(asked)}; list your own dialects under dialects in the configuration.`,
  );
}

function isFile(asked: string): boolean {
  return /\.(json|ya?ml)$/.test(asked);
}

async function dialectInFile(file: string, { nameOf }: Settings, cwd: string): Promise<OwnDialect | undefined> {
  const { loadDialects } = await import("../../capture/drift/proposed-dialect.ts");
  const [dialect] = await loadDialects([file], cwd, () => nameOf("dialect"));
  return dialect;
}

/** Every custom dialect that the settings name: the one of `--dialect` first. */
export async function knownDialects(settings: Settings, cwd: string): Promise<readonly OwnDialect[]> {
  const named = await ownDialects(settings, cwd);
  const { ownDialect } = settings;
  return ownDialect === undefined ? named : [ownDialect, ...named.filter(({ name }) => name !== ownDialect.name)];
}
