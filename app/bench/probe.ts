/**
 * What is put into the page to measure it: for each key, press, pointer and wheel, how long the page worked on it until it
 * was painted; when frames of the screen came; what kept the page busy for long.
 */

/** One event and what it led to. Times are the page's, in milliseconds. */
export interface Answer {
  readonly type: string
  readonly at: number
  /** From the event to the end of the next painting, the wait for the screen's clock included. */
  readonly painted: number
  /** From the event until nothing on the page was busy any more, and that was painted. */
  readonly settled: number
}

export interface Probe {
  /** Begins anew. @param types events to be looked at */
  start(types: readonly string[]): void
  /** Ends, and says what was seen: answers, times of frames, durations of long tasks, and of slow events as the browser saw them. */
  stop(): { readonly answers: Answer[]; readonly frames: number[]; readonly longTasks: number[]; readonly slowEvents: number[] }
  /** Resolves when what is on the page now has been painted. */
  painted(): Promise<number>
  /** Scrolls by `step` pixels at each frame, back at the end of the list. Resolves after `frames` frames with their times. */
  scroll(selector: string, step: number, frames: number): Promise<number[]>
}

declare global {
  interface Window {
    probe: Probe
  }
}

/** Runs on the page, before all else: it sees nothing of this file. */
export function installProbe(): void {
  let answers: { type: string; at: number; painted: number; settled: number }[] = []
  let frames: number[] = []
  let longTasks: number[] = []
  let slowEvents: number[] = []
  let types: readonly string[] = []
  let running = 0
  /** Runs as a task of its own, as soon as it can. */
  const soon = (then: () => void): void => {
    const { port1, port2 } = new MessageChannel()
    port1.addEventListener('message', () => {
      port1.close()
      then()
    })
    port1.start()
    port2.postMessage(null)
  }
  const seen = (event: Event): void => {
    if (running === 0 || !event.isTrusted) return
    const mine = running
    const at = performance.now()
    requestAnimationFrame(() => {
      // After layout and painting of this frame.
      soon(() => {
        const end = performance.now()
        if (mine !== running) return
        const answer = { type: event.type, at, painted: end - at, settled: end - at }
        answers.push(answer)
        // Until it is settled, it is as late as now.
        const look = (): void => {
          if (document.querySelector('[aria-busy="true"]') === null) return
          requestAnimationFrame(() =>
            soon(() => {
              answer.settled = performance.now() - at
              look()
            }),
          )
        }
        look()
      })
    })
  }
  const watch = (type: string, into: (entry: PerformanceEntry) => void, more: object = {}): void => {
    try {
      new PerformanceObserver((list) => {
        if (running > 0) for (const entry of list.getEntries()) into(entry)
      }).observe({ type, ...more })
    } catch {
      // This browser does not tell.
    }
  }
  watch('longtask', ({ duration }) => longTasks.push(duration))
  watch('event', ({ duration }) => slowEvents.push(duration), { durationThreshold: 16 })
  let turn = 0
  window.probe = {
    start(wanted) {
      for (const type of types) window.removeEventListener(type, seen, true)
      types = wanted
      ;[answers, frames, longTasks, slowEvents] = [[], [], [], []]
      running = ++turn
      for (const type of types) window.addEventListener(type, seen, { capture: true, passive: true })
      const mine = running
      const count = (): void => {
        if (running !== mine) return
        frames.push(performance.now())
        requestAnimationFrame(count)
      }
      requestAnimationFrame(count)
    },
    stop() {
      running = 0
      return { answers, frames, longTasks, slowEvents }
    },
    painted: () => new Promise((resolve) => requestAnimationFrame(() => soon(() => resolve(performance.now())))),
    scroll: (selector, step, count) =>
      new Promise((resolve, reject) => {
        const element = document.querySelector(selector)
        if (!element) return reject(new Error(`there is no ${selector} to scroll`))
        element.scrollTop = 0
        const times: number[] = []
        let down = 1
        const go = (): void => {
          times.push(performance.now())
          if (times.length > count) return resolve(times)
          const before = element.scrollTop
          element.scrollTop = before + step * down
          if (element.scrollTop === before) down = -down
          requestAnimationFrame(go)
        }
        requestAnimationFrame(go)
      }),
  }
}
