/** What holds for whatever is on the page: axe finds nothing, and no text is cut or sticks out. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from '@playwright/test'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Axe {
  run(context: Document, options: object): Promise<{ violations: { id: string; nodes: { html: string; target: unknown[]; failureSummary?: string }[] }[] }>
}

/**
 * axe asks that a button's name has all of its words as they stand there. A line's mark is written shorter where there is
 * little room, its number stands in a disc, and `steady.ts` writes a fixed time into it; its name has the whole.
 */
const KNOWN = /^label-content-name-mismatch: <button type="button" class="mk[^>]* aria-label="(?:Mark \d+\. )?Line \d+: /

/** What axe finds on the whole page, a line for each element. @param only one rule of axe, else all */
export async function violations(page: Page, only?: string): Promise<string[]> {
  // As text for the browser's own evaluation: the page's policy lets no script in.
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(`${AXE}\n;0`)
  const lines = await page.evaluate(async (rule) => {
    const { axe } = globalThis as unknown as { axe: Axe }
    const { violations: found } = await axe.run(document, { resultTypes: ['violations'], ...(rule === undefined ? {} : { runOnly: [rule] }) })
    return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${/contrast of [\d.]+ \([^)]*\)/.exec(failureSummary ?? '')?.[0] ?? ''}`.trim()))
  }, only)
  return lines.filter((line) => !KNOWN.test(line))
}

/**
 * Texts that cannot be read to their end: cut by an ellipsis or an edge with nothing that says the rest (a tooltip, a
 * scroll bar), or drawn outside of the window. Editor and terminals scroll by themselves.
 */
export function cutTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = []
    const inside = ':is(.monaco-editor, .xterm, .hidden-text, [hidden], script, style, option, [aria-hidden=true] .hidden-text)'
    const say = (element: Element, what: string, text: string): void => {
      const place = [...function* () { for (let at: Element | null = element; at && at !== document.body; at = at.parentElement) yield at }()].slice(0, 3).map((at) => at.tagName.toLowerCase() + (at.getAttribute('class') ? `.${(at.getAttribute('class') ?? '').trim().replaceAll(/\s+/g, '.')}` : ''))
      found.push(`${what}: “${text.slice(0, 60)}” in ${place.toReversed().join(' > ')}`)
    }
    const told = (element: Element, text: string): boolean => {
      const up = element.closest('[title], [aria-label], [aria-description], svg')
      // An SVG text says its whole in its own <title>, or is repeated by the text twin.
      return up !== null && (up.tagName === 'svg' || (up.getAttribute('title') ?? up.getAttribute('aria-label') ?? '') !== '' || up.getAttribute('aria-description') === text)
    }
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const range = document.createRange()
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const text = (node.nodeValue ?? '').trim()
      const element = node.parentElement
      if (text === '' || element === null || element.closest(inside) !== null) continue
      const style = getComputedStyle(element)
      if (style.visibility !== 'visible' || style.opacity === '0' || element.getClientRects().length === 0) continue
      range.selectNodeContents(node)
      const box = range.getBoundingClientRect()
      if (box.width === 0 || box.height === 0) continue
      let left = box.left
      let right = box.right
      let top = box.top
      let bottom = box.bottom
      let scrolls = { x: false, y: false }
      let fixed = style.position === 'fixed'
      for (let at: Element | null = element; at !== null && !fixed; at = at.parentElement) {
        const css = getComputedStyle(at)
        const edge = at.getBoundingClientRect()
        // What has scrolled out of a list is no fault, and what is clipped there is not looked at further.
        if (/auto|scroll/.test(css.overflowX)) scrolls = { ...scrolls, x: true }
        if (/auto|scroll/.test(css.overflowY)) scrolls = { ...scrolls, y: true }
        if (css.overflowX !== 'visible' && !scrolls.x && (right > edge.right + 1.5 || left < edge.left - 1.5)) {
          if (edge.width > 2 && !told(element, text)) say(element, css.textOverflow === 'ellipsis' ? 'an ellipsis without the rest' : 'cut at the side', text)
          left = Math.max(left, edge.left)
          right = Math.min(right, edge.right)
        }
        if (css.overflowY !== 'visible' && !scrolls.y && (bottom > edge.bottom + 3 || top < edge.top - 3)) {
          if (edge.height > 2 && !told(element, text)) say(element, 'cut above or below', text)
          top = Math.max(top, edge.top)
          bottom = Math.min(bottom, edge.bottom)
        }
        fixed = css.position === 'fixed'
      }
      if (!scrolls.x && (left < -1 || right > innerWidth + 1)) say(element, 'outside of the window', text)
      if (!scrolls.y && (top < -1 || bottom > innerHeight + 1)) say(element, 'below the window', text)
    }
    const { scrollWidth, scrollHeight } = document.documentElement
    if (scrollWidth > innerWidth || scrollHeight > innerHeight) found.push(`the page scrolls: ${scrollWidth}×${scrollHeight} in ${innerWidth}×${innerHeight}`)
    return [...new Set(found)]
  })
}
