/** Shapes of lines that are kept: a receiver prints its work in a few. */
const MAX_SHAPES = 50;
const ADDRESS = /[^\s"'<>()[\],;:=&/\\@]+@[^\s"'<>()[\],;:=&/\\]+/g;
const TYPE = /\b[A-Z]+(?:_[A-Z]+)+\b/g;
const ID = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/gi;
const NUMBER = /\d+/g;

/** What lines of one kind have in common: addresses, event types, ids and numbers stand for any. */
function shapeOf(line: string): string {
  return line.replace(ADDRESS, "@").replace(ID, "#").replace(TYPE, "T").replace(NUMBER, "#");
}

/**
 * Knows pieces of the lines that tell of work. Programs that print from several threads word by word tear their lines: `handledhandled
 * EMAIL_SENT …` and ` EMAIL_SENT …`, of which the pattern matches one.
 */
export class TornLines {
  readonly #usual = new Set<string>();

  /** Whether it is the end of a usual line, or a usual line behind the beginning of another; `isWork`: the pattern matches it. */
  isTorn(line: string, isWork: boolean): boolean {
    const shape = shapeOf(line);
    if (this.#usual.has(shape)) return false;
    const usual = [...this.#usual];
    if (!isWork) return shape.includes("@") && usual.some((one) => one.endsWith(shape));
    if (usual.some((one) => isBehindAnother(shape, one))) return true;
    if (this.#usual.size < MAX_SHAPES) this.#usual.add(shape);
    return false;
  }
}

function isBehindAnother(shape: string, usual: string): boolean {
  if (!shape.endsWith(usual)) return false;
  const before = shape.slice(0, -usual.length).trimEnd();
  return before !== "" && usual.startsWith(before);
}
