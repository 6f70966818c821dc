export type Speaker = 'agent' | 'customer' | 'tool';

/** Line of a script with its size, so that a call's figures need none of its text. */
export interface Sentence {
  readonly speaker: Speaker;
  /** Literal text at even indexes, names of slots at odd ones. */
  readonly pieces: readonly string[];
  readonly slots: readonly string[];
  /** Spaces and characters outside the slots. */
  readonly spaces: number;
  readonly characters: number;
}

export interface Script {
  readonly endReason: string;
  readonly lines: readonly Sentence[];
}

export type Scripts = readonly [Script, ...Script[]];

export const spacesIn = (text: string): number => text.split(' ').length - 1;

const speakers: Readonly<Record<string, Speaker>> = { A: 'agent', C: 'customer' };

function sentenceOf(line: string): Sentence {
  const pieces = line.slice(3).split(/\{(\w+)\}/);
  const literal = pieces.filter((_, index) => index % 2 === 0).join('');
  return {
    speaker: speakers[line.slice(0, 1)] ?? 'tool',
    pieces,
    slots: pieces.filter((_, index) => index % 2 === 1),
    spaces: spacesIn(literal),
    characters: literal.length,
  };
}

/** Parses lines that start with `A` for the agent, `C` for the customer, or `T` for a tool call. */
const script = (endReason: string, text: string): Script => ({
  endReason,
  lines: text.trim().split('\n').map(sentenceOf),
});

const booking = script(
  'tool_end_call',
  `
A: Hello, this is {agent} from Harbor Dental. How can I help you today?
C: Hi, I would like to book a cleaning, please.
A: Of course. May I have your first name?
C: It is {name}.
A: Thank you, {name}. Which day suits you best?
C: {day} would be great, in the afternoon if you can.
T: check_availability
A: We have {time} on {day}. Does that work for you?
C: Hmm, is there anything a little later?
T: check_availability
A: The next free slot is an hour later. Shall I take that one?
C: Yes, please.
T: create_booking
A: You are booked for {day}. Your confirmation is {code}. Is there anything else?
C: No, that is all. Thanks!
A: You are welcome, {name}. Goodbye!
T: end_call`,
);

/** Longest script, and therefore the one of calls in progress. */
export const support = script(
  'customer_hangup',
  `
A: Thank you for calling Northwind support. My name is {agent}. What seems to be the problem?
C: My {product} keeps losing its connection.
A: I am sorry to hear that. I will help you fix it. When did it start?
C: On {day}, I think. It was fine before that.
A: Is the small light on the front green or orange?
C: It is orange. It blinks.
A: Thank you. That tells me it cannot reach the network.
C: Okay. What do I do?
A: Please unplug the {product} from the wall.
C: One moment. Done.
A: Now wait for ten seconds before you plug it back in.
C: All right. It is plugged in again.
A: What colour is the light now?
C: Still orange.
A: Let me run a test on the line from here.
T: run_line_test
A: The line itself is fine. Could you read me the code on the bottom of the {product}?
C: It says {code}.
T: lookup_device
A: I found it. Your {product} has missed its last update.
C: Can you send it again?
A: I can. It takes about a minute, and the light will go off once.
T: push_update
C: The light just went off.
A: That is expected. Please stay on the line with me.
C: Sure. By the way, will I lose my settings?
A: No, your settings are kept.
C: Good. It took me a whole weekend to set up.
A: I understand. Is the light back?
C: Yes, and it is green!
A: Wonderful. Please open any page on your phone.
C: It is loading. A bit slow.
A: The first minute is slow while it catches up. Please try again.
C: Now it is quick.
A: Great. Shall I send you a summary of what we did?
C: Yes, to this number, please.
T: send_summary
A: It is on its way. Did you receive it?
C: Yes, here it is.
A: Is there anything else that does not work as it should?
C: The app asks me for a password every day.
A: That stops once you choose "keep me signed in" in its settings.
C: Where is that?
A: Open the menu, then your account. It is the last line.
C: Found it. And should I restart it every now and then?
A: There is no need. It looks after itself from here.
C: Perfect. And will this happen again with the next update?
A: No. From now on updates arrive at night and by themselves.
C: That is a relief.
A: I am glad. Could you rate this call from one to five?
C: A five. You were patient with me.
A: Thank you, {name}. Have a good day!`,
);

const sales = script(
  'tool_end_call',
  `
A: Hi, is this {name}? I am {agent}, calling about your interest in our {product}.
C: Yes, speaking. I only have a minute.
A: I will be quick. Are you still looking for one?
C: I am comparing a few. What does yours cost?
A: It starts at forty nine a month. There is no setup fee.
C: Is there a contract?
A: No, you can leave at the end of any month.
C: That sounds fair. Can you send me the details?
T: send_brochure
A: Sent. Would {day} at {time} suit you for a short demo?
C: Yes, let us do that.
T: create_booking
A: You are all set. Talk to you on {day}!`,
);

const survey = script(
  'tool_end_call',
  `
A: Hello, this is {agent} with a two minute survey about your recent order. May I ask you three questions?
C: Okay, go ahead.
A: How satisfied are you with the delivery, from one to five?
C: Four.
A: And with the {product} itself?
C: Five, I use it every day.
A: Would you recommend us to a friend?
C: I already have.
A: That is lovely to hear. Thank you for your time!`,
);

const wrongNumber = script(
  'customer_hangup',
  `
A: Good afternoon, this is {agent} with a reminder of your appointment on {day}.
C: I think you have the wrong number.
A: I am sorry for the trouble. I will take you off the list. Goodbye!`,
);

const voicemail = script(
  'voicemail',
  `
A: Hello, this is {agent} from Harbor Dental. You have an appointment on {day} at {time}. Please call us back.`,
);

/** Joins scripts, as a call that is passed on does. */
const inTurn = (...scripts: Scripts): Script => ({
  endReason: scripts.at(-1)?.endReason ?? '',
  lines: scripts.flatMap(({ lines }, index) =>
    index === 0 ? lines : [sentenceOf('T: transfer_call'), ...lines],
  ),
});

/** Conversations of one to some twenty turns. */
export const scripts: Scripts = [booking, support, sales, survey, wrongNumber, voicemail];

/** Conversations of up to eleven minutes, the short ones more often. */
export const lifelikeScripts: Scripts = [
  ...scripts,
  ...scripts,
  inTurn(support, booking),
  inTurn(support, sales, support),
  inTurn(sales, support, support, booking, survey),
];
