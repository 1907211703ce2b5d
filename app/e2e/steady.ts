/**
 * Makes a page the same in every run before it is photographed: waits for fonts and for the page to be at rest, and puts
 * fixed words in the place of what chance decides (pids, idents, times, folders). The words are as long as those they
 * stand for, so that nothing moves. What they say is asserted elsewhere.
 */
import type { Page } from '@playwright/test'

/** Where chance speaks, and what is said there instead. */
const FIXED: readonly (readonly [selector: string, pattern: RegExp, words: string])[] = [
  // Pid and state in the head of a lane.
  ['.lane .n2', /^\d+(?= ·)/, '4121'],
  // Times and latencies beside the arrows and in the table.
  ['.sequence svg text.nm.r, .frames td, .latency-text', /^[\d.,]+ (?:µs|ms|s)$/, '1.0 ms'],
  // The time column has its unit in the head.
  ['.frames td:nth-child(2)', /^[\d.,]+$/, '500.0'],
  // Idents are addresses in the server's memory.
  ['.sequence svg text, .frames td, .text-words span, .peek', /\b[0-9a-f]{2,8}…[0-9a-f]{2,8}\b/, '7f…5f20'],
  ['.marks .mk', /(?<=^\d+ frames? · )[\d.]+ (?:µs|ms|s)(?= ·|$)/, '1.0 ms'],
  ['.scrub .t', /[\d.,]+ (?:µs|ms|s)$/, '500 ms'],
  ['.peek .facts', /in [\d.,]+ (?:µs|ms|s)/, 'in 1.0 ms'],
  // What a program prints of its surroundings.
  ['.xterm-rows', /\bafter [\d.]+ s/, 'after 0.50 s'],
  ['.xterm-rows', /managerie-\w{6}\b/, 'managerie-AbCdEf'],
  ['.xterm-rows, .statusbar, .start-runtimes', /\bNode(?:\.js)? v?[\d.]+/, 'Node 20.20'],
  ['.statusbar, .start-runtimes', /CPython [\d.]+\w*/, 'CPython 3.13.0'],
  ['.start-runtimes', /^, (?:and \d+ more|found)$/, ', found'],
]

/** A recording's own numbers are the same each time: there only what this computer says of itself is replaced. */
const OF_THIS_COMPUTER = /\.statusbar/

export async function steady(page: Page, { recorded = false } = {}): Promise<void> {
  // Nothing under the mouse.
  await page.mouse.move(640, 1)
  await page.evaluate(async (fixed) => {
    await Promise.all(['13px "Inter Variable"', '600 13px "Inter Variable"', '13px "JetBrains Mono Variable"'].map((font) => document.fonts.load(font)))
    await document.fonts.ready
    ;(document.activeElement as HTMLElement | null)?.blur()
    // Two frames: whatever was about to be drawn has been.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    for (const { selector, source, words } of fixed) {
      for (const element of document.querySelectorAll(selector)) {
        const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
        for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
          const text = node.nodeValue ?? ''
          const next = text.replace(new RegExp(source, 'g'), words)
          if (next !== text) node.nodeValue = next
        }
      }
    }
  }, FIXED.filter(([selector]) => !recorded || OF_THIS_COMPUTER.test(selector)).map(([selector, pattern, words]) => ({ selector, source: pattern.source, words })))
}
