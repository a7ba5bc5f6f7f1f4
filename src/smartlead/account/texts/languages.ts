import { ownValue } from "../../../base/own-value.ts";
import { isoFromMs } from "../../../base/time/iso.ts";
import type { SentMessage } from "../../events/event.ts";
import { escapeHtml } from "./render.ts";
import type { ReplyKind } from "./reply-texts.ts";

/** Languages other than English in which leads write; `he` is written from right to left. */
export type Language = "de" | "fr" | "es" | "nl" | "he";

/**
 * Texts by leads of this language, and the quoting style of their email client. One line break = one line break; {{sender}} is our first
 * name.
 */
export interface LocalTexts {
  readonly replies: Readonly<Record<ReplyKind, readonly string[]>>;
  /** Prefix of an auto-reply's subject. */
  readonly autoReply: string;
  readonly closing: string;
  /** The line above the quoted mail, as HTML. */
  readonly heading: (parts: HeadingParts) => string;
}

interface HeadingParts {
  readonly day: number;
  readonly month: number;
  readonly year: string;
  readonly time: string;
  /** Name and address of the quoted person, as HTML. */
  readonly who: string;
}

/** The language of a location, by its country; `null` = English. */
export function languageOf(location: string | null): Language | null {
  const country = location?.split(",").at(-1)?.trim() ?? "";
  return ownValue(LANGUAGE_OF_COUNTRY, country) ?? null;
}

/** The line above a quoted mail in an email client of this language. */
export function headingIn(language: Language, quoted: SentMessage, quotedName: string): string {
  const iso = isoFromMs(quoted.at);
  const address = `<a href="mailto:${quoted.from}">${quoted.from}</a>`;
  return LOCAL_TEXTS[language].heading({
    day: Number(iso.slice(8, 10)),
    month: Number(iso.slice(5, 7)),
    year: iso.slice(0, 4),
    time: iso.slice(11, 16),
    who: `${escapeHtml(quotedName)} &lt;${address}&gt;`,
  });
}

const LANGUAGE_OF_COUNTRY: Readonly<Record<string, Language>> = {
  Germany: "de",
  Austria: "de",
  Switzerland: "de",
  France: "fr",
  Spain: "es",
  Mexico: "es",
  Netherlands: "nl",
  Israel: "he",
};

const GERMAN_MONTHS = ["Jan.", "Feb.", "März", "Apr.", "Mai", "Juni", "Juli", "Aug.", "Sept.", "Okt.", "Nov.", "Dez."];
const FRENCH_MONTHS = [
  "janv.",
  "févr.",
  "mars",
  "avr.",
  "mai",
  "juin",
  "juil.",
  "août",
  "sept.",
  "oct.",
  "nov.",
  "déc.",
];
const SPANISH_MONTHS = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"];
const DUTCH_MONTHS = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"];

