/** The signs for failed and proven: an octagon with a cross, a disc with a tick. Drawn, so that no font is needed. */

/** Something failed. Decoration beside the words that say what. */
export function ErrorMark({ size = 16 }: { size?: number }) {
  return (
    <svg class="gl err" style={{ width: size, height: size }} viewBox="0 0 16 16" aria-hidden="true">
      <path d="M5.3 1.6h5.4l3.7 3.7v5.4l-3.7 3.7H5.3l-3.7-3.7V5.3z" fill="currentColor" />
      <path d="m5.7 5.7 4.6 4.6m0-4.6-4.6 4.6" stroke="var(--glyph-cut,var(--surface))" stroke-width="1.7" stroke-linecap="round" />
    </svg>
  )
}

/** met: now · before: in an earlier run only · now: the one to do next · ahead: later. */
export type TickState = 'met' | 'before' | 'now' | 'ahead'
const TICK = 'm4.6 8.3 2.3 2.3 4.5-4.9'
const NAMES = { met: 'met', before: 'met before, not in this run', now: 'not yet', ahead: 'not yet' } as const

/** @param label what it says to screen readers; empty where the words beside it say it */
export function Tick({ state, label = NAMES[state] }: { state: TickState; label?: string }) {
  const stroke = { fill: 'none', 'stroke-width': 1.8, 'stroke-linecap': 'round', 'stroke-linejoin': 'round' } as const
  return (
    <svg class={`tick ${state}`} viewBox="0 0 16 16" {...(label === '' ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}>
      {state === 'met' && (
        <>
          <circle cx="8" cy="8" r="8" fill="var(--pass)" />
          <path d={TICK} pathLength={1} stroke="var(--desk)" {...stroke} />
        </>
      )}
      {state === 'before' && (
        <>
          <circle cx="8" cy="8" r="7.2" fill="none" stroke="var(--pass)" stroke-width="1.4" />
          <path d={TICK} stroke="var(--pass)" {...stroke} />
        </>
      )}
      {state === 'now' && <circle cx="8" cy="8" r="7" fill="none" stroke="var(--honey-glyph)" stroke-width="1.8" />}
      {state === 'ahead' && <circle cx="8" cy="8" r="7.2" fill="none" stroke="var(--line-strong)" stroke-width="1.4" />}
    </svg>
  )
}
