import { printable } from "../../base/printable.ts";
import { FAULT_KINDS, type FaultView } from "../../delivery/faults/fault.ts";
import { FAULT_DESCRIPTIONS } from "../../delivery/faults/fault-sentence.ts";
import type { Paint } from "../output/terminal-paint.ts";

const KIND_WIDTH = Math.max(...FAULT_KINDS.map((kind) => kind.length));

/** Every kind with its description, for help. */
export function faultKindLines(): string[] {
  return FAULT_KINDS.map((kind) => `  ${kind.padEnd(KIND_WIDTH)}  ${FAULT_DESCRIPTIONS[kind]}`);
}

/** The rules of a mock, each with how often it was applied and what it does. */
export function faultTable(faults: readonly FaultView[], paint: Paint): string[] {
  if (faults.length === 0) return ["No fault is active. To arm one: smartlead-mock faults arm lost-response:attempt=1"];
  const head = ["id", "state", "applied", "what it does"] as const;
  const rows = faults.map((fault) => [printable(fault.id), stateOf(fault), countOf(fault)] as const);
  const width = (column: 0 | 1 | 2) => Math.max(head[column].length, ...rows.map((cells) => cells[column].length));
  const widths = [width(0), width(1), width(2)] as const;
  const line = (cells: readonly [string, string, string]) =>
    [cells[0].padEnd(widths[0]), cells[1].padEnd(widths[1]), cells[2].padEnd(widths[2])].join("  ");
  return [
    paint("quiet", `${line([head[0], head[1], head[2]])}  ${head[3]}`),
    ...faults.map((fault, index) => {
      const start = line(rows[index] ?? ["", "", ""]);
      return `${fault.ended ? paint("quiet", start) : start}  ${explained(fault)}`;
    }),
  ];
}

/** Formats one rule: `flt_1: The receiver answers, …`. */
export function faultLine(fault: FaultView): string {
  return `${printable(fault.id)}: ${explained(fault)}`;
}

function explained({ explain, event_id }: FaultView): string {
  return printable(event_id === null ? explain : `${explain} For event ${event_id} only.`);
}

function stateOf({ ended }: FaultView): string {
  return ended ? "ended" : "active";
}

/** How many matches the fault was applied to. */
function countOf({ performed, matched }: FaultView): string {
  return performed === matched ? `${performed}` : `${performed} of ${matched}`;
}
