import { useMemo, useState } from "react";
import { maskBody, maskSecrets } from "../../../src/base/mask-secrets.ts";
import { readBody } from "../../detail/read-body.ts";
import type { JsonRow } from "../../pager/json-rows.ts";
import { useSession } from "../session.ts";
import { Spans } from "../spans.tsx";

interface BodyProps {
  readonly body: string;
  readonly contentType: string;
  /** A label for screen readers. */
  readonly label: string;
}

/** Lines of a text that are shown until the user asks for more. */
const FIRST_LINES = 200;

/** A body: JSON is formatted and coloured, any other text is shown unchanged, and HTML is also rendered, with everything active removed. */
export function Body({ body, contentType, label }: BodyProps) {
  const { actions } = useSession();
  const read = useMemo(() => readBody(body), [body]);
  const isHtml = /html/i.test(contentType) || /^\s*<(!doctype html|html|body|div|p|h\d)\b/i.test(body);
  const [isRendered, setRendered] = useState(false);
  if (body === "") return <p className="muted">(empty)</p>;
  return (
    <div className="body">
      <div className="body-tools">
        {isHtml && (
          <button type="button" aria-pressed={isRendered} onClick={() => setRendered(!isRendered)}>
            {isRendered ? "Show the text" : "Show as a page"}
          </button>
        )}
        <button type="button" onClick={() => actions.copy(maskBody(body), label)}>
          Copy
        </button>
      </div>
      {isRendered ? (
        <Inert html={body} title={label} />
      ) : "json" in read ? (
        <JsonBody rows={read.json} label={label} />
      ) : (
        <TextBody lines={read.lines} label={label} />
      )}
    </div>
  );
}

function TextBody({ lines, label }: { readonly lines: readonly string[]; readonly label: string }) {
  const [count, setCount] = useState(FIRST_LINES);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <section className="code wrapped" tabIndex={0} aria-label={label}>
        {lines.slice(0, count).join("\n")}
      </section>
      <More left={lines.length - count} onMore={() => setCount(count * 10)} />
    </>
  );
}

/** Rows that are shown until the user asks for more: a megabyte of history has tens of thousands. */
const FIRST_ROWS = 400;

/** Formatted JSON with its original text; objects and lists can be folded. */
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

/** The rows that are not inside a folded one. */
function visibleRows(rows: readonly JsonRow[], folded: ReadonlySet<number>): readonly number[] {
  const visible: number[] = [];
  for (let index = 0; index < rows.length; index += 1) {
    visible.push(index);
    const end = rows[index]?.end ?? null;
    if (folded.has(index) && end !== null) index = end - 1;
  }
  return visible;
}

/**
 * Rendered HTML from outside, in a frame without permissions: no scripts, no forms, no working links, and its own origin; the page's
 * policy, which the frame inherits, also prevents it from loading anything.
 */
export function Inert({ html, title }: { readonly html: string; readonly title: string }) {
  return (
    <iframe
      className="inert"
      sandbox=""
      referrerPolicy="no-referrer"
      srcDoc={maskSecrets(html)}
      title={`${title}, rendered`}
    />
  );
}

export function More({ left, onMore }: { readonly left: number; readonly onMore: () => void }) {
  if (left <= 0) return null;
  return (
    <button type="button" onClick={onMore}>
      {`${left.toLocaleString("en")} more lines`}
    </button>
  );
}
