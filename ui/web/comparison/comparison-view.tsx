import { useState } from "react";
import { safeText } from "../../../src/base/safe-text.ts";
import type { DiffMark, DiffRow } from "../../diff/body-diff.ts";
import { type ComparedPart, type Comparison, comparedRows } from "../../diff/diff-document.ts";
import { More } from "../detail/body.tsx";
import { useSession } from "../session.ts";
import { Spans } from "../spans.tsx";

/** Rows of one part that are shown until the user asks for more. */
const FIRST_ROWS = 400;

/** The meaning of a row, as a sign and as words for screen readers. */
const SIGNS: Readonly<Record<DiffMark, readonly [sign: string, said: string]>> = {
  same: [" ", ""],
  removed: ["-", "only on the left: "],
  added: ["+", "only on the right: "],
};

/** A comparison of two attempts, deliveries or dialects. */
export function ComparisonView({ comparison }: { readonly comparison: Comparison }) {
  const { navigation } = useSession();
  const { title, left, right, parts } = comparison;
  return (
    <article className="comparison" aria-label="Comparison">
      <header className="detail-head">
        <button type="button" className="icon" aria-label="Back" title="Back (Esc)" onClick={() => navigation.back()}>
          ←
        </button>
        <div className="detail-title">
          <h2>{safeText(title)}</h2>
          <p className="mono">
            <span className="diff-removed">- {safeText(left)}</span>{" "}
            <span className="diff-added">+ {safeText(right)}</span>
          </p>
        </div>
      </header>
      {parts.map((part) => (
        <ComparedSection key={part.key} part={part} />
      ))}
    </article>
  );
}

function ComparedSection({ part }: { readonly part: ComparedPart }) {
  const [count, setCount] = useState(FIRST_ROWS);
  const [rows] = useState(() => comparedRows(part.left, part.right));
  const differing = rows.filter(({ mark }) => mark !== "same").length;
  const told = differing === 0 ? "alike" : differing === 1 ? "1 row differs" : `${differing} rows differ`;
  return (
    <section className="part" aria-label={part.title}>
      <h3>
        {part.title} <span className={differing === 0 ? "muted" : "tone-warn"}>{told}</span>
      </h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <section className="code" tabIndex={0} aria-label={`${part.title}, compared`}>
        {rows.slice(0, count).map((row, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rows of a comparison have no other name than their place
          <ComparedRow key={index} row={row} />
        ))}
      </section>
      <More left={rows.length - count} onMore={() => setCount(count * 10)} />
    </section>
  );
}

function ComparedRow({ row: { mark, depth, spans } }: { readonly row: DiffRow }) {
  const [sign, said] = SIGNS[mark];
  return (
    <div className={`json-row diff-${mark}`} style={{ paddingInlineStart: `${depth * 2 + 3}ch` }}>
      <span className="diff-sign" aria-hidden="true">
        {sign}
      </span>
      {said !== "" && <span className="visually-hidden">{said}</span>}
      <Spans line={spans} />
    </div>
  );
}
