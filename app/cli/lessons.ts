/** `managerie lessons`. */
import { lessons } from 'managerie-lessons'

export async function lessonsCommand({ json }: { readonly json?: boolean }): Promise<void> {
  if (json) {
    const told = lessons.map(({ id, number, title, subtitle, chapter, minutes, teaches }) => ({ id, number, title, subtitle, chapter, minutes, teaches }))
    process.stdout.write(`${JSON.stringify(told, null, 2)}\n`)
    return
  }
  const ids = Math.max(...lessons.map(({ id }) => id.length))
  const titles = Math.max(...lessons.map(({ title }) => title.length))
  for (const { number, id, title, subtitle, minutes } of lessons) {
    process.stdout.write(`${String(number).padStart(2)}  ${id.padEnd(ids)}  ${title.padEnd(titles)}  ${subtitle} (${minutes} min)\n`)
  }
}
