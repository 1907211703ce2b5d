/** The programs of README.md, as files. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

export const README = new URL('../../README.md', import.meta.url)

/** Its code blocks by the file name in their first line. */
export function readmePrograms(markdown = readFileSync(README, 'utf8')): Map<string, string> {
  const blocks = markdown.matchAll(/```(?:ts|python)\n(?:\/\/|#) (\S+)\n([^]*?)```/g)
  return new Map([...blocks].map(([, name, text]) => [name!, text!]))
}

/**
 * Writes them into a folder.
 * @param port a free one, instead of that in the text
 */
export function writeReadmePrograms(folder: string, port: number): void {
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of readmePrograms()) writeFileSync(path.join(folder, name), text.replaceAll('50000', String(port)))
}
