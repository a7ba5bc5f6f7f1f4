import { maskSecrets } from "../../../src/base/mask-secrets.ts";

/**
 * HTML from outside as a reader would see it, in a frame that may do nothing: no scripts, no forms, no links that lead anywhere, an origin of
 * its own; the page's policy, which the frame inherits, lets it load nothing either.
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
