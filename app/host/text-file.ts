/** Files of text as an editor needs them: UTF-8 or nothing, lines that end in a line feed. */
import { readFile, stat } from 'node:fs/promises'

/** A file's text, and whether its lines end as on Windows. */
interface Text {
  readonly text: string
  readonly crlf: boolean
}

/** Undefined: there is none, or it is none of UTF-8, which to save would spoil. */
export async function readWhole(file: string): Promise<Text | undefined> {
  try {
    const whole = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await readFile(file))
    return { text: whole.replaceAll('\r\n', '\n'), crlf: whole.includes('\r\n') }
  } catch (error) {
    if (error instanceof TypeError) return undefined
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}

/** Its lines end in a line feed, however they do on disk. */
export async function readText(file: string): Promise<string | undefined> {
  return (await readWhole(file))?.text
}

/** @param limit in bytes */
export async function isSmallFile(file: string, limit: number): Promise<boolean> {
  const found = await stat(file).catch(() => undefined)
  return found !== undefined && found.isFile() && found.size <= limit
}
