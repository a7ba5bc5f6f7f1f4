import { ownValue } from "../../../base/own-value.ts";

export type TextVariables = Readonly<Record<string, string>>;

/** Fills `{{name}}` slots; an unknown one becomes empty, as in SmartLead. For plain text and subjects. */
export function renderText(template: string, variables: TextVariables): string {
  return template.replace(SLOT, (_slot, name: string) => ownValue(variables, name) ?? "");
}

/** As {@link renderText}, with the values escaped for HTML. */
export function renderHtml(template: string, variables: TextVariables): string {
  return template.replace(SLOT, (_slot, name: string) => escapeHtml(ownValue(variables, name) ?? ""));
}

export function escapeHtml(text: string): string {
  return UNSAFE.test(text) ? text.replace(UNSAFE_ALL, (character) => ownValue(ENTITIES, character) ?? character) : text;
}

/** The text of an email: one line per block, entities decoded. Meant for the HTML that this world writes, not for any HTML. */
export function textFromHtml(html: string): string {
  return html
    .replace(/<div><br><\/div>/g, "\n")
    .replace(/<br\s*\/?>/g, "\n")
    .replace(/<\/(div|p)>(?!$)/g, "\n")
    .replace(/<[^>]*>/g, "")
    .replace(/&(amp|lt|gt|quot|nbsp|#39);/g, (entity) => ownValue(DECODED, entity) ?? entity)
    .trim();
}

/** The links of an email that SmartLead would track, in order, without repeats. */
export function linksIn(html: string): string[] {
  return [...new Set(Array.from(html.matchAll(/href="(https?:[^"]+)"/g), (match) => match[1] ?? ""))];
}

const SLOT = /\{\{(\w+)\}\}/g;
const UNSAFE = /[&<>"]/;
const UNSAFE_ALL = /[&<>"]/g;
const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const DECODED: Readonly<Record<string, string>> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&nbsp;": " ",
  "&#39;": "'",
};
