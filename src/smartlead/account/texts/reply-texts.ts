/** The kind of a reply, which decides the category that SmartLead's AI would give the lead. */
export type ReplyKind =
  | "interested"
  | "meeting"
  | "not-interested"
  | "do-not-contact"
  | "question"
  | "out-of-office"
  | "wrong-person"
  | "unclear";

/** One line break = one line break. Slots: {{sender}} (our first name), {{company_name}}, {{colleague}}, {{colleague_email}}. */
export const REPLY_TEXTS: Readonly<Record<ReplyKind, readonly string[]>> = {
  interested: [
    "yes",
    "Yes, please send it over.",
    "Hi {{sender}},\n\nactually good timing, we talked about this on Monday. Send me what you have and I'll forward it to the team.",
    "Sounds interesting. What do you need from us to get started?",
    "Hey {{sender}}, sure, happy to take a look 👍",
    "Hi,\n\nWe are comparing two providers right now, so you'd have to be quick. Can you put the key points on one page?",
    "I'd be open to it. Budget opens in April though, so no rush.",
    "Interested. Please copy {{colleague}} ({{colleague_email}}) on anything you send.",
    "Hello {{sender}},\n\nThat is more relevant than most mails I get :-) Let's see the details.",
    "Ok you got me. What would this look like for a company of our size?",
    "Ja, gerne. Bitte schicken Sie mir die Unterlagen auf Deutsch, falls vorhanden.",
  ],
  meeting: [
    "Can do Thursday at 2 or Friday before 11. Which is better?",
    "Hi {{sender}}, let's talk. I'm free next Tuesday between 10:00 and 12:00. Please send an invite to this address.",
    "Happy to do a quick call. 15 minutes, tomorrow afternoon?",
    "Hi {{sender}},\n\nplease book something with {{colleague}}, who runs my calendar: {{colleague_email}}.\n\nLooking forward to it.",
    "Sure. Send me two or three slots for next week & I'll pick one.",
    "Let's do it. I'm in CET, mornings work best.",
    "A demo would be useful. We'd be four people, is that all right?",
  ],
  "not-interested": [
    "No thanks.",
    "Hi {{sender}}, thanks for reaching out but this isn't a priority for us this year.",
    "We do this in house. All the best.",
    "Not now. Try again in the second half of the year.",
    "We signed a two-year contract with somebody else in January, so I'm afraid there is nothing to talk about.",
    "Appreciate the follow-ups, but it's a no from our side.",
    "Hi,\n\nwe've just had a hiring and spending freeze. Please don't take it personally.",
    "thanks, we're good",
    "Bonjour, merci pour votre message, mais ce n'est pas d'actualité chez nous.",
  ],
  "do-not-contact": [
    "Please remove me from your list.",
    "Take {{company_name}} off your list. This is the third mail this week from people I've never heard of.",
    "STOP",
    "Unsubscribe me, please.",
    "Where did you get my address? I never agreed to this. Delete my data and confirm that you did.",
    "Do not contact me or anyone else at {{company_name}} again.",
  ],
  question: [
    "How much is it?",
    "Hi {{sender}}, what does this cost and how long is the contract?",
    "Do you have references in our sector? A name or two would help.",
    "Does that work with what we have today, or do we have to migrate?",
    "Is your company in the EU? Our legal team will ask where the data sits.",
    "Before I forward this: who are your customers, and how long have you been around?",
    "Could you tell me more about point 2? I didn't quite follow.",
    "What happens with our numbers afterwards? Who gets to see them?",
    "Hello {{sender}},\n\nI have three questions:\n1. What is the minimum volume?\n2. Who is liable for damages?\n3. Can we cancel monthly?\n\nThanks",
  ],
  "out-of-office": [
    "Thank you for your message. I am out of the office until Monday and will answer when I'm back. In urgent cases please write to {{colleague_email}}.",
    "Hi,\n\nI'm on parental leave until the end of the quarter. {{colleague}} ({{colleague_email}}) is covering for me.\n\nThis is an automatic reply.",
    "I'm travelling this week with limited access to e-mail. Expect a delay.",
    "Out of office. For invoices: {{colleague_email}}. For everything else I'm back on the 14th.",
    "Vielen Dank für Ihre Nachricht. Ich bin derzeit nicht im Büro. Ihre E-Mail wird nicht weitergeleitet.",
    "Our office is closed for the public holiday. We'll be back tomorrow at 9:00.",
  ],
  "wrong-person": [
    "I'm not the right person for that. Try {{colleague}}: {{colleague_email}}",
    "You want {{colleague}}, I moved to finance last year.",
    "I left {{company_name}} in the autumn. Please update your records.",
    "That's decided at our head office, not here. Sorry.",
    "Hi {{sender}}, I look after something else entirely. I've passed it on to {{colleague}}, who'll get back to you if it fits.",
    "Not my department.",
  ],
  unclear: [
    "?",
    "ok",
    "Sent from my phone",
    "Thanks",
    "Hmm, let me think about it.",
    "fwd to {{colleague}}",
    "We'll see.",
    "Noted. Depends on what the board says, ask me again some other time, or don't.",
  ],
};

