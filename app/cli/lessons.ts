/** `managerie lessons`. */
import { lessons } from 'managerie-lessons'

export async function lessonsCommand({ json }: { readonly json?: boolean }): Promise<void> {
  if (json) {
    const told = lessons.map(({ id, number, title, subtitle, chapter, minutes, teaches }) => ({ id, number, title, subtitle, chapter, minutes, teaches }))
    process.stdout.write(`${JSON.stringify(told, null, 2)}\n`)
    return
  }
  const width = (of: (lesson: (typeof lessons)[number]) => string): number => Math.max(...lessons.map((lesson) => of(lesson).length))
  const [ids, titles] = [width(({ id }) => id), width(({ title }) => title)]
  for (const { number, id, title, subtitle, minutes } of lessons) {
    process.stdout.write(`${String(number).padStart(2)}  ${id.padEnd(ids)}  ${title.padEnd(titles)}  ${subtitle} (${minutes} min)\n`)
  }
}
