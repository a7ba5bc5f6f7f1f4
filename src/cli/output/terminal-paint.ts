import { colourPaint, noPaint, type Paint } from "../../base/paint.ts";
import type { Io, Output } from "../io.ts";

export { colourPaint, noPaint, type Paint, type Tone } from "../../base/paint.ts";

/** Colours on a terminal only, unless FORCE_COLOR says otherwise; none with NO_COLOR or a dumb terminal. */
export function paintFor(output: Output, env: Io["env"]): Paint {
  const forced = env.FORCE_COLOR;
  if (forced !== undefined && forced !== "") return forced === "0" || forced === "false" ? noPaint : colourPaint;
  const isRefused = (env.NO_COLOR ?? "") !== "" || env.TERM === "dumb";
  return output.isTTY === true && !isRefused ? colourPaint : noPaint;
}
