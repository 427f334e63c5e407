// Of two passages that disagree, the words by which they do: figures, dates, denials.

const NUMBERS =
  "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|millions?|billions?|trillions?|dozens?|half|third|quarter|none|both|single|double|twice";
const TIMES =
  "January|February|March|April|May|June|July|August|September|October|November|December|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|yesterday|today|tomorrow|spring|summer|autumn|winter";
const DENIALS =
  "not|no|never|none|nobody|nothing|neither|nor|without|cannot|den(?:y|ies|ied)|refus(?:e|es|ed)|reject(?:s|ed)?|fail(?:s|ed)?";
const DIGITS = "\\p{Nd}[\\p{Nd}.,:]*\\p{Nd}%?|\\p{Nd}%?";

const words = (list: string): string => `(?<![\\p{L}])(?:${list})(?![\\p{L}])`;
const TELLING: Record<string, RegExp> = {
  number: new RegExp(`${DIGITS}|${words(NUMBERS)}`, "giu"),
  date: new RegExp(`${DIGITS}|${words(TIMES)}`, "giu"),
  negation: new RegExp(`${words(DENIALS)}|\\p{L}+n['’]t(?![\\p{L}])`, "giu"),
};

export interface Piece {
  text: string;
  differs: boolean;
}

/** The passage in pieces, marked where it says what none of the others says. */
export function differing(passage: string, others: string[], causes: string[]): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  const found = causes.flatMap((cause) => {
    const telling = TELLING[cause];
    if (!telling) return [];
    const elsewhere = new Set(
      others.flatMap((other) => (other.match(telling) ?? []).map((word) => word.toLowerCase())),
    );
    return [...passage.matchAll(telling)].filter((word) => !elsewhere.has(word[0].toLowerCase()));
  });
  for (const word of found.sort((a, b) => a.index - b.index)) {
    if (word.index < at) continue;
    pieces.push({ text: passage.slice(at, word.index), differs: false }, { text: word[0], differs: true });
    at = word.index + word[0].length;
  }
  return [...pieces, { text: passage.slice(at), differs: false }].filter(({ text }) => text);
}
