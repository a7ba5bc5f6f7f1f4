import { faker } from "@faker-js/faker/locale/en";
import { ownValue } from "../../base/own-value.ts";
import type { Random } from "../../base/random.ts";
import type { Lead } from "./account.ts";
import { domainOf } from "./identifiers.ts";

interface NewLead {
  readonly id: number;
  readonly createdAt: number;
  readonly isTaken: (email: string) => boolean;
}

/** A person at a company, with a unique address. Every address and link is under a reserved domain. */
export function drawLead(random: Random, { id, createdAt, isTaken }: NewLead): Lead {
  const person = drawPerson(random);
  const company = drawCompany(random);
  return {
    id,
    email: freeAddress(person, company, isTaken),
    firstName: person.first,
    lastName: person.last,
    companyName: company.name,
    phoneNumber: random.next() < 0.6 ? drawPhoneNumber(random) : null,
    website: random.next() < 0.85 ? `https://www.${company.domain}` : null,
    location: random.next() < 0.8 ? random.pick(LOCATIONS) : null,
    linkedinProfile: random.next() < 0.7 ? `https://linkedin.example/in/${person.localPart.replace(".", "-")}` : null,
    companyUrl: random.next() < 0.6 ? `https://${company.domain}` : null,
    customFields: { job_title: random.pick(JOB_TITLES), industry: company.industry },
    createdAt,
    isUnsubscribed: false,
    unsubscribedClientIdMap: {},
  };
}

export interface Deputy {
  readonly name: string;
  readonly email: string;
}

/** Draws another person at the lead's company. */
export function drawColleague(random: Random, lead: Pick<Lead, "email" | "firstName">): Deputy {
  return personAt(random, domainOf(lead.email), lead);
}

/** Draws a person who answers for the lead from another company's domain. */
export function drawOutsider(random: Random, lead: Pick<Lead, "email" | "firstName">): Deputy {
  const { domain } = drawCompany(random);
  return personAt(random, domain === domainOf(lead.email) ? `group-${domain}` : domain, lead);
}

/** Draws a stranger, under `.test`, where no lead is. */
export function drawStranger(random: Random): Deputy & { readonly firstName: string; readonly companyName: string } {
  const person = drawPerson(random);
  const company = drawCompany(random);
  const email = `${person.localPart}@${company.domain.replace(/example$/, "test")}`;
  return { name: `${person.first} ${person.last}`, firstName: person.first, companyName: company.name, email };
}

function personAt(random: Random, domain: string, lead: Pick<Lead, "email" | "firstName">): Deputy {
  const person = drawPerson(random);
  const email = `${person.localPart}@${domain}`;
  return { name: `${person.first} ${person.last}`, email: email === lead.email ? `office@${domain}` : email };
}

function freeAddress(person: PersonName, company: CompanyName, isTaken: (email: string) => boolean): string {
  let email = `${person.localPart}@${company.domain}`;
  for (let number = 2; isTaken(email); number += 1) email = `${person.localPart}${number}@${company.domain}`;
  return email;
}

/** 555-01xx is reserved for fiction. */
function drawPhoneNumber(random: Random): string {
  return `+1 (${random.pick(AREA_CODES)}) 555-01${String(random.int(0, 99)).padStart(2, "0")}`;
}

const AREA_CODES = [212, 312, 415, 503, 617, 713, 801, 919];

const LOCATIONS = [
  "Chicago, Illinois, United States",
  "Austin, Texas, United States",
  "Columbus, Ohio, United States",
  "Nashville, Tennessee, United States",
  "Denver, Colorado, United States",
  "Toronto, Ontario, Canada",
  "Leeds, England, United Kingdom",
  "Dublin, Ireland",
  "Hamburg, Germany",
  "Zürich, Switzerland",
  "Utrecht, Netherlands",
  "Lyon, France",
  "Valencia, Spain",
  "Haifa, Israel",
];

const JOB_TITLES = [
  "Owner",
  "Managing Director",
  "COO",
  "CTO",
  "Head of Marketing",
  "Head of People",
  "Operations Manager",
  "Office Manager",
  "VP Sales",
  "Logistics Coordinator",
  "Procurement Lead",
  "Talent Acquisition Manager",
];

interface PersonName {
  readonly first: string;
  readonly last: string;
  /** The part of an address before the @, ASCII only. */
  readonly localPart: string;
}

interface CompanyName {
  readonly name: string;
  readonly industry: string;
  /** Always under `.example`, which no one can register (RFC 2606). */
  readonly domain: string;
}

/** Draws a person. Only faker's lists of names are used, not its generator, so that draws depend on our seed. */
function drawPerson(random: Random): PersonName {
  const isInternational = random.next() < INTERNATIONAL_SHARE;
  const [first, last] = isInternational
    ? random.pick(INTERNATIONAL_NAMES)
    : [random.pick(FIRST_NAMES), random.pick(LAST_NAMES)];
  const form = random.next();
  const [given, family] = [asciiLetters(first), asciiLetters(last)];
  const localPart = form < 0.6 ? `${given}.${family}` : form < 0.85 ? `${given.slice(0, 1)}${family}` : given;
  return { first, last, localPart };
}

function drawCompany(random: Random): CompanyName {
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
