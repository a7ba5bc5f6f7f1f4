import { maskHeader } from "../../../src/base/mask-secrets.ts";
import { printable } from "../../../src/base/printable.ts";

/** Headers, one a row, folded up to their number; those that hold secrets do not show them. */
export function HeaderList({ headers }: { readonly headers: Readonly<Record<string, string | readonly string[]>> }) {
  const rows = Object.entries(headers).flatMap(([name, value]) => [value].flat().map((one) => [name, one] as const));
  if (rows.length === 0) return null;
  return (
    <details className="headers">
      <summary>{rows.length === 1 ? "1 header" : `${rows.length} headers`}</summary>
      <dl className="facts mono">
        {rows.map(([name, value], index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a header may come twice with the same value
          <div key={index}>
            <dt>{printable(name)}</dt>
            <dd>{printable(maskHeader(name, value))}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
