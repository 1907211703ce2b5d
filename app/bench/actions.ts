/** What a person does to a run, and what is waited for. */
import type { Locator, Page } from 'playwright-core'

export function runButton(page: Page): Locator {
  return page.getByRole('button', { name: 'Run all F5' })
}

/** Presses Stop. @returns milliseconds until the page says that the run has ended */
export async function stopAndWait(page: Page): Promise<number> {
  const stop = page.getByRole('button', { name: 'Stop all', exact: true })
  // It listens before the press is made: on a busy page a press overtakes what is asked of it.
  const waiting = await page.evaluateHandle(() => ({
    ended: new Promise<number>((resolve) => {
        window.addEventListener(
          'click',
          (event) => {
            const at = event.timeStamp
            const look = (): void => {
              if (document.querySelector('[role="group"][aria-label="Run"] button')?.getAttribute('aria-disabled') === 'true') resolve(performance.now() - at)
              else requestAnimationFrame(look)
            }
            look()
          },
          { capture: true, once: true },
        )
      }),
  }))
  await stop.click()
  return await waiting.evaluate(({ ended }) => ended)
}

/** Waits until the page has had nothing to do for a while. */
export async function quiet(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const began = performance.now()
    // A machine that is busy with other things never lets it be quiet.
    for (let calm = 0; calm < 10 && performance.now() - began < 15_000; ) {
      const before = performance.now()
      await new Promise((resolve) => requestIdleCallback(resolve, { timeout: 1000 }))
      await new Promise((resolve) => setTimeout(resolve, 16))
      calm = performance.now() - before < 60 ? calm + 1 : 0
    }
  })
}
