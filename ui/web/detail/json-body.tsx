import { useState } from "react";
import type { JsonRow } from "../../pager/json-rows.ts";
import { Spans } from "../spans.tsx";
import { More } from "./more.tsx";

/** Rows that are shown until more are asked for: a megabyte of history has tens of thousands. */
const FIRST_ROWS = 400;

/** JSON as it was written, laid out; what opens something can be folded. */
export function JsonBody({ rows, label }: { readonly rows: readonly JsonRow[]; readonly label: string }) {
  const [folded, setFolded] = useState<ReadonlySet<number>>(new Set());
  const [count, setCount] = useState(FIRST_ROWS);
  const visible = visibleRows(rows, folded);
  const toggle = (index: number) => {
    const next = new Set(folded);
    if (!next.delete(index)) next.add(index);
    setFolded(next);
  };
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <section className="code json" tabIndex={0} aria-label={label}>
        {visible.slice(0, count).map((index) => {
          const row = rows[index];
          if (row === undefined) return null;
          return (
            <div key={index} className="json-row" style={{ paddingInlineStart: `${row.depth * 2 + 2}ch` }}>
              {row.end !== null && row.end > index + 1 && index > 0 && (
                <button
                  type="button"
                  className="fold"
                  style={{ insetInlineStart: `${row.depth * 2}ch` }}
                  aria-expanded={!folded.has(index)}
                  aria-label={folded.has(index) ? "Unfold" : "Fold"}
                  onClick={() => toggle(index)}
                >
                  {folded.has(index) ? "▸" : "▾"}
                </button>
              )}
              <Spans line={row.spans} />
              {folded.has(index) && row.end !== null && (
                <span className="muted">{` … ${row.end - index - 1} rows `}</span>
              )}
            </div>
          );
        })}
      </section>
      <More left={visible.length - count} onMore={() => setCount(count * 10)} />
    </>
  );
}

/** The rows that no folded one hides. */
function visibleRows(rows: readonly JsonRow[], folded: ReadonlySet<number>): readonly number[] {
  const visible: number[] = [];
  for (let index = 0; index < rows.length; index += 1) {
    visible.push(index);
    const end = rows[index]?.end ?? null;
    if (folded.has(index) && end !== null) index = end - 1;
  }
  return visible;
}
