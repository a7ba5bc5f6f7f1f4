import { z } from "zod";
import { SmartLeadMockError } from "../base/errors.ts";
import type { SmartLeadMock } from "../mock/mock.ts";
import { NO_INPUT } from "./control-inputs.ts";
import { type ControlRoute, controlRoute } from "./control-route.ts";
import { exactly } from "./input.ts";

/** Bytes of a body with a snapshot in it: the largest that a mock takes, and what stands around it. */
const SNAPSHOT_BODY_BYTES = 65 * 1024 * 1024;

const BY_NAME = z.object({ name: z.string() });
const NAMED = exactly("body", { name: z.string() });
const PRESENT_QUERY = exactly("query", { name: z.string().optional() });
const RESTORE_BODY = exactly("body", {
  name: z.string().exactOptional(),
  snapshot: z.unknown().exactOptional(),
  ids: z.enum(["same", "new"]).exactOptional(),
});

/** States as they stood: taken, kept by name, restored. */
export const SNAPSHOT_ROUTES: readonly ControlRoute[] = [
  controlRoute({
    method: "GET",
    path: "/snapshot",
    summary: "The whole state as it stands, as a snapshot that the mock does not keep.",
    input: z.object({ query: PRESENT_QUERY }),
    handle: ({ query: { name } }, { mock }) => mock.snapshots.take(name ?? null),
  }),
  controlRoute({
    method: "GET",
    path: "/snapshots",
    summary: "The snapshots that the mock keeps, in order of name, without their states.",
    input: NO_INPUT,
    handle: (_input, { mock }) => ({ data: mock.snapshots.list() }),
  }),
  controlRoute({
    method: "POST",
    path: "/snapshots",
    summary: "Takes a snapshot and keeps it under a name; one of the same name is replaced.",
    status: 201,
    input: z.object({ body: NAMED }),
    handle: ({ body: { name } }, { mock }) => mock.snapshots.save(name),
  }),
  controlRoute({
    method: "POST",
    path: "/snapshots/restore",
    summary:
      "Replaces the whole state by the snapshot of a name, or by one that is sent along; with `ids` new, ids of their own from now on.",
    bodyLimit: SNAPSHOT_BODY_BYTES,
    input: z.object({ body: RESTORE_BODY }),
    handle: ({ body: { name, snapshot, ids } }, { mock }) =>
      mock.snapshots.restore(wantedSnapshot(mock, name, snapshot), { ids }),
  }),
  controlRoute({
    method: "GET",
    path: "/snapshots/:name",
    summary: "One snapshot with its state, to be kept as a file.",
    input: z.object({ params: BY_NAME }),
    handle: ({ params: { name } }, { mock }) => mock.snapshots.read(name),
  }),
  controlRoute({
    method: "DELETE",
    path: "/snapshots/:name",
    summary: "Deletes one snapshot.",
    input: z.object({ params: BY_NAME }),
    handle: ({ params: { name } }, { mock }) => mock.snapshots.remove(name),
  }),
];

function wantedSnapshot({ snapshots }: SmartLeadMock, name: string | undefined, snapshot: unknown): unknown {
  if (name !== undefined && snapshot === undefined) return snapshots.read(name);
  if (name === undefined && snapshot !== undefined) return snapshot;
  throw new SmartLeadMockError("bad_request", 'The body must have exactly one of "name" and "snapshot".');
}
