/** Opens a page in the person's browser. */
import open from 'open'

/** Resolves when it was asked to. @throws Error when there is none */
export async function openPage(url: string): Promise<void> {
  const browser = await open(url)
  browser.on('error', () => {}) // It was asked; a browser that fails later says so itself.
  browser.unref()
}
