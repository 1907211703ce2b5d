/** Files that are whole after a crash: the old text or the new one, never a part of either. */
import { randomBytes } from 'node:crypto'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import path from 'node:path'

/** Ends in this: something that was being written. Left by a crash, it means nothing. */
export const UNFINISHED = '.unfinished'

/**
 * Writes a file so that it is on disk when this resolves: a new file beside it, flushed, then put in its place.
 * Makes the folder if needed.
 * @param mode rights of the file: the person's alone, if nothing else is said
 */
export async function writeDurably(file: string, text: string | Uint8Array, mode = 0o600): Promise<void> {
  const folder = path.dirname(file)
  await mkdir(folder, { recursive: true })
  const unfinished = `${file}.${randomBytes(6).toString('hex')}${UNFINISHED}`
  try {
    const handle = await open(unfinished, 'wx', mode)
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(unfinished, file)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw error
  }
  await flushFolder(folder)
}

/** Removes a file, if it is there, so that it stays removed. */
export async function removeDurably(file: string): Promise<void> {
  await rm(file, { force: true })
  await flushFolder(path.dirname(file))
}

/** A rename is safe once its folder is flushed. Windows has no such call and needs none. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return
  let handle
  try {
    handle = await open(folder, 'r')
  } catch {
    return // Removed meanwhile: nothing in it is left to keep.
  }
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}
