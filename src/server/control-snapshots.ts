import { z } from "zod";
import { SmartLeadMockError } from "../base/errors.ts";
import type { SmartLeadMock } from "../mock/mock.ts";
import { BY_NAME, NO_INPUT, RESTORE_BODY, SNAPSHOT_BODY, SNAPSHOT_QUERY } from "./control-inputs.ts";
import { type ControlRoute, controlRoute } from "./control-route.ts";

/** Limit in bytes of a body with a snapshot: the largest snapshot that a mock takes, and the JSON around it. */
const SNAPSHOT_BODY_BYTES = 65 * 1024 * 1024;

/** The routes of snapshots: take, keep by name, restore. */
export const SNAPSHOT_ROUTES: readonly ControlRoute[] = [
  controlRoute("GET /snapshot", {
    summary: "The whole current state as a snapshot, which the mock does not store.",
    input: z.object({ query: SNAPSHOT_QUERY }),
    handle: ({ query: { name } }, { mock }) => mock.snapshots.take(name ?? null),
  }),
  controlRoute("GET /snapshots", {
    summary: "The stored snapshots in order of name, without their states.",
    input: NO_INPUT,
    handle: (_input, { mock }) => ({ data: mock.snapshots.list() }),
  }),
  controlRoute("POST /snapshots", {
    summary: "Takes a snapshot and stores it under a name; it replaces one of the same name.",
    status: 201,
    input: z.object({ body: SNAPSHOT_BODY }),
    handle: ({ body: { name } }, { mock }) => mock.snapshots.save(name),
  }),
  controlRoute("POST /snapshots/restore", {
    summary:
      "Replaces the whole state with a stored snapshot, or with the one in the body; with `ids` new, new ids are used from then on.",
    bodyLimit: SNAPSHOT_BODY_BYTES,
    input: z.object({ body: RESTORE_BODY }),
    handle: ({ body: { name, snapshot, ids } }, { mock }) =>
      mock.snapshots.restore(wantedSnapshot(mock, name, snapshot), { ids }),
  }),
  controlRoute("GET /snapshots/:name", {
    summary: "One snapshot with its state, for a file.",
    input: z.object({ params: BY_NAME }),
    handle: ({ params: { name } }, { mock }) => mock.snapshots.read(name),
  }),
  controlRoute("DELETE /snapshots/:name", {
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
