/**
 * How long a lesson's text is, and how hard it is to read: two measures that need letters, words and sentences only.
 *
 * Both give the school year in which a text of this kind is read with ease. ARI is the Automated Readability Index, the
 * other is Coleman and Liau's.
 */

export interface Reading {
  readonly words: number
  readonly sentences: number
  /** Words of the longest sentence. */
  readonly longest: number
  readonly ari: number
  readonly colemanLiau: number
}

/** Words that are read in a minute. */
export const PACE = 200
/** What every lesson's text keeps to. */
export const LIMITS = { words: [300, 700], longest: 36, ari: 6, colemanLiau: 8 } as const

/** @param markdown of a lesson: headings are not counted, and a piece of code is one word of four letters */
export function readingOf(markdown: string): Reading {
  const sentences = sentencesOf(markdown)
  const words = sentences.flatMap((sentence) => wordsOf(sentence))
  const letters = words.join('').replace(/[^\p{L}\p{N}]/gu, '').length
  const [perWord, perSentence] = [letters / words.length, words.length / sentences.length]
  return {
    words: words.length,
    sentences: sentences.length,
    longest: Math.max(...sentences.map((sentence) => wordsOf(sentence).length)),
    ari: 4.71 * perWord + 0.5 * perSentence - 21.43,
    colemanLiau: 5.88 * perWord - 29.6 / perSentence - 15.8,
  }
}

function wordsOf(sentence: string): string[] {
  return sentence.match(/[\p{L}\p{N}][\p{L}\p{N}’'-]*/gu) ?? []
}

/** An item of a list and a cell of a table are sentences of their own. */
function sentencesOf(markdown: string): string[] {
  return markdown
    .replace(/^```[^]*?^```/gm, '')
    .replace(/^#.*$|^\|[-:| ]+\|$/gm, '')
    .replace(/`[^`\n]*`/g, 'code')
    .replace(/^>? ?(?:[*-]|\d+\.) /gm, '\n\n')
    .replace(/^> ?/gm, '')
    .replace(/^\|.*\|$/gm, (row) => row.replaceAll('|', '\n\n'))
    .replace(/[*_]/g, '')
    .split(/\n\s*\n|(?<=[.!?])\s+/)
    .filter((part) => wordsOf(part).length > 0)
}

/** What is beyond the limits, a line for each. */
export function judgeReading(lesson: string, reading: Reading): string[] {
  const [least, most] = LIMITS.words
  const wrong: string[] = []
  if (reading.words < least || reading.words > most) wrong.push(`${lesson}: ${reading.words} words; a lesson has ${least} to ${most}`)
  if (reading.longest > LIMITS.longest) wrong.push(`${lesson}: a sentence of ${reading.longest} words; ${LIMITS.longest} are the most`)
  if (reading.ari > LIMITS.ari) wrong.push(`${lesson}: grade ${reading.ari.toFixed(1)} by ARI; ${LIMITS.ari} is the most`)
  if (reading.colemanLiau > LIMITS.colemanLiau) wrong.push(`${lesson}: grade ${reading.colemanLiau.toFixed(1)} by Coleman and Liau; ${LIMITS.colemanLiau} is the most`)
  return wrong
}

/** The table of all lessons as Markdown. */
export function readingTable(rows: readonly { readonly number: number; readonly title: string; readonly reading: Reading }[]): string {
  const all = rows.reduce((sum, { reading }) => sum + reading.words, 0)
  const [least, most] = LIMITS.words
  return `# How the lessons read

Length and reading level of each lesson’s text, as \`build/reading.ts\` measures them; a test writes this table (\`npx vitest run build/reading.test.ts -u\`) and
holds every text within the limits: ${least} to ${most} words, no sentence over ${LIMITS.longest}, school year ${LIMITS.ari} at most by the Automated Readability Index, ${LIMITS.colemanLiau} by Coleman and Liau.
Code counts as one short word. Minutes are those of reading alone, at ${PACE} words a minute; doing takes the rest of what a lesson says it takes.

| lesson | words | minutes | words a sentence | longest | ARI | Coleman–Liau |
| --- | --: | --: | --: | --: | --: | --: |
${rows.map(({ number, title, reading }) => `| ${number} ${title} | ${reading.words} | ${(reading.words / PACE).toFixed(1)} | ${(reading.words / reading.sentences).toFixed(1)} | ${reading.longest} | ${reading.ari.toFixed(1)} | ${reading.colemanLiau.toFixed(1)} |`).join('\n')}

Together ${all.toLocaleString('en')} words, ${Math.round(all / PACE)} minutes.
`
}
