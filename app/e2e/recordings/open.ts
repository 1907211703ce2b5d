/** Opens a recording of this folder in the app. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { expect } from '../fixtures.ts'

const WAIT = { timeout: 30_000 }

/** By dropping it: the same in every shell. */
export async function openRecording(page: Page, name: string): Promise<void> {
  const bytes = readFileSync(join(import.meta.dirname, `${name}.managerie`)).toString('base64')
  const data = await page.evaluateHandle(
    ([base64, file]) => {
      const transfer = new DataTransfer()
      transfer.items.add(new File([Uint8Array.from(atob(base64), (byte) => byte.charCodeAt(0))], file))
      return transfer
    },
    [bytes, `${name}.managerie`] as const,
  )
  await page.dispatchEvent('.app', 'drop', { dataTransfer: data })
  await expect(page.getByRole('complementary', { name: 'Recording', exact: true })).toContainText(name, { ...WAIT, ignoreCase: true })
}
