/** The web pages that the app may open outside itself. */

/** Origins, and the beginning of the paths there. */
const PAGES = [
  ['https://docs.python.org', '/'],
  ['https://www.python.org', '/downloads'],
  ['https://github.com', '/python/cpython/'],
  ['https://nodejs.org', '/'],
] as const

/** Whether an address is on the list. What is not exactly a page of the list is not. */
export function isOutsidePage(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { origin, pathname, username, password } = new URL(address)
  return username === '' && password === '' && PAGES.some(([known, start]) => known === origin && pathname.startsWith(start))
}