/** Replies by someone who answers for the lead; same slots, and {{lead}} is the lead's first name. */
export const DEPUTY_TEXTS: Readonly<Partial<Record<ReplyKind, readonly string[]>>> = {
  interested: [
    "Hi {{sender}}, {{lead}} forwarded me your mail. This is my area, and yes, I'd like to know more.",
    "Hello,\n\nanswering for {{lead}}. Please send the details to me directly.",
    "Writing from my other address, the old inbox is closing. Still interested, send it here.",
  ],
  question: [
    "{{lead}} asked me to look at this. What does it cost, roughly?",
    "I'm the one who handles this since {{lead}} changed teams. Which of our sites did you mean?",
  ],
  "not-interested": [
    "{{lead}} passed this on to me. We're covered, thank you.",
    "Replying on behalf of {{lead}}: we have no need at the moment.",
  ],
  meeting: [
    "Hi {{sender}}, I look after {{lead}}'s calendar. Wednesday at 15:00 would work, shall I send an invitation?",
  ],
};

/** How a conversation continues. The tone is warm if the lead's category is positive. */
export interface ConversationTexts {
  /** Second and later replies of a lead. */
  readonly theirs: readonly string[];
  /** Manual answers by our team in the master inbox, between two replies. Slots as in a sequence. */
  readonly ours: readonly string[];
}

export const WARM_CONVERSATION: ConversationTexts = {
  theirs: [
    "Thanks, that helps. Let me check with my team and come back to you.",
    "Perfect, talk then.",
    "Got it. One more thing: do you offer a trial?",
    "Thursday works. Please send the invite.",
    "Great, I've forwarded it to {{colleague}}.",
    "Hi {{sender}}, I read it over the weekend. The second option looks right for us.",
    "Could you resend the attachment? It didn't come through.",
    "Sorry for the delay, it's been a week. Yes, still on.",
  ],
  ours: [
    "Thanks for the quick answer, {{first_name}}! I'll send the details in a minute. Does Thursday at 10:00 suit you for a short call?",
    "Great to hear, {{first_name}}. Attached is the one-pager; the prices are on the back.",
    "Good question. Short answer: yes, and it takes about a week. Shall I show you how?",
    "Of course. I've noted it and will be back with two suggestions today.",
    "Thank you, {{first_name}}. Just to be sure that I send the right thing: is this for one site or for all of {{company_name}}?",
  ],
};

export const COOL_CONVERSATION: ConversationTexts = {
  theirs: [
    "As I said, there is nothing to discuss right now.",
    "Fine, thanks.",
    "I'm back, but it isn't my decision.",
    "Please leave it at that.",
    "OK. Ask {{colleague}} if you must.",
  ],
  ours: [
    "Understood, {{first_name}}. Thank you for letting me know.",
    "Thanks for the note. Who at {{company_name}} would be the right person to ask?",
    "No problem at all. May I write again in half a year?",
  ],
};
