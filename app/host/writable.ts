/** Whether the person's folder can be written, told before anything depends on it: a read-only home, a full disk. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Why nothing can be kept, as a sentence without a full stop. */
const WORDS: Readonly<Record<string, string>> = {
  EROFS: 'it is on a disk that can only be read',
  EACCES: 'you may not write there',
  EPERM: 'you may not write there',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is full',
  ENOTDIR: 'a file stands in its way',
  EEXIST: 'a file stands in its way',
}

/** More than a block: a full disk often still takes a few bytes. */
const PROBE = ' '.repeat(16 * 1024)

/** @returns undefined when the folder can be written, else why not */
export function unwritable(folder: string): string | undefined {
  const probe = join(folder, `.write-test-${process.pid}`)
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(probe, PROBE)
    return undefined
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    return WORDS[code ?? ''] ?? message
  } finally {
    try {
      rmSync(probe, { force: true })
    } catch {
      // It was never there.
    }
  }
}
