import { SmartLeadMockError } from "../../../base/errors.ts";
import {
  type InboxMarks,
  NO_MARKS,
  type Note,
  type Reminder,
  type Tag,
  type TaggedKind,
  type TagMapping,
  type Task,
} from "../crm-records.ts";
import type { Life } from "../life.ts";
import { type Edited, lookupByMapId, lookupCampaign, quietly } from "./edit.ts";

/** Maximum number of records of each kind: more than a large agency has. */
export const MAX_CRM_RECORDS = 50_000;
const MAX_TAGS = 1_000;

const FIRST_TAG_ID = 81_001;
const FIRST_MAPPING_ID = 9_301;
const FIRST_NOTE_ID = 129_001;
const FIRST_TASK_ID = 77_001;
const FIRST_REMINDER_ID = 12_001;

export const CRM_EDITS = {
  "inbox.mark": mark,
  "inbox.read": setRead,
  "note.create": createNote,
  "task.create": createTask,
  "reminder.create": createReminder,
  "tag.create": createTag,
  "tag.update": updateTag,
  "tag.map": mapTags,
  "tag.unmap": unmapTags,
  "tag.removeMapping": removeMapping,
  "campaign.tag": tagCampaign,
};

/** Sets the given marks; the others are unchanged. Returns all of them. */
function mark(life: Life, { mapId, marks }: { mapId: number; marks: Partial<InboxMarks> }): Edited<InboxMarks> {
  const enrolment = lookupByMapId(life, mapId);
  enrolment.marks = { ...NO_MARKS, ...enrolment.marks, ...marks };
  return quietly(enrolment.marks);
}

function setRead(life: Life, { mapId, isRead }: { mapId: number; isRead: boolean }): Edited<null> {
  lookupByMapId(life, mapId).isUnread = !isRead;
  return quietly(null);
}

function createNote(life: Life, { mapId, text }: Pick<Note, "mapId" | "text">, at: number): Edited<Note> {
  const { leadId } = lookupByMapId(life, mapId);
  const { crm } = life.store;
  mustHaveRoom(crm.notes.length, "notes");
  const note: Note = { id: life.identifiers.madeId("note", [], FIRST_NOTE_ID), leadId, mapId, text, createdAt: at };
  crm.notes.push(note);
  return quietly(note);
}

function createTask(
  life: Life,
  asked: Pick<Task, "mapId" | "name" | "description" | "priority" | "dueDate">,
  at: number,
): Edited<Task> {
  const { leadId } = lookupByMapId(life, asked.mapId);
  const { crm } = life.store;
  mustHaveRoom(crm.tasks.length, "tasks");
  const task: Task = { ...asked, id: life.identifiers.madeId("task", [], FIRST_TASK_ID), leadId, createdAt: at };
  crm.tasks.push(task);
  return quietly(task);
}

function createReminder(
  life: Life,
  asked: Pick<Reminder, "mapId" | "statsId" | "text" | "at">,
  at: number,
): Edited<Reminder> {
  lookupByMapId(life, asked.mapId);
  const { crm } = life.store;
  mustHaveRoom(crm.reminders.length, "reminders");
  const reminder: Reminder = {
    ...asked,
    id: life.identifiers.madeId("reminder", [], FIRST_REMINDER_ID),
    createdAt: at,
  };
  crm.reminders.push(reminder);
  return quietly(reminder);
}

function createTag(life: Life, asked: Pick<Tag, "name" | "color">): Edited<Tag> {
  const { crm } = life.store;
  mustHaveRoom(crm.tags.length, "tags", MAX_TAGS);
  const tag: Tag = { ...asked, id: life.identifiers.madeId("tag", [], FIRST_TAG_ID) };
  crm.tags.push(tag);
  return quietly({ ...tag });
}

/** Returns how many tags were changed: 0 if it does not exist. */
function updateTag(life: Life, { id, name, color }: Tag): Edited<number> {
  const tag = life.store.crm.tag(id);
  if (tag === undefined) return quietly(0);
  Object.assign(tag, { name, color });
  return quietly(1);
}

export interface Tagging {
  readonly kind: TaggedKind;
  readonly ids: readonly number[];
  readonly tagIds: readonly number[];
}

/** Adds each tag to each record; returns the new mappings. Existing mappings stay, and unknown tags are skipped. */
function mapTags(life: Life, { kind, ids, tagIds }: Tagging): Edited<readonly TagMapping[]> {
  const { crm } = life.store;
  const added: TagMapping[] = [];
  for (const of of new Set(ids)) {
    for (const tagId of new Set(tagIds)) {
      const isThere = crm.tagMappings.some((one) => one.kind === kind && one.of === of && one.tagId === tagId);
      if (isThere || crm.tag(tagId) === undefined) continue;
      mustHaveRoom(crm.tagMappings.length, "tags of records");
      const mapping = { id: life.identifiers.madeId("tagMapping", [], FIRST_MAPPING_ID), tagId, kind, of };
      crm.tagMappings.push(mapping);
      added.push(mapping);
    }
  }
  return quietly(added);
}

/** Returns the removed mappings. */
function unmapTags(life: Life, { kind, ids, tagIds }: Tagging): Edited<readonly TagMapping[]> {
  const { crm } = life.store;
  const goes = (one: TagMapping) => one.kind === kind && ids.includes(one.of) && tagIds.includes(one.tagId);
  const removed = crm.tagMappings.filter(goes);
  crm.tagMappings = crm.tagMappings.filter((one) => !goes(one));
  return quietly(removed);
}

function removeMapping(life: Life, { id }: { id: number }): Edited<null> {
  const { crm } = life.store;
  crm.tagMappings = crm.tagMappings.filter((one) => one.id !== id);
  return quietly(null);
}

/** Makes these the campaign's only tags. A missing tag is created; an existing one keeps its color. */
function tagCampaign(
  life: Life,
  { campaignId, tags }: { campaignId: number; tags: readonly Pick<Tag, "name" | "color">[] },
): Edited<readonly Tag[]> {
  const { crm } = life.store;
  lookupCampaign(life, campaignId);
  crm.forgetCampaign(campaignId);
  const tagIds = tags.map(
    (asked) => (crm.tags.find(({ name }) => name === asked.name) ?? createTag(life, asked).value).id,
  );
  mapTags(life, { kind: "campaign", ids: [campaignId], tagIds });
  return quietly(crm.tagsOf("campaign", campaignId).map((tag) => ({ ...tag })));
}

export function mustHaveRoom(present: number, what: string, limit = MAX_CRM_RECORDS): void {
  if (present < limit) return;
  throw new SmartLeadMockError("conflict", `There are ${limit} ${what} already; delete one first.`);
}
