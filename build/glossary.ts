/** Proves the glossary: what it links to is there, and its filters find frames. */
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { Term } from 'managerie-lessons/glossary'
import type { Lesson } from 'managerie-lessons/schema'
import { filterFrames, parseFilter, type Run } from 'multiprocessing/inspect'

/** What is wrong with the terms' links, a line for each. @param folder of the lessons @param api ids of the reference's pages, and `id#member` for their members */
export function judgeLinks(terms: readonly Term[], lessons: readonly Lesson[], folder: string, api: ReadonlySet<string>): string[] {
  return terms.flatMap((term) => {
    const wrong = (what: string): string => `term ${term.id}: ${what}`
    const lesson = lessons.find(({ id }) => id === term.lesson)
    const found = term.api.filter((id) => !api.has(id)).map((id) => wrong(`the reference has no page ${id}`))
    if (term.api.length === 0) found.push(wrong('it has no page in the reference'))
    if (!lesson) found.push(wrong(`there is no lesson ${term.lesson}`))
    else if (term.taught && !says(lesson, folder, term)) found.push(wrong(`lesson ${term.lesson} never says ${[term.term, ...term.also].join(', ')}`))
    if ('filter' in term.frames) found.push(...badFilter(term.frames.filter).map(wrong))
    return found
  })
}

function badFilter(filter: string): string[] {
  try {
    return parseFilter(filter).terms.length > 0 ? [] : ['its filter lets everything through']
  } catch (error) {
    return [`its filter ${filter}: ${error instanceof Error ? error.message : String(error)}`]
  }
}

/** Whether a lesson's words have the term, or another spelling of it. */
function says(lesson: Lesson, folder: string, term: Term): boolean {
  const file = path.join(folder, lesson.id, 'text.md')
  const { title, subtitle, teaches, hints } = lesson
  const text = [existsSync(file) ? readFileSync(file, 'utf8') : '', title, subtitle, ...teaches, hints.question, hints.where].join('\n').toLowerCase()
  return [term.term, ...term.also].some((word) => text.includes(word.replace(/\(\)$/, '').toLowerCase()))
}

/** Terms with a filter that finds nothing in any of these runs. @param runs of the lesson that a term is taught in */
export function unmatched(terms: readonly Term[], runs: (term: Term) => readonly Run[]): string[] {
  return terms.flatMap((term) => {
    const { frames } = term
    if (!('filter' in frames)) return []
    return runs(term).some((run) => filterFrames(run, frames.filter).length > 0) ? [] : [`term ${term.id}: no frame matches ${frames.filter}`]
  })
}

/** Terms whose frames the programs of their lesson cause as they are given, or as they are solved. */
export function isSeen(term: Term): boolean {
  return !('filter' in term.frames && term.frames.unseen)
}
