import { useMemo, useState } from "react";
import { maskBody } from "../../../src/base/mask-secrets.ts";
import { readBody } from "../../detail/read-body.ts";
import { useSession } from "../session-context.ts";
import { Inert } from "./inert.tsx";
import { JsonBody } from "./json-body.tsx";
import { More } from "./more.tsx";

interface BodyProps {
  readonly body: string;
  readonly contentType: string;
  /** What it is, for those who cannot see where it stands. */
  readonly label: string;
}

/** Lines of a text that are shown until more are asked for. */
const FIRST_LINES = 200;

/** A body: JSON laid out and in colours, everything else as it came, and HTML also as a reader would see it, without anything that acts. */
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
