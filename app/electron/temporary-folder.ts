/** A folder for what Chromium need not keep: where the person's own can't be written, and in safe mode. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Removed at the end. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'managerie-electron-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}
