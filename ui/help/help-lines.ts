import { FAULT_MARK } from "../deliveries/delivery-row.ts";
import { type Line, span } from "../frame/line.ts";
import { COMMANDS, KEY_BINDINGS } from "../keys/key-bindings.ts";
import { type GlyphName, STATE_TONES, type Theme } from "../theme.ts";

const KEY_WIDTH = Math.max(...COMMANDS.map((command) => KEY_BINDINGS[command].shown.length)) + 2;

/** Every key, then what the signs in the list mean. */
export function helpLines({ glyphs }: Theme): readonly Line[] {
  const keys = COMMANDS.map((command): Line => {
    const { shown, meaning } = KEY_BINDINGS[command];
    return [span(`  ${shown.padEnd(KEY_WIDTH)}`, "strong"), span(meaning)];
  });
  const sign = (glyph: GlyphName, meaning: string, tone: (typeof STATE_TONES)[keyof typeof STATE_TONES]): Line => [
    span(`  ${glyphs[glyph].padEnd(KEY_WIDTH)}`, tone),
    span(meaning),
  ];
  return [
    [span("Keys", "strong")],
    ...keys,
    [],
    [span("Signs", "strong")],
    sign("good", "delivered: the receiver answered 2xx", STATE_TONES.delivered),
    sign("bad", "failed: rejected with 4xx, or no try is left", STATE_TONES.failed),
    sign("waiting", "waiting for its next try, on the mock's clock", STATE_TONES.waiting),
    sign("moving", "in flight", STATE_TONES.in_flight),
    sign("queued", "queued", STATE_TONES.queued),
    [span(`  ${FAULT_MARK.padEnd(KEY_WIDTH)}`, "warn"), span("a fault touched the newest try; the details tell which")],
    sign("none", "reached no webhook; the details tell why", STATE_TONES.withheld),
  ];
}
