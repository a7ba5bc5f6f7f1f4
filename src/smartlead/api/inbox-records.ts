/** Notes, tasks and reminders about a lead in the master inbox (more-endpoints.json, inbox; A5, B4, E6). */

import { z } from "zod";
import { isoFromMs, msFromIso } from "../../base/time/iso.ts";
import { PRIORITIES } from "../account/crm-records.ts";
import { answer, isoMs, LIMIT_REACHED, refusalAnswer } from "./declared-answers.ts";
import { isoTime, UNCHECKED } from "./key-schemas.ts";
import { defineOperation, type OperationAnswer } from "./operation.ts";
import { ok, refusal } from "./responses.ts";

export const INBOX_SOURCES = ["A5", "B4", "E6"];
const NO_MAPPING = refusalAnswer(404, "There is no such mapping.");

/** The answer of most master inbox calls: both documented envelopes in one (B4, A5). */
export function done(data: z.ZodType): OperationAnswer {
  return answer("Done.", z.strictObject({ ok: z.literal(true), success: z.literal(true), message: z.string(), data }));
}

export function mappingNotFound() {
  return refusal(404, "Lead mapping not found");
}

/** Maximum characters of a note, a task or a reminder: a page. SmartLead's own limit is not known. */
const MAX_TEXT_LENGTH = 10_000;
const MAX_NAME_LENGTH = 255;

const mapId = z.int();
const text = z.string().min(1).max(MAX_TEXT_LENGTH);

const createNote = defineOperation({
  id: "master-inbox.create-note",
  method: "POST",
  path: "/master-inbox/create-note",
  summary: "Adds a note to a lead.",
  sources: INBOX_SOURCES,
  answers: [
    answer(
      "The note; its id is a string in the list.",
      z.strictObject({
        ok: z.literal(true),
        message: z.string(),
        data: z.strictObject({
          success: z.literal(true),
          note: z.array(z.strictObject({ id: z.string(), created_at: isoMs })),
          id: z.int(),
          email_lead_map_id: z.int(),
          note_message: z.string(),
          created_at: isoMs,
        }),
      }),
    ),
    NO_MAPPING,
    LIMIT_REACHED,
  ],
  params: UNCHECKED,
  query: UNCHECKED,
  body: z.strictObject({ email_lead_map_id: mapId, note_message: text }),
  handle: ({ body }, { world, change }) => {
    if (world.enrolmentByMapId(body.email_lead_map_id) === undefined) return mappingNotFound();
    const { id, createdAt } = change("note.create", { mapId: body.email_lead_map_id, text: body.note_message });
    const created_at = isoFromMs(createdAt);
    const data = { success: true, note: [{ id: String(id), created_at }], id, ...body, created_at };
    return ok({ ok: true, message: "Note created successfully", data });
  },
});

const createTask = defineOperation({
  id: "master-inbox.create-task",
  method: "POST",
  path: "/master-inbox/create-task",
  summary: "Adds a task about a lead.",
  sources: INBOX_SOURCES,
  answers: [
    done(
      z.strictObject({
        success: z.literal(true),
        task: z.array(z.strictObject({ id: z.string(), created_at: isoMs })),
        id: z.int(),
        task_id: z.int(),
        email_lead_map_id: z.int(),
        name: z.string(),
        description: z.string().nullable(),
        priority: z.enum(PRIORITIES),
        due_date: z.string().nullable(),
        created_at: isoMs,
      }),
    ),
    NO_MAPPING,
    LIMIT_REACHED,
  ],
  params: UNCHECKED,
  query: UNCHECKED,
  body: z.strictObject({
    email_lead_map_id: mapId,
    name: z.string().min(1).max(MAX_NAME_LENGTH),
    description: z.string().max(MAX_TEXT_LENGTH).nullable().optional(),
    priority: z.enum(PRIORITIES).default("MEDIUM"),
    due_date: z
      .string()
      .refine((date) => msFromIso(date) !== null, "must be in ISO 8601 date format")
      .meta({ format: "date-time" })
      .nullable()
      .optional(),
  }),
  handle: ({ body }, { world, change }) => {
    const { email_lead_map_id: id, name, description = null, priority, due_date: dueDate = null } = body;
    if (world.enrolmentByMapId(id) === undefined) return mappingNotFound();
    const task = change("task.create", { mapId: id, name, description, priority, dueDate });
    const created_at = isoFromMs(task.createdAt);
    const data = {
      success: true,
      task: [{ id: String(task.id), created_at }],
      id: task.id,
      task_id: task.id,
      email_lead_map_id: id,
      ...{ name, description, priority, due_date: dueDate, created_at },
    };
    return ok({ ok: true, success: true, message: "Task created successfully", data });
  },
});

const setReminder = defineOperation({
  id: "master-inbox.set-reminder",
  method: "POST",
  path: "/master-inbox/set-reminder",
  summary: "Adds a reminder to a lead; a lead may have several.",
  sources: INBOX_SOURCES,
  answers: [
    done(
      z.strictObject({
        success: z.literal(true),
        reminder: z.strictObject({ id: z.string(), created_at: isoMs }),
        reminder_id: z.int(),
        email_lead_map_id: z.int(),
        reminder_time: isoMs,
        message: z.string(),
      }),
    ),
    NO_MAPPING,
    LIMIT_REACHED,
  ],
  params: UNCHECKED,
  query: UNCHECKED,
  body: z.strictObject({
    email_lead_map_id: mapId,
    email_stats_id: z.string().min(1).max(MAX_NAME_LENGTH),
    message: text,
    reminder_time: isoTime,
  }),
  handle: ({ body }, { world, change }) => {
    const { email_lead_map_id: id, email_stats_id: statsId, message, reminder_time: at } = body;
    if (world.enrolmentByMapId(id) === undefined) return mappingNotFound();
    const reminder = change("reminder.create", { mapId: id, statsId, text: message, at });
    const data = {
      success: true,
      reminder: { id: String(reminder.id), created_at: isoFromMs(reminder.createdAt) },
      reminder_id: reminder.id,
      email_lead_map_id: id,
      reminder_time: isoFromMs(at),
      message,
    };
    return ok({ ok: true, success: true, message: "Reminder set successfully", data });
  },
});

export const inboxRecordOperations = [createNote, createTask, setReminder];
