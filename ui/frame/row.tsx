import { Transform } from "ink";
import { memo } from "react";

/**
 * One row of the screen. Ink measures a constant blank and gets the painted row through the transform: it keeps every text
 * that it has ever measured, which for rows that change ten times a second is memory without end.
 */
export const Row = memo(function Row({ painted }: { readonly painted: string }) {
  return <Transform transform={() => painted}> </Transform>;
});
