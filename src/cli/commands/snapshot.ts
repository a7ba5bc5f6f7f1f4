import { didYouMean } from "../../base/did-you-mean.ts";
import { SmartLeadMockError } from "../../base/errors.ts";
import type { SnapshotView } from "../../mock/snapshots/mock-snapshot.ts";
import { type ControlClient, controlClient } from "../../server/client/control-client.ts";
import type { CommandContext } from "../command.ts";
import { connectionOf } from "../connection.ts";
import { EXIT } from "../exit-codes.ts";
import { type Io, say } from "../io.ts";
import { jsonText } from "../output/stdout-json.ts";
import { paintFor } from "../output/terminal-paint.ts";
import { readSnapshotFile, snapshotLine, snapshotTable, writeSnapshotFile } from "../snapshots/snapshot-file.ts";

interface Asked {
  readonly client: ControlClient;
  readonly action: string;
  readonly name: string | null;
  readonly file: string | null;
  readonly isForced: boolean;
  readonly ids: "same" | "new" | undefined;
  readonly isJson: boolean;
  readonly io: Io;
}

const ACTIONS = { save, restore, list, delete: remove } as const satisfies Record<
  string,
  (asked: Asked) => Promise<void>
>;
const ACTION_NAMES = Object.keys(ACTIONS);

/** Takes a snapshot of a running mock, restores one, or lists or deletes the stored ones. */
export async function snapshot({ args: [action = "list", name], settings, io }: CommandContext): Promise<number> {
  if (!isAction(action)) throw unknownAction(action);
  const { json, file, ids, force } = settings.values;
  if (name !== undefined) mustBeNoPath(action, name);
  await ACTIONS[action]({
    client: controlClient(connectionOf(settings)),
    action,
    name: name ?? null,
    file: file ?? null,
    isForced: force === true,
    ids,
    isJson: json === true,
    io,
  });
  return EXIT.good;
}

async function save(asked: Asked): Promise<void> {
  const { client, name, file, isForced, io } = asked;
  if (file === null)
    return tell(asked, "Saved", await client.call("POST /snapshots", { body: { name: named(asked) } }));
  const { smartlead_mock, sum, state, ...view } = await client.call("GET /snapshot", {
    query: { name: name ?? undefined },
  });
  const bytes = writeSnapshotFile(file, { smartlead_mock, ...view, sum, state }, { cwd: io.cwd, isForced });
  tell(asked, `Wrote ${file}, ${Math.ceil(bytes / 1024)} KB:`, view);
}

async function restore(asked: Asked): Promise<void> {
  const { client, name, file, ids, io } = asked;
  if (file !== null && name !== null) {
    throw new SmartLeadMockError("usage", "Pass either the NAME of a snapshot or --file FILE, not both.");
  }
  const which = file === null ? { name: named(asked) } : { snapshot: await readSnapshotFile(file, io) };
  tell(asked, "Restored", await client.call("POST /snapshots/restore", { body: { ...which, ids } }));
}

async function list({ client, name, isJson, io }: Asked): Promise<void> {
  if (name !== null) {
    throw new SmartLeadMockError("usage", `list takes no name; to take a snapshot, use snapshot save ${name}.`);
  }
  const answer = await client.call("GET /snapshots");
  if (isJson) return say(io.stdout, jsonText(answer));
  for (const line of snapshotTable(answer.data, paintFor(io.stdout, io.env))) say(io.stdout, line);
}

async function remove(asked: Asked): Promise<void> {
  const params = { name: named(asked) };
  tell(asked, "Deleted", await asked.client.call("DELETE /snapshots/:name", { params }));
}

function tell({ isJson, io }: Asked, done: string, view: SnapshotView): void {
  say(io.stdout, isJson ? jsonText(view) : `${done} ${snapshotLine(view)}`);
}

function named({ action, name, file }: Asked): string {
  if (name !== null) return name;
  const hint = action === "delete" || file !== null ? "" : ", or a file with --file FILE";
  throw new SmartLeadMockError("usage", `snapshot ${action} needs the NAME of a snapshot${hint}.`);
}

function mustBeNoPath(action: string, name: string): void {
  if (!/[/\\]|\.json$/i.test(name)) return;
  throw new SmartLeadMockError("usage", `${name} is a file, not a name; write snapshot ${action} --file ${name}.`);
}

function isAction(name: string): name is keyof typeof ACTIONS {
  return Object.hasOwn(ACTIONS, name);
}

function unknownAction(name: string): SmartLeadMockError {
  const meant = didYouMean(name, ACTION_NAMES);
  const hint = meant === null ? `; the actions are ${ACTION_NAMES.join(", ")}.` : `; did you mean ${meant}?`;
  return new SmartLeadMockError("usage", `snapshot has no action ${JSON.stringify(name)}${hint}`);
}