export const LOCAL_TEXTS: Readonly<Record<Language, LocalTexts>> = {
  de: {
    autoReply: "Automatische Antwort",
    closing: "Viele Grüße",
    heading: ({ day, month, year, time, who }) =>
      `Am ${day}. ${GERMAN_MONTHS[month - 1]} ${year} um ${time} schrieb ${who}:`,
    replies: {
      interested: [
        "Hallo {{sender}},\n\nklingt gut, schicken Sie mir gern mehr Informationen.",
        "Das passt gerade. Was würde das für uns kosten?",
      ],
      meeting: [
        "Gern. Passt Ihnen Donnerstag um 14 Uhr?",
        "Hallo {{sender}}, bitte stimmen Sie einen Termin mit {{colleague}} ab: {{colleague_email}}.",
      ],
      "not-interested": ["Danke, aber daran haben wir zurzeit kein Interesse.", "Wir sind versorgt. Alles Gute!"],
      "do-not-contact": [
        "Bitte nehmen Sie mich aus Ihrem Verteiler.",
        "Woher haben Sie meine Adresse? Löschen Sie meine Daten und bestätigen Sie das.",
      ],
      question: ["Wo liegen die Daten, und wie lang läuft der Vertrag?", "Haben Sie Referenzen aus unserer Branche?"],
      "out-of-office": [
        "Vielen Dank für Ihre Nachricht. Ich bin bis Montag nicht im Büro und lese meine E-Mails nur gelegentlich.\n\nIn dringenden Fällen: {{colleague}} ({{colleague_email}})",
      ],
      "wrong-person": ["Dafür bin ich nicht zuständig. Bitte wenden Sie sich an {{colleague}} ({{colleague_email}})."],
      unclear: ["?", "Wie bitte?"],
    },
  },
  fr: {
    autoReply: "Réponse automatique",
    closing: "Bien cordialement",
    heading: ({ day, month, year, time, who }) =>
      `Le ${day} ${FRENCH_MONTHS[month - 1]} ${year} à ${time}, ${who} a écrit\u00a0:`,
    replies: {
      interested: [
        "Bonjour {{sender}},\n\ncela m’intéresse, envoyez-moi vos documents.",
        "Oui, volontiers. Quel serait le tarif pour nous\u00a0?",
      ],
      meeting: [
        "Avec plaisir. Jeudi à 14 h\u00a0?",
        "Voyez avec {{colleague}} pour l’agenda\u00a0: {{colleague_email}}.",
      ],
      "not-interested": [
        "Merci, mais ce n’est pas d’actualité chez nous.",
        "Nous travaillons déjà avec un prestataire. Bonne continuation\u00a0!",
      ],
      "do-not-contact": [
        "Merci de me retirer de votre liste.",
        "Je n’ai jamais donné mon accord. Supprimez mes données.",
      ],
      question: ["Où sont hébergées les données\u00a0?", "Avez-vous des références dans notre secteur\u00a0?"],
      "out-of-office": [
        "Je suis absent jusqu’à lundi et répondrai à mon retour.\n\nEn cas d’urgence\u00a0: {{colleague}} ({{colleague_email}})",
      ],
      "wrong-person": ["Ce n’est pas moi qui m’en occupe. Contactez {{colleague}} ({{colleague_email}})."],
      unclear: ["?", "Pardon\u00a0?"],
    },
  },
  es: {
    autoReply: "Respuesta automática",
    closing: "Un saludo",
    heading: ({ day, month, year, time, who }) =>
      `El ${day} ${SPANISH_MONTHS[month - 1]} ${year}, a las ${time}, ${who} escribió:`,
    replies: {
      interested: [
        "Hola {{sender}}:\n\n¡suena bien! Mándame más información, por favor.",
        "Sí, nos interesa. ¿Cuánto costaría?",
      ],
      meeting: [
        "Perfecto. ¿El jueves a las 16:00?",
        "Hable con {{colleague}} para buscar un hueco: {{colleague_email}}.",
      ],
      "not-interested": ["Gracias, pero ahora mismo no nos interesa.", "Ya trabajamos con otra empresa. ¡Suerte!"],
      "do-not-contact": ["Por favor, bórreme de su lista.", "No vuelva a escribirme. Elimine mis datos."],
      question: ["¿Dónde se guardan los datos?", "¿Tiene referencias en nuestro sector?"],
      "out-of-office": [
        "Estoy fuera de la oficina hasta el lunes.\n\nSi es urgente: {{colleague}} ({{colleague_email}})",
      ],
      "wrong-person": ["Yo no llevo ese tema. Escriba a {{colleague}} ({{colleague_email}})."],
      unclear: ["¿?", "No entiendo."],
    },
  },
  nl: {
    autoReply: "Automatisch antwoord",
    closing: "Met vriendelijke groet",
    heading: ({ day, month, year, time, who }) =>
      `Op ${day} ${DUTCH_MONTHS[month - 1]} ${year} om ${time} schreef ${who}:`,
    replies: {
      interested: [
        "Hoi {{sender}},\n\nklinkt goed, stuur maar meer informatie.",
        "Ja, graag. Wat kost dat voor een bedrijf als het onze?",
      ],
      meeting: ["Prima. Donderdag om 14.00 uur?", "Plan het even met {{colleague}}: {{colleague_email}}."],
      "not-interested": ["Dank, maar wij hebben nu geen interesse.", "Wij hebben al een leverancier. Succes!"],
      "do-not-contact": ["Haal mij alstublieft van uw lijst.", "Ik wil geen mail meer van u. Verwijder mijn gegevens."],
      question: ["Waar staan de gegevens?", "Heeft u referenties in onze sector?"],
      "out-of-office": ["Ik ben tot maandag niet op kantoor.\n\nIs het dringend? {{colleague}} ({{colleague_email}})"],
      "wrong-person": ["Daar ga ik niet over. Probeer {{colleague}} ({{colleague_email}})."],
      unclear: ["?", "Hoezo?"],
    },
  },
  he: {
    autoReply: "תשובה אוטומטית",
    closing: "בברכה",
    heading: ({ day, month, year, time, who }) => `‫בתאריך ${day}.${month}.${year} בשעה ${time} מאת ${who}:‬`,
    replies: {
      interested: ["היי {{sender}},\n\nנשמע מעניין, אשמח לקבל פרטים.", "כן, בוא נתקדם. כמה זה עולה?"],
      meeting: ["בשמחה. יום חמישי בשעה 14:00?", "תתאם עם {{colleague}}: {{colleague_email}}."],
      "not-interested": ["תודה, לא רלוונטי עבורנו כרגע.", "יש לנו כבר ספק. בהצלחה!"],
      "do-not-contact": ["נא להסיר אותי מרשימת התפוצה.", "לא לפנות אליי יותר."],
      question: ["איפה נשמרים הנתונים?", "יש לכם לקוחות בתחום שלנו?"],
      "out-of-office": ["אני מחוץ למשרד עד יום ראשון.\n\nבמקרה דחוף: {{colleague}} ({{colleague_email}})"],
      "wrong-person": ["זה לא בתחום שלי. נסו את {{colleague}} ({{colleague_email}})."],
      unclear: ["?", "לא הבנתי."],
    },
  },
};
