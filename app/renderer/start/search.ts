/** Finds lessons by words in their titles, in what they teach, and in their texts. */
import type { Lesson } from 'managerie-lessons/schema'

export interface Found {
  readonly lesson: Lesson
  /** A piece of the text around the first word, where the title does not show why it was found; plain words. */
  readonly piece: string | undefined
}

/** How much of a text is shown around what was found, in characters. */
const AROUND = 60

/** Lessons in which every word occurs: those with all of them in the title first, each kind in the curriculum's order. */
export function searchLessons(wanted: string, lessons: readonly Lesson[], texts: ReadonlyMap<string, string>): readonly Found[] {
  const words = wanted.toLowerCase().split(/\s+/).filter((word) => word !== '')
  if (words.length === 0) return []
  const found = lessons.flatMap((lesson) => {
    const head = [lesson.number, lesson.title, lesson.subtitle, lesson.short, lesson.chapter].join(' ').toLowerCase()
    const body = plain([...lesson.teaches, texts.get(lesson.id) ?? ''].join('\n'))
    const all = `${head}\n${body.toLowerCase()}`
    if (!words.every((word) => all.includes(word))) return []
    const inHead = words.every((word) => head.includes(word))
    return [{ lesson, inHead, piece: inHead ? undefined : pieceOf(body, words) }]
  })
  return found.toSorted((one, other) => Number(other.inHead) - Number(one.inHead))
}

/** Markdown as words. */
function plain(markdown: string): string {
  return markdown
    .replace(/^#+ .*$/gm, '')
    .replace(/[`*>]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}

function pieceOf(text: string, words: readonly string[]): string | undefined {
  const lower = text.toLowerCase()
  const first = words.map((word) => lower.indexOf(word)).filter((index) => index >= 0).toSorted((one, other) => one - other)[0]
  if (first === undefined) return undefined
  const start = first <= AROUND ? 0 : text.indexOf(' ', first - AROUND) + 1
  const end = text.length - first <= 2 * AROUND ? text.length : text.lastIndexOf(' ', first + 2 * AROUND)
  return `${start > 0 ? '… ' : ''}${text.slice(start, end)}${end < text.length ? ' …' : ''}`
}
