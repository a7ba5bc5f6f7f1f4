import { faker } from "@faker-js/faker/locale/en";
import { ownValue } from "../../base/own-value.ts";
import type { Random } from "../../base/random.ts";

export interface PersonName {
  readonly first: string;
  readonly last: string;
  /** The part of an address before the @, ASCII only. */
  readonly localPart: string;
}

export interface CompanyName {
  readonly name: string;
  readonly industry: string;
  /** Always under `.example`, which nobody can own (RFC 2606). */
  readonly domain: string;
}

/** Draws a person. Only faker's lists of names are used, not its generator: the draws stay with our own seed. */
export function drawPerson(random: Random): PersonName {
  const isInternational = random.next() < INTERNATIONAL_SHARE;
  const [first, last] = isInternational
    ? random.pick(INTERNATIONAL_NAMES)
    : [random.pick(FIRST_NAMES), random.pick(LAST_NAMES)];
  const form = random.next();
  const [given, family] = [asciiLetters(first), asciiLetters(last)];
  const localPart = form < 0.6 ? `${given}.${family}` : form < 0.85 ? `${given.slice(0, 1)}${family}` : given;
  return { first, last, localPart };
}

export function drawCompany(random: Random): CompanyName {
  const [industry, suffixes] = random.pick(INDUSTRIES);
  const root = random.pick(LAST_NAMES);
  const form = random.next();
  const name =
    form < 0.7
      ? `${root} ${random.pick(suffixes)}`
      : form < 0.85
        ? `${root} & ${random.pick(LAST_NAMES)}`
        : `${random.pick(COMPANY_WORDS)} ${random.pick(suffixes)}`;
  return { name, industry, domain: `${asciiLetters(name.replace("&", "and"))}.example` };
}

/** Lower-case ASCII letters and nothing else: `Müller-Łoś` → `mullerlos`. */
function asciiLetters(text: string): string {
  return text
    .replace(/[łŁøØßæÆđĐ]/g, (letter) => ownValue(PLAIN_LETTERS, letter) ?? "")
    .normalize("NFD")
    .toLowerCase()
    .replace(/[^a-z]/g, "");
}

const FIRST_NAMES = faker.definitions.person.first_name.generic ?? [];
const LAST_NAMES = faker.definitions.person.last_name.generic ?? [];

const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  ł: "l",
  Ł: "l",
  ø: "o",
  Ø: "o",
  ß: "ss",
  æ: "ae",
  Æ: "ae",
  đ: "d",
  Đ: "d",
};

/** A receiver must cope with names beyond ASCII, so some leads have one. */
const INTERNATIONAL_SHARE = 0.08;

const INTERNATIONAL_NAMES: readonly (readonly [string, string])[] = [
  ["Zoë", "Lindqvist"],
  ["Łukasz", "Wójcik"],
  ["Søren", "Østergaard"],
  ["Chloé", "Lefèvre"],
  ["Jürgen", "Groß"],
  ["Nguyễn", "Thảo"],
  ["İpek", "Yıldız"],
  ["José", "Núñez"],
  ["Siobhán", "O’Connor"],
  ["Dvořák", "Ondřej"],
  ["Ana Sofía", "Peña"],
  ["Jean-Luc", "D’Aubigné"],
];

const COMPANY_WORDS = [
  "Blue Heron",
  "Stonebridge",
  "Lakeview",
  "Copperfield",
  "Redwood",
  "Silverline",
  "Oak & Iron",
  "Highmark",
];

const INDUSTRIES: readonly (readonly [string, readonly string[]])[] = [
  ["logistics", ["Freight", "Logistics", "Transport", "Warehousing"]],
  ["manufacturing", ["Precision", "Tooling", "Metalworks", "Plastics", "Packaging"]],
  ["construction", ["Builders", "Contracting", "Roofing", "Civil"]],
  ["software", ["Software", "Systems", "Labs", "Data"]],
  ["food", ["Foods", "Bakery", "Provisions", "Roasters"]],
  ["legal", ["Law", "Legal Partners", "Attorneys"]],
  ["healthcare", ["Dental", "Clinics", "Health", "Medical Supply"]],
  ["marketing", ["Media", "Creative", "Studio", "Communications"]],
  ["real estate", ["Properties", "Realty", "Homes"]],
  ["energy", ["Solar", "Electric", "Heating & Cooling"]],
];
