import { z } from "zod";
import type { CommandContext } from "../command.ts";

/** What a tool works with. */
export interface ToolContext {
  /** The settings that `mcp` was started with, and where. */
  readonly context: CommandContext;
  /** Aborts when the client cancels the call. */
  readonly signal: AbortSignal;
  /** Tells the client how far long work is; `of` = all of it. */
  progress(done: number, of: number, message: string): void;
}

/** What a tool answers. */
export interface ToolAnswer {
  /** Our own words: what it means and what to do next. */
  readonly text: string;
  /** What others wrote, a mock or a receiver: handed over as JSON, and marked as data. */
  readonly data?: unknown;
  /** It could not be done. */
  readonly isError?: boolean;
}

export interface Tool {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: z.ZodObject;
  /** It changes nothing. */
  readonly readOnly: boolean;
  run(input: unknown, tool: ToolContext): Promise<ToolAnswer>;
}

/** A word of a command line that no one takes for a flag, whatever a client says. */
export function positional(longest: number) {
  return z.string().min(1).max(longest).regex(/^[^-]/, "must not begin with a dash");
}

interface ToolParts<Shape extends z.ZodObject> extends Omit<Tool, "input" | "run"> {
  readonly input: Shape;
  run(input: z.output<Shape>, tool: ToolContext): Promise<ToolAnswer>;
}

/** A tool whose input was read by its own schema. */
export function defineTool<Shape extends z.ZodObject>({ run, ...parts }: ToolParts<Shape>): Tool {
  return { ...parts, run: (input, tool) => run(parts.input.parse(input), tool) };
}
